/** How many samples runners give, and when they are warm. */

import { assert, assertEquals } from "@std/assert";
import { takesPart } from "../../bench/measure.ts";
import { planRounds, WarmUp } from "../../bench/plan.ts";

Deno.test("planRounds gives everybody all rounds if they fit", () => {
  assertEquals(planRounds([10, 100], { rounds: 5, least: 2, allowance: 550 }), [5, 5]);
});

Deno.test("planRounds takes rounds from the slowest", () => {
  assertEquals(planRounds([10, 100, 1000], { rounds: 9, least: 2, allowance: 2_700 }), [9, 6, 2]);
});

Deno.test("planRounds never goes below the least, and never above the rounds", () => {
  assertEquals(planRounds([10, 5_000], { rounds: 9, least: 2, allowance: 0 }), [2, 2]);
  assertEquals(planRounds([10], { rounds: 1, least: 2, allowance: 1e9 }), [1]);
  assertEquals(planRounds([0, 0], { rounds: 3, least: 2, allowance: 100 }), [3, 3]);
});

function runsUntilWarm(times: (run: number) => number, learns: boolean): number {
  const warm = new WarmUp({ runs: 8, patience: 4, least: 100, most: 2_000 }, learns);
  let runs = 0;
  while (!warm.done) {
    warm.add(times(runs++));
    assert(runs < 1000);
  }
  return runs;
}

Deno.test("WarmUp goes on while a program becomes faster in steps", () => {
  // optimized at the third run, given up at the sixth, optimized anew at the seventh
  const times = [50, 50, 20, 20, 20, 90, 5];
  assertEquals(runsUntilWarm((run) => times[run] ?? 5, true), 11);
});

Deno.test("WarmUp takes at least so many runs and so much time", () => {
  assertEquals(runsUntilWarm(() => 30, true), 8);
  assertEquals(runsUntilWarm(() => 1, true), 100);
});

Deno.test("WarmUp ends when its time is over, after one run of a slow runner", () => {
  assertEquals(runsUntilWarm(() => 3_000, true), 1);
  assertEquals(runsUntilWarm((run) => 500 - run, true), 5);
});

Deno.test("WarmUp of what does not learn is two runs", () => {
  assertEquals(runsUntilWarm(() => 60, false), 2);
});

Deno.test("takesPart spreads a runner's samples over the rounds", () => {
  const rounds = (share: number, of: number) =>
    [...Array(of).keys()].filter((round) => takesPart(round, share, of));
  assertEquals(rounds(2, 9), [4, 8]);
  assertEquals(rounds(9, 9), [0, 1, 2, 3, 4, 5, 6, 7, 8]);
  for (let share = 1; share <= 7; share++) assertEquals(rounds(share, 7).length, share);
});
