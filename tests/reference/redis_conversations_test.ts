/**
 * Random conversations with the RESP server and with the installed `redis-server`: the same output, byte for byte.
 * `FERROUS_CASES` multiplies their number.
 */

import { assertEquals } from "@std/assert";
import { RedisServer } from "../../redis/server/server.ts";
import { ReferenceServer } from "../redis/keyspace/server.ts";
import { converse, SESSIONS } from "../redis/server/sessions.ts";
import { request, Talk } from "../redis/server/talk.ts";

const SESSIONS_WANTED = 300 * Number(Deno.env.get("FERROUS_CASES") ?? "1");

/** What clients say, with holes: `K` a key, `V` a value, `N` a small number, `C` a channel. */
const PHRASES = [
  ..."multi|multi|exec|exec|exec|discard|watch K|unwatch|watch K K|reset|hello 2|hello 3|hello 3 setname V"
    .split("|"),
  ..."select N|select 99|select x|ping|ping V|echo V|nosuch K|get|get K K|config nosuch|client nosuch".split(
    "|",
  ),
  ..."set K V|get K|incr K|del K|append K V|lpush K V|rpush K V V|lpop K|lrange K 0 -1|hset K V V|hget K V|sadd K V"
    .split("|"),
  ..."zadd K N V|zscore K V|type K|exists K K|expire K 100|persist K|ttl K|strlen K|rename K K|dbsize|keys none*"
    .split("|"),
  ..."blpop K 0.001|brpop K K 0.001|bzpopmin K 0.001|blmove K K left right 0.001|brpoplpush K K 0.001|lmpop 1 K left"
    .split("|"),
  ..."blpop K x|blpop K -1|bzpopmax K nan|blmpop 0.001 1 K left|bzmpop 0.001 1 K min".split("|"),
  ..."subscribe C|unsubscribe C|psubscribe C*|punsubscribe C*|ssubscribe C|sunsubscribe C|publish C V|spublish C V"
    .split("|"),
  ..."pubsub channels|pubsub numsub C|pubsub numpat|pubsub shardnumsub C|client getname|client setname V|client no-evict on"
    .split("|"),
  ..."client reply skip|client reply off|client reply on|client reply on|client unblock 9999|client kill id 9999"
    .split("|"),
  ..."config get maxmemory|config set timeout 0|config set nosuch 1|command count|swapdb 0 1|wait 0 0|role|flushdb"
    .split("|"),
  ..."script exists V|script flush|script nosuch|script kill|function list|function kill|fcall V 0|evalsha V 0"
    .split("|"),
];

const SCRIPTS = [
  "return 1",
  "return {KEYS[1], ARGV[1]}",
  "return redis.call('incr', KEYS[1])",
  "return redis.pcall('lpush', KEYS[1], 'x')",
  "return redis.call('publish', 'c1', 'from a script')",
  "redis.call('select', 1) return redis.call('set', KEYS[1], 'v')",
  "return {double=1.5}",
  "return {map={a=1}}",
  "redis.setresp(3) return redis.call('hgetall', KEYS[1])",
  "error('no')",
  "return redis.call('nosuch')",
  "return {err='MY error'}",
  "syntax error here",
];

/** One conversation. */
function conversation(seed: number): string {
  let state = Math.imul(seed + 1, 2654435761) >>> 0;
  const below = (limit: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) % limit;
  };
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  let text = "flushall\r\nconfig resetstat\r\nscript flush\r\n";
  for (let count = 5 + below(25); count > 0; count--) {
    if (below(6) === 0) {
      text += request([
        pick(["eval", "eval_ro", "EVAL"]),
        pick(SCRIPTS),
        "1",
        `k${below(3)}`,
        `v${below(3)}`,
      ]);
      continue;
    }
    const words = pick(PHRASES).split(" ").map((word) => {
      if (word === "K") return `k${below(3)}`;
      if (word === "V") return pick(["1", "5", "x", "", "a b", "\0\r\n\xff"]);
      if (word === "N") return String(below(4));
      return word.replace("C", "c1");
    });
    // a line, where it can be one
    const plain = words.every((word) => /^[\w*.-]+$/.test(word));
    text += plain && below(4) === 0 ? words.join(" ") + "\r\n" : request(words);
  }
  // a client that wants no replies is not let go by QUIT there
  return text + "reset\r\n";
}

Deno.test("random conversations go as with redis-server", async () => {
  await using real = await ReferenceServer.start();
  await using server = new RedisServer({ port: 0 });
  // it looks that often for waits that are over
  using talk = await Talk.to(real.port);
  await talk.say("CONFIG", "SET", "hz", "500");
  for (let seed = 0; seed < SESSIONS_WANTED; seed++) {
    const text = conversation(seed);
    const expected = await converse(real.port, text);
    assertEquals(await converse(server.port, text), expected, `seed ${seed}: ${JSON.stringify(text)}`);
  }
});

Deno.test("the recorded conversations go as they were recorded", async () => {
  await using real = await ReferenceServer.start();
  await using server = new RedisServer({ port: 0, debug: "yes" });
  for (const text of SESSIONS) {
    assertEquals(
      await converse(server.port, text),
      await converse(real.port, text),
      JSON.stringify(text.slice(0, 200)),
    );
  }
});
