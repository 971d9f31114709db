/** `bit` against the operators of JS, which work on 32-bit integers as well. */

import { assertEquals } from "@std/assert";
import { bit as bitLibrary } from "../../libraries.ts";
import { instantiate } from "../../mod.ts";
import { Random } from "../../fuzz/random.ts";

const bit = instantiate(
  "return bit.band(...), bit.bor(...), bit.bxor(...), bit.lshift(...), bit.rshift(...), bit.arshift(...)",
  { libs: ["base", bitLibrary] },
);

Deno.test("bit does what the operators of JS do", () => {
  const random = new Random("bit");
  for (let i = 0; i < 2000; i++) {
    const a = random.word() - random.pick([0, 2 ** 31]);
    const b = random.word() - random.pick([0, 2 ** 31]);
    assertEquals(bit.main.all(a, b), [a & b, a | b, a ^ b, a << b, (a >>> b) | 0, a >> b], `${a}, ${b}`);
  }
});

Deno.test("bit takes numbers modulo 2^32 and rounds halves to even", () => {
  const one = instantiate("return bit.tobit(...)", { libs: ["base", bitLibrary] });
  for (
    const [x, expected] of [[2 ** 32 + 5, 5], [-(2 ** 31) - 1, 2 ** 31 - 1], [0.5, 0], [1.5, 2], [2.5, 2]]
  ) {
    assertEquals(one.run(x), expected);
  }
});
