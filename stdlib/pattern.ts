/**
 * Lua patterns for library functions: compiled programs from a bounded cache, and the captures of a match.
 *
 * @module
 */

import type { Runtime } from "../vm/runtime.ts";
import type { Value } from "../vm/value.ts";
import { compilePattern } from "./pattern_compile.ts";
import { CaptureKind, type Matcher, type Program } from "./pattern_match.ts";
import { flatCopy, substring } from "./string_tools.ts";

export { acquireMatcher, Matcher, type Program, releaseMatcher, search } from "./pattern_match.ts";

/** Patterns kept compiled, of each kind. They are shared by all instances, and hold nothing of any. */
const CACHE_SIZE = 256;

/** Longest pattern kept compiled, so that the cache stays within a few megabytes. */
export const MAX_CACHED = 128;

/** Heap charge for each character of a pattern that is compiled for one call only. */
const LONG_PATTERN_COST = 128;

const searching = new Map<string, Program>();
const iterating = new Map<string, Program>();

/**
 * The program of a pattern. `mayAnchor`: a leading `^` anchors the match; in `gmatch` it does not. Charges
 * the same whether or not the program was cached, so that runs are reproducible.
 */
export function patternOf(rt: Runtime, pattern: string, mayAnchor: boolean): Program {
  const length = pattern.length;
  if (length > MAX_CACHED) {
    rt.charge(length);
    rt.heap.charge(length * LONG_PATTERN_COST);
    return compilePattern(pattern, mayAnchor);
  }
  rt.charge(length >>> 1);
  const cache = mayAnchor ? searching : iterating;
  let program = cache.get(pattern);
  if (program === undefined) {
    program = compilePattern(pattern, mayAnchor);
    if (cache.size >= CACHE_SIZE) {
      for (const oldest of cache.keys()) {
        cache.delete(oldest);
        break;
      }
    }
    // the key must not keep a longer string of some instance alive
    cache.set(flatCopy(pattern), program);
  }
  return program;
}

/**
 * Capture `index` (0-based) of a match of `subject[start, end)`; the whole match if the pattern has no
 * captures and `index` is 0. A string, or a number for a position capture.
 */
export function captureOf(
  rt: Runtime,
  m: Matcher,
  program: Program,
  subject: string,
  index: number,
  start: number,
  end: number,
): string | number {
  const captures = program.captures;
  if (index >= captures.length) {
    if (index === 0) return substring(rt, subject, start, end);
    rt.error("invalid capture index");
  }
  switch (captures[index]) {
    case CaptureKind.Unfinished:
      return rt.error("unfinished capture");
    case CaptureKind.Position:
      return m.starts[index]! + 1;
  }
  return substring(rt, subject, m.starts[index]!, m.ends[index]!);
}

/** Appends all captures of a match to `out`; without captures, the whole match if `wholeMatch`. */
export function pushCaptures(
  rt: Runtime,
  m: Matcher,
  program: Program,
  subject: string,
  start: number,
  end: number,
  wholeMatch: boolean,
  out: Value[],
): void {
  const count = program.captures.length;
  const n = count === 0 && wholeMatch ? 1 : count;
  for (let i = 0; i < n; i++) out.push(captureOf(rt, m, program, subject, i, start, end));
}
