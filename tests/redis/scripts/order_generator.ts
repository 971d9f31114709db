/**
 * Random Lua scripts that fill tables in all ways there are and return the order in which `pairs` visits them.
 *
 * @module
 */

/** A small random generator with a seed: the same seed gives the same scripts. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = (seed * 2654435761) >>> 0 || 1;
  }

  /** An integer from 0 up to, not including, `n`. */
  below(n: number): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) % n;
  }

  /** One of the given things. */
  pick<T>(things: readonly T[]): T {
    return things[this.below(things.length)]!;
  }

  /** True with a chance of 1 in `n`. */
  chance(n: number): boolean {
    return this.below(n) === 0;
  }
}

const WORDS = ["id", "name", "type", "a", "b", "c", "x1", "user:1", "ts", "score", "limit", "k", "value", ""];

function name(dice: Dice): string {
  switch (dice.below(4)) {
    case 0:
      return dice.pick(WORDS.slice(0, -1)).replace(":", "_");
    case 1:
      return "k" + dice.below(30);
    case 2:
      return String.fromCharCode(97 + dice.below(26));
    default:
      return dice.pick(WORDS.slice(0, 6)) + "_" + String.fromCharCode(97 + dice.below(26));
  }
}

/** A key as Lua source, in brackets. */
function key(dice: Dice, wide: boolean): string {
  switch (dice.below(wide ? 10 : 7)) {
    case 0:
    case 1:
    case 2:
    case 3:
      return JSON.stringify(name(dice));
    case 4:
      return '"' + dice.pick(WORDS).repeat(1 + dice.below(20)) + '"';
    case 5:
    case 6:
      return "" + (1 + dice.below(12));
    case 7:
      return dice.pick(["true", "false"]);
    case 8:
      return dice.pick(["0", "-1", "1.5", "2^31", "2^53", "1e100", "-0.5", "100", "64", "1/3", "-2^40"]);
    default:
      return "" + dice.below(2000);
  }
}

function constructor(dice: Dice): string {
  const fields: string[] = [];
  const n = dice.pick([0, 0, 1, 2, 3, 4, 5, 8, 20]);
  for (let i = 0; i < n; i++) {
    switch (dice.below(4)) {
      case 0:
        fields.push("" + dice.below(9));
        break;
      case 1:
        fields.push(`[${key(dice, true)}]=${dice.below(9)}`);
        break;
      default:
        fields.push(`${name(dice)}=${dice.chance(12) ? "nil" : dice.below(9)}`);
    }
  }
  if (dice.chance(10)) fields.push("unpack({1,2,3})");
  return `{${fields.join(",")}}`;
}

/** Statements that fill table `t`. `removing`: also remove keys. */
function statements(dice: Dice, removing: boolean): string {
  const lines: string[] = [`local t=${constructor(dice)}`];
  const n = dice.pick([0, 1, 3, 5, 10, 20, 40]);
  const wide = dice.chance(2);
  for (let i = 0; i < n; i++) {
    switch (dice.below(12)) {
      case 0:
        lines.push(`for i=${1 + dice.below(3)},${dice.below(20)} do t[i]=i end`);
        break;
      case 1:
        lines.push(`for i=1,${dice.below(12)} do t["${dice.pick(["f", "item:", "x"])}"..i]=i end`);
        break;
      case 2:
        lines.push(`table.insert(t,${dice.below(9)})`);
        break;
      case 3:
        if (removing) lines.push(`t[${key(dice, wide)}]=nil`);
        break;
      case 4:
        if (removing) lines.push(`t.${name(dice)}=nil`);
        break;
      case 5:
        if (removing) lines.push(dice.pick(["table.remove(t)", "t[#t]=nil", "t[next(t) or 1]=nil"]));
        break;
      case 6:
        lines.push(`t.${name(dice)}=${dice.below(9)}`);
        break;
      default:
        lines.push(`t[${key(dice, wide)}]=${dice.below(9)}`);
    }
  }
  return lines.join(" ");
}

/** A script that gives, for each of `count` tables, its keys in order as one string. */
export function orderScript(seed: number, count: number, removing: boolean): string {
  const dice = new Dice(seed);
  const parts: string[] = ["local out={}"];
  for (let i = 0; i < count; i++) {
    parts.push(`do ${statements(dice, removing)} local s={}`);
    parts.push(
      `for k in pairs(t) do s[#s+1]=type(k)=="number" and string.format("%.17g",k) or tostring(k) end`,
    );
    parts.push(`out[#out+1]=#t.."|"..table.concat(s," ") end`);
  }
  parts.push("return out");
  return parts.join("\n");
}
