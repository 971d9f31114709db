/**
 * What the fuzzer's targets have in common.
 *
 * @module
 */

import type { Random } from "./random.ts";

/** Limits and ways of running that belong to a case. */
export interface Settings {
  readonly steps: number;
  /** bytes */
  readonly memory: number;
  readonly callDepth: number;
  /** bytes */
  readonly stringLength: number;
  /** steps of a slice in the sliced run */
  readonly slice: number;
}

/** One case: data as a string with one char (0-255) a byte, and how to run it. */
export interface Input {
  readonly data: string;
  readonly settings: Settings;
}

/** What came of a case. */
export interface Verdict {
  /** how it ended, for the statistics */
  readonly outcome: string;
  /** what is wrong, first line a summary; undefined if nothing is */
  readonly problem: string | undefined;
}

/** One kind of cases. */
export interface Target {
  /** what its cases are */
  readonly title: string;
  /** Makes a case. */
  make(r: Random): Input;
  /** Tries a case. Throws nothing unless the fuzzer itself is wrong. */
  check(input: Input): Verdict;
  /** Smaller cases to try instead of one that fails, the boldest first. */
  smaller(input: Input): Iterable<Input>;
}

/** Small random limits. */
export function randomSettings(r: Random, steps: number): Settings {
  return {
    steps: r.chance(0.3) ? steps : r.magnitude(1, steps),
    memory: r.chance(0.3) ? 8 << 20 : r.magnitude(1 << 14, 2 << 20),
    callDepth: r.chance(0.5) ? 200 : r.magnitude(1, 200),
    stringLength: r.chance(0.7) ? 1 << 20 : r.magnitude(1, 1 << 20),
    slice: r.magnitude(r.chance(0.05) ? 1 : 20, steps),
  };
}

/** A verdict without a problem. */
export function clean(outcome: string): Verdict {
  return { outcome, problem: undefined };
}

/** A verdict with a problem. */
export function broken(problem: string): Verdict {
  return { outcome: "problem", problem };
}

/** What of a problem stays the same while its case is made smaller. */
export function signature(problem: string): string {
  return problem.split("\n")[0]!.replace(/\d+/g, "0").replace(/(['"`]).*?\1/g, "x");
}

/** Bytes of a string with one char a byte. */
export function toBytes(data: string): Uint8Array {
  const bytes = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) bytes[i] = data.charCodeAt(i);
  return bytes;
}

/** A string with one char a byte. */
export function fromBytes(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let i = 0; i < bytes.length; i += 4096) {
    pieces.push(String.fromCharCode(...bytes.subarray(i, i + 4096)));
  }
  return pieces.join("");
}
