/**
 * `cmsgpack` against `@msgpack/msgpack`. What it does with everything else is compared with `redis-server`, see
 * `tests/redis/scripts/`.
 */

import { assertEquals, assertThrows } from "@std/assert";
import { decode, encode } from "@msgpack/msgpack";
import { cmsgpack } from "../../libraries.ts";
import { instantiate, LimitError } from "../../mod.ts";
import type { LuaOutput } from "../../mod.ts";
import { Random } from "../../fuzz/random.ts";

function instance(source: string, limits: { steps?: number; memory?: number } = {}) {
  return instantiate(source, { libs: ["base", "string", "table", cmsgpack], limits });
}

function randomValue(random: Random, depth: number): unknown {
  switch (random.below(depth <= 0 ? 5 : 8)) {
    case 0:
      return random.integer(-1e6, 1e6);
    case 1:
      return random.chance(0.5);
    case 2:
      return random.integer(-1000, 1000) / 8;
    case 3:
      return "é€".repeat(random.below(40));
    case 4:
      return random.pick([0.1, -1e300, 2 ** 40, -(2 ** 40), 2 ** 31, 127, 128, -32, -33, 65535, 65536]);
    case 5:
    case 6: {
      const object: Record<string, unknown> = {};
      for (let i = random.integer(1, 20); i > 0; i--) {
        object["k" + random.below(50)] = randomValue(random, depth - 1);
      }
      return object;
    }
    default:
      return Array.from({ length: random.integer(1, 20) }, () => randomValue(random, depth - 1));
  }
}

function plain(value: LuaOutput): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item as LuaOutput)]));
}

Deno.test("cmsgpack.pack writes what @msgpack/msgpack reads", () => {
  const pack = instantiate("return cmsgpack.pack(...)", {
    libs: ["base", cmsgpack],
    convert: { strings: "bytes" },
  });
  for (let seed = 0; seed < 300; seed++) {
    const value = randomValue(new Random("pack", seed), 3);
    assertEquals(decode(pack.run(value as never) as Uint8Array), value);
  }
});

Deno.test("cmsgpack.unpack reads what @msgpack/msgpack writes", () => {
  const unpack = instance("return cmsgpack.unpack(...)");
  for (let seed = 0; seed < 300; seed++) {
    const value = randomValue(new Random("unpack", seed), 3);
    assertEquals(plain(unpack.run(encode(value))), value);
  }
});

Deno.test("cmsgpack.unpack does not trust lengths", () => {
  const unpack = instance("return pcall(cmsgpack.unpack, ...)", { memory: 1 << 20, steps: 100_000 });
  for (const head of [0xdd, 0xdf, 0xdb]) {
    assertEquals(unpack.main.all(new Uint8Array([head, 0xff, 0xff, 0xff, 0xff])), [
      false,
      "Missing bytes in input.",
    ]);
  }
});

Deno.test("cmsgpack.unpack of many tables is held to the memory limit", () => {
  const data = new Uint8Array(300_005).fill(0x90);
  data.set([0xdd, 0, 4, 0x93, 0xe0]);
  assertThrows(() => instance("return #cmsgpack.unpack(...)", { memory: 4 << 20 }).run(data), LimitError);
});
