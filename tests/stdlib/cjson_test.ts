/**
 * `cjson` against the JSON of JS. What it does with everything else is compared with `redis-server`, see
 * `tests/redis/scripts/`.
 */

import { assert, assertEquals, assertThrows } from "@std/assert";
import { cjson } from "../../libraries.ts";
import { instantiate, LimitError } from "../../mod.ts";
import type { LuaOutput } from "../../mod.ts";
import { Random } from "../../fuzz/random.ts";

const LIBS = ["base", "string", "table", cjson] as const;

function instance(source: string, limits: { steps?: number; memory?: number } = {}) {
  return instantiate(source, { libs: [...LIBS], limits });
}

/** A JSON value without nulls in arrays' ends or empty arrays, which Lua tables cannot tell from others. */
function randomValue(random: Random, depth: number): unknown {
  switch (random.below(depth <= 0 ? 4 : 7)) {
    case 0:
      return random.integer(-1e6, 1e6);
    case 1:
      return random.chance(0.5);
    case 2:
      return random.integer(-1000, 1000) / 8;
    case 3:
      return Array.from({ length: random.below(8) }, () => random.pick([...'aé€😀"\\/\n\u0001\u007f'])).join(
        "",
      );
    case 4:
    case 5: {
      const object: Record<string, unknown> = {};
      for (let i = random.integer(1, 5); i > 0; i--) {
        object["k" + random.below(50)] = randomValue(random, depth - 1);
      }
      return object;
    }
    default:
      return Array.from({ length: random.integer(1, 6) }, () => randomValue(random, depth - 1));
  }
}

Deno.test("cjson.encode writes what JSON.parse reads", () => {
  const encode = instance("return require == nil and cjson.encode(...)");
  for (let seed = 0; seed < 300; seed++) {
    const value = randomValue(new Random("encode", seed), 5);
    const text = encode.run(value as never);
    assertEquals(JSON.parse(text as string), value);
  }
});

Deno.test("cjson.decode reads what JSON.stringify writes", () => {
  const decode = instance("return cjson.decode(...)");
  for (let seed = 0; seed < 300; seed++) {
    const value = randomValue(new Random("decode", seed), 5);
    const space = seed % 3 === 0 ? "  " : undefined;
    assertEquals(plain(decode.run(JSON.stringify(value, null, space))), value);
  }
});

/** Objects of the host have no prototype; this gives them one, for comparisons. */
function plain(value: LuaOutput): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item as LuaOutput)]));
}

Deno.test("cjson keeps names such as __proto__ as data", () => {
  const text = '{"__proto__":{"polluted":true},"constructor":1}';
  const back = instance("return cjson.encode(cjson.decode(...))").run(text) as string;
  assertEquals(Object.keys(JSON.parse(back)).sort(), ["__proto__", "constructor"]);
  assertEquals(({} as Record<string, unknown>).polluted, undefined);
});

Deno.test("cjson charges steps in proportion to the text", () => {
  const steps = (n: number): number => {
    const one = instance("local t = {} for i = 1, ... do t[i] = 'item' .. i end return #cjson.encode(t)");
    one.run(n);
    return one.usage.steps;
  };
  const [small, large] = [steps(1000), steps(10_000)];
  assert(large > 8 * small && large < 12 * small, `${small}, ${large}`);
});

Deno.test("cjson.decode of a large text is held to the memory limit", () => {
  const text = "[" + "[1],".repeat(200_000) + "1]";
  assertThrows(() => instance("return #cjson.decode(...)", { memory: 4 << 20 }).run(text), LimitError);
});

Deno.test("cjson.encode of a large value is held to the memory limit", () => {
  const source =
    "local s = ('x'):rep(1000) local t = {} for i = 1, 5000 do t[i] = s end return #cjson.encode(t)";
  assertThrows(() => instance(source, { memory: 2 << 20 }).run(), LimitError);
});

Deno.test("cjson decodes and encodes deep nesting without the JS stack", () => {
  const source = `cjson.decode_max_depth(7900) cjson.encode_max_depth(7900)
    local text = ("["):rep(7000) .. ("]"):rep(7000)
    return #cjson.encode(cjson.decode(text))`;
  assertEquals(instance(source).run(), 14_000);
});

Deno.test("cjson settings of one instance are not those of another", () => {
  instance("cjson.encode_max_depth(1)").run();
  assertEquals(instance("return cjson.encode({ { 1 } })").run(), "[[1]]");
});
