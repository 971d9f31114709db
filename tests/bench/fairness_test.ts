/** Instances that take turns on one thread: the finite ones end with the right result, beside endless ones. */

import { assert, assertEquals } from "@std/assert";
import { fairnessTable, measureFairness } from "../../bench/fairness.ts";

Deno.test("fairness: every finite instance completes, endless ones get as many steps as anybody", () => {
  const slice = 500;
  const report = measureFairness({ instances: 500, slice });
  assertEquals(report.endless, 5);
  assertEquals(report.finite, 495);
  assertEquals(report.completed, 495);
  // a turn ends at the first instruction after the slice; only work inside a builtin can go past it
  const [fewest, most] = report.endlessSteps;
  assertEquals(fewest, report.rounds * slice);
  assert(most < report.rounds * (slice + 100), `${most} steps in ${report.rounds} rounds`);
  const total = report.kinds.reduce((sum, kind) => sum + kind.instances, 0);
  assertEquals(total, 500);
  assert(fairnessTable(report).includes("495 of 495 finite ones completed"));
});
