/**
 * The fuzzer's targets, and their cases by number.
 *
 * @module
 */

import { compileTarget } from "./compile_target.ts";
import { moduleTarget } from "./module_target.ts";
import { Random } from "./random.ts";
import { runTarget } from "./run_target.ts";
import type { Input, Target } from "./target.ts";

/** Targets by name. */
export const TARGETS: Readonly<Record<string, Target>> = Object.freeze({
  a: compileTarget,
  b: moduleTarget,
  c: runTarget,
});

/** Case number `index` of a seed: it depends on nothing else but the corpus. */
export function makeCase(name: string, seed: number, index: number): Input {
  return TARGETS[name]!.make(new Random(name, seed, index));
}

/** A case that failed, as it is kept in a file. */
export interface Finding {
  readonly target: string;
  readonly seed: number;
  readonly index: number;
  readonly problem: string;
  readonly input: Input;
}
