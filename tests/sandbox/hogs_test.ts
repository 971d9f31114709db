/**
 * The memory limit bounds the process: its peak grows by less than four times the limit, whatever a program does
 * to grow. Here some programs that once did more, each in a process of its own; `hogs.ts` runs all of them.
 */

import { assert, assertEquals, assertLess } from "@std/assert";
import { COST } from "../../vm/heap.ts";
import { HOGS } from "./hog_programs.ts";
import { ratioOf, runHogs } from "./hogs.ts";
import { runWellBehaved, WELL_BEHAVED } from "./well_behaved.ts";

/** MiB. */
const LIMIT = 64;

/** The engine frees memory on threads of its own, which come too late when the machine has no core to spare. */
const TRIES = 3;

const SOME = [
  "string doubling",
  "equal long strings",
  "slices of large strings",
  "ropes never read",
  "a hash of doubles",
  "arrays emptied",
  "closures",
  "coroutines that were deep in calls",
  "results of waiting builtins",
  "weak churn",
];

Deno.test({
  name: "a hog's process grows by less than four times its memory limit",
  ignore: Deno.build.os !== "linux",
  fn: async (t) => {
    for (const name of SOME) {
      await t.step(name, async () => {
        let least = Infinity;
        for (let i = 0; i < TRIES && least >= 4; i++) {
          for (const report of await runHogs([name], LIMIT)) least = Math.min(least, ratioOf(report, LIMIT));
        }
        assertLess(least, 4);
      });
    }
  },
});

Deno.test("there are enough hogs", () => {
  const names = Object.keys(HOGS);
  assert(names.length >= 20);
  assertEquals(SOME.filter((name) => !names.includes(name)), []);
});

for (const name of Object.keys(WELL_BEHAVED)) {
  Deno.test(`live data of 80% of the limit and garbage of 100 times the limit: ${name}`, () => {
    const { live, made } = runWellBehaved(name, 256 << 10);
    assert(live > 0.79, `${live} of the limit is live`);
    assert(made >= 100, `${made} times the limit was made`);
  });
}

Deno.test("the documented charges are the real ones", () => {
  const page = Deno.readTextFileSync(new URL("../../docs/memory.md", import.meta.url));
  for (const [name, bytes] of Object.entries(COST)) {
    assert(new RegExp(`\\| \`${name}\` +\\| ${bytes} +\\|`).test(page), `${name}: ${bytes}`);
  }
});
