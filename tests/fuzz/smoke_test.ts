/**
 * A short run of the fuzzer, bounded by cases: the same cases on every machine. `deno task fuzz` runs more.
 */

import { assert } from "@std/assert";
import { makeCase, TARGETS } from "../../fuzz/targets.ts";

/** Cases of each target: about twenty seconds altogether. */
const CASES: Readonly<Record<string, number>> = { a: 6000, b: 4000, c: 1500 };
const SEED = 2026;

for (const [name, target] of Object.entries(TARGETS)) {
  Deno.test(`fuzz ${name}: ${target.title}`, () => {
    const outcomes = new Map<string, number>();
    for (let index = 0; index < CASES[name]!; index++) {
      const { outcome, problem } = target.check(makeCase(name, SEED, index));
      assert(problem === undefined, `case ${index} of seed ${SEED}: ${problem}`);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
    // cases that are all refused, or all run to their end, would test little
    for (const [outcome, count] of outcomes) assert(count < 0.95 * CASES[name]!, `${outcome}: ${count}`);
    assert(outcomes.size >= 2);
  });
}
