/**
 * Random scripts that return values of all kinds, made by hand and by commands, under both protocols.
 *
 * @module
 */

import { Dice } from "./order_generator.ts";

const NUMBERS = [
  "0",
  "-0.0",
  "1",
  "-1",
  "3.99",
  "-3.99",
  "2^31",
  "-2^31",
  "2^53",
  "2^53+2",
  "2^62",
  "2^63",
  "-2^63",
  "1e300",
  "1/0",
  "-1/0",
  "0/0",
  "0.1",
  "1/3",
  "1e-7",
  "123456789012",
  "1e15",
  "1e16",
  "1e17",
];

const STRINGS = [
  '""',
  '"a"',
  '"x y"',
  '"a\\r\\nb"',
  '"a\\0b"',
  '"\\255\\200"',
  '"txt"',
  '"markdown"',
  '"123"',
  '"-1.5"',
];

function scalar(dice: Dice): string {
  switch (dice.below(8)) {
    case 0:
    case 1:
      return dice.pick(NUMBERS);
    case 2:
    case 3:
      return dice.pick(STRINGS);
    case 4:
      return dice.pick(["true", "false"]);
    case 5:
      return "nil";
    case 6:
      return dice.pick(["cjson.null", "print1 and 1", "function() end"].slice(0, 1));
    default:
      return "" + dice.below(100);
  }
}

/** A value as Lua source. */
function value(dice: Dice, depth: number): string {
  if (depth <= 0 || dice.chance(3)) return scalar(dice);
  switch (dice.below(12)) {
    case 0:
      return `{ok=${scalar(dice)}}`;
    case 1:
      return `{err=${scalar(dice)}}`;
    case 2:
      return `{double=${scalar(dice)}}`;
    case 3:
      return `{big_number=${scalar(dice)}}`;
    case 4:
      return `{verbatim_string={format=${scalar(dice)},string=${scalar(dice)}}}`;
    case 5:
    case 6:
      return `{map=${table(dice, depth - 1)}}`;
    case 7:
      return `{set=${table(dice, depth - 1)}}`;
    case 8:
      return command(dice);
    default:
      return table(dice, depth - 1);
  }
}

function table(dice: Dice, depth: number): string {
  const fields: string[] = [];
  const n = dice.below(6);
  for (let i = 0; i < n; i++) {
    switch (dice.below(5)) {
      case 0:
        fields.push(`k${dice.below(20)}=${value(dice, depth)}`);
        break;
      case 1:
        fields.push(
          `[${dice.pick(["1", "2", "1.5", "true", "false", "'x y'", "-1", "2^40"])}]=${value(dice, depth)}`,
        );
        break;
      default:
        fields.push(value(dice, depth));
    }
  }
  return `{${fields.join(",")}}`;
}

const COMMANDS = [
  "'get','none'",
  "'get','s'",
  "'set','s','v'",
  "'mget','s','none','s'",
  "'hgetall','h'",
  "'hmget','h','f','zz'",
  "'smembers','m'",
  "'zrange','z',0,-1,'withscores'",
  "'zscore','z','a'",
  "'zscore','z','none'",
  "'zmscore','z','a','none'",
  "'lrange','l',0,-1",
  "'lpop','none'",
  "'lpop','none',2",
  "'exists','s'",
  "'incr','s'",
  "'incr','n'",
  "'incrbyfloat','f',0.1",
  "'type','z'",
  "'nosuch'",
  "'get'",
  "'lpush','s','x'",
  "'ping'",
  "'xrange','x','-','+'",
  "'zadd','z','nx','incr',1,'a'",
  "'sismember','m','q'",
  "'object','encoding','s'",
];

function command(dice: Dice): string {
  return `redis.pcall(${dice.pick(COMMANDS)})`;
}

const SETUP = "redis.call('set','s','v') redis.call('hset','h','f','1') redis.call('sadd','m','q') " +
  "redis.call('zadd','z',0.1,'a',2,'b') redis.call('rpush','l','1','2') redis.call('xadd','x','1-1','f','v')";

/** A script that returns `count` values in a table, or one of them alone. */
export function conversionScript(seed: number, count: number): string {
  const dice = new Dice(seed + 77);
  const lines: string[] = ["redis.call('flushall')", SETUP];
  if (dice.chance(2)) lines.push("redis.setresp(3)");
  if (dice.chance(4)) return [...lines, `return ${value(dice, 4)}`].join("\n");
  lines.push("local out={}");
  for (let i = 0; i < count; i++) {
    const source = value(dice, 4);
    lines.push(`do local v=${source} out[#out+1]={type(v),v==nil and 'nil' or v,tostring(v==false)} end`);
  }
  lines.push("return out");
  return lines.join("\n");
}
