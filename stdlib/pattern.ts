/**
 * Lua patterns for library functions: compiled programs from a cache, and the captures of a match.
 *
 * @module
 */

import { FURTHER } from "../vm/further.ts";
import type { Runtime } from "../vm/runtime.ts";
import type { Value } from "../vm/value.ts";
import { compilePattern } from "./pattern_compile.ts";
import { CaptureKind, type Matcher, type Program } from "./pattern_match.ts";
import { CompiledCache } from "./compiled_cache.ts";
import { substring } from "./string_tools.ts";

export { acquireMatcher, isInVain, Matcher, type Program, releaseMatcher, search } from "./pattern_match.ts";

const searching = new CompiledCache((pattern) => compilePattern(pattern, true));
const iterating = new CompiledCache((pattern) => compilePattern(pattern, false));

/** The program of a pattern for `find`, `match` and `gsub`. */
export function patternOf(rt: Runtime, pattern: string): Program {
  return searching.get(rt, pattern);
}

/** The program of a pattern for `gmatch`, in which a leading `^` is no anchor. */
export function iteratorPatternOf(rt: Runtime, pattern: string): Program {
  return iterating.get(rt, pattern);
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

/** Puts all captures of a match, or the whole match if there are none, into `out` from index `at` on. */
export function putCaptures(
  rt: Runtime,
  m: Matcher,
  program: Program,
  subject: string,
  start: number,
  end: number,
  out: Value[],
  at: number,
): void {
  const n = program.captures.length || 1;
  for (let i = 0; i < n; i++) out[at + i] = captureOf(rt, m, program, subject, i, start, end);
}

/** Leaves all captures of a match but the first in `FURTHER`. */
export function furtherCaptures(
  rt: Runtime,
  m: Matcher,
  program: Program,
  subject: string,
  start: number,
  end: number,
): void {
  const n = program.captures.length;
  for (let i = 1; i < n; i++) FURTHER.add(captureOf(rt, m, program, subject, i, start, end));
}
