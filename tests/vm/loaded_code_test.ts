/**
 * What a trace keeps of functions that a script has loaded itself is in the account, in every tier.
 */

import { assert, assertEquals } from "@std/assert";
import { instantiate } from "../../mod.ts";

/** KiB the account grows by for each of 100 loaded functions that wait in coroutines, then for 100 traces. */
function growth(tier: "interpreter" | "compiled"): unknown {
  const instance = instantiate(
    `local kept = {}
     for i = 1, 100 do
       kept[i] = coroutine.create(loadstring("local a = " .. i .. " coroutine.yield(a) return a"))
       coroutine.resume(kept[i])
     end
     local before = collectgarbage("count")
     collectgarbage()
     local after = collectgarbage("count")
     for i = 1, 100 do collectgarbage() end
     return (after - before) / 100, collectgarbage("count") - after`,
    { tier },
  );
  return [...instance.main.all() as number[], instance.usage];
}

Deno.test("a loaded function that waits is charged for what traces keep of it, once", () => {
  const [each, later] = growth("interpreter") as number[];
  assert(each! > 4 && each! < 9, `${each} KiB each`);
  assert(Math.abs(later!) < 1, `${later} KiB later`);
  assertEquals(growth("compiled"), growth("interpreter"));
});
