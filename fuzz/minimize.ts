/**
 * Making failing cases smaller: a case is replaced by a smaller one as long as that fails in the same way.
 *
 * @module
 */

import { type Input, signature, type Target } from "./target.ts";

/** Milliseconds spent on one case. */
const BUDGET = 60_000;

/** The smallest case found that fails like `input`, whose problem is `problem`. */
export function minimize(target: Target, input: Input, problem: string, budget = BUDGET): Input {
  const wanted = signature(problem);
  const end = performance.now() + budget;
  let smallest = input;
  search: for (;;) {
    for (const candidate of target.smaller(smallest)) {
      if (performance.now() > end) break search;
      const found = target.check(candidate).problem;
      if (found === undefined || signature(found) !== wanted) continue;
      smallest = candidate;
      continue search;
    }
    break;
  }
  return smallest;
}

/** Texts with parts left out: lines first, then chars, big parts first. */
export function* smallerText(input: Input): Generator<Input> {
  const { data } = input;
  const lines = data.split("\n");
  for (let size = lines.length >> 1; size >= 1; size >>= 1) {
    for (let at = 0; at < lines.length; at += size) {
      yield { ...input, data: [...lines.slice(0, at), ...lines.slice(at + size)].join("\n") };
    }
  }
  for (let size = Math.min(data.length >> 1, 512); size >= 1; size >>= 1) {
    for (let at = 0; at < data.length; at += size) {
      yield { ...input, data: data.slice(0, at) + data.slice(at + size) };
    }
  }
}
