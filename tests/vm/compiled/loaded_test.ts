/**
 * Functions that a script has loaded itself: the compiled tier keeps a bounded amount of data for them.
 */

import { assert, assertEquals } from "@std/assert";
import { instantiate } from "../../../mod.ts";
import { inspection } from "../../../vm/compiled/build.ts";

/** Chars of text compiled while `count` different functions are loaded and run until they are hot. */
function compiledText(count: number, memory: number): number {
  const instance = instantiate(
    `local kept, sum = {}, 0
     for i = 1, ... do
       kept[i] = loadstring("local a = " .. i .. " for j = 1, 20 do a = a + 1 end return a")
       for _ = 1, 5 do sum = sum + kept[i]() end
     end
     return sum`,
    { tier: "compiled", limits: { memory } },
  );
  let chars = 0;
  inspection.onText = (text) => void (chars += text.length);
  try {
    assertEquals(instance.run(count), 5 * (count * (count + 1) / 2 + 20 * count));
  } finally {
    inspection.onText = undefined;
  }
  return chars;
}

Deno.test("what is compiled of loaded functions does not grow with their number", () => {
  assert(compiledText(10, 4 << 20) > 5_000);
  const some = compiledText(200, 4 << 20);
  assertEquals(compiledText(800, 4 << 20) - some < 1_000, true);
  assert(some < (4 << 20) / 16 / 8 + 10_000);
  // without a limit there is none
  assert(compiledText(200, Infinity) > 2 * some);
});
