/**
 * `string.find`, `string.match` and `string.gmatch` (Lua 5.1 §5.4).
 *
 * @module
 */

import { FURTHER } from "../vm/further.ts";
import { COST } from "../vm/heap.ts";
import type { Runtime } from "../vm/runtime.ts";
import { Builtin, BuiltinKind, type BuiltinResult, type Value } from "../vm/value.ts";
import { MAX_CACHED_TEXT } from "./compiled_cache.ts";
import { checkString, direct, optInteger, truthy } from "./lib.ts";
import {
  acquireMatcher,
  captureOf,
  furtherCaptures,
  isInVain,
  iteratorPatternOf,
  patternOf,
  type Program,
  releaseMatcher,
  search,
} from "./pattern.ts";

/** Longest text handed to `indexOf`, whose cost may be length times text for longer ones. */
const MAX_DIRECT = 16;

/** Position of `text` in `subject` from `from` on, -1 if it is not there. Charged in proportion to the work. */
export function findPlain(rt: Runtime, subject: string, text: string, from: number): number {
  const direct = text.length <= MAX_DIRECT;
  const head = direct ? text : text.slice(0, MAX_DIRECT);
  for (;;) {
    const at = subject.indexOf(head, from);
    rt.charge((at < 0 ? subject.length - from : at - from) >>> 4);
    if (at < 0 || direct) return at;
    rt.charge(1 + (text.length >>> 4));
    if (subject.startsWith(text, at)) return at;
    from = at + 1;
  }
}

/** 0-based start of a search for the `init` argument of find and match. */
function startOf(init: number, length: number): number {
  if (init < 0) init += length + 1;
  return init <= 1 ? 0 : init - 1 > length ? length : init - 1;
}

function findSeveral(rt: Runtime, a: Value, b: Value, c: Value, d: Value): Value {
  FURTHER.count = 0;
  const subject = checkString(rt, a, 1);
  const pattern = checkString(rt, b, 2);
  const from = c === undefined ? 0 : startOf(optInteger(rt, c, 3, 1), subject.length);
  const program = truthy(d) ? null : patternOf(rt, pattern);
  if (program === null || program.plain) {
    const at = findPlain(rt, subject, pattern, from);
    if (at < 0) return undefined;
    FURTHER.second = at + pattern.length;
    FURTHER.count = 1;
    return at + 1;
  }
  if (isInVain(rt, program, subject, from)) return undefined;
  const m = acquireMatcher(program);
  const start = search(rt, m, program, subject, from);
  if (start >= 0) {
    FURTHER.second = m.end;
    FURTHER.count = 1;
    const n = program.captures.length;
    for (let i = 0; i < n; i++) FURTHER.add(captureOf(rt, m, program, subject, i, start, m.end));
  }
  releaseMatcher(m);
  return start < 0 ? undefined : start + 1;
}

function find(rt: Runtime, a: Value, b: Value, c: Value, d: Value): BuiltinResult {
  return FURTHER.with(findSeveral(rt, a, b, c, d));
}

function matchSeveral(rt: Runtime, a: Value, b: Value, c: Value): Value {
  FURTHER.count = 0;
  const subject = checkString(rt, a, 1);
  const pattern = checkString(rt, b, 2);
  const from = c === undefined ? 0 : startOf(optInteger(rt, c, 3, 1), subject.length);
  const program = patternOf(rt, pattern);
  if (isInVain(rt, program, subject, from)) return undefined;
  const m = acquireMatcher(program);
  const start = search(rt, m, program, subject, from);
  let first: Value;
  if (start >= 0) {
    first = captureOf(rt, m, program, subject, 0, start, m.end);
    if (program.captures.length > 1) furtherCaptures(rt, m, program, subject, start, m.end);
  }
  releaseMatcher(m);
  return first;
}

function match(rt: Runtime, a: Value, b: Value, c: Value): BuiltinResult {
  return FURTHER.with(matchSeveral(rt, a, b, c));
}

/** What the iterator of a gmatch keeps. */
interface Iteration {
  readonly subject: string;
  readonly pattern: string;
  /** null if it is too large to be kept */
  readonly program: Program | null;
  /** where the next match is looked for */
  from: number;
}

function gmatch(rt: Runtime, a: Value, b: Value): BuiltinResult {
  const subject = checkString(rt, a, 1);
  const pattern = checkString(rt, b, 2);
  rt.heap.charge(COST.iterator);
  const kept = pattern.length <= MAX_CACHED_TEXT ? iteratorPatternOf(rt, pattern) : null;
  // what the trace can see: the strings; so a program that is large is made anew for every step
  let held: Value = subject;
  if (kept === null) {
    held = rt.newTable(2);
    held.setNumber(rt.heap, 1, subject);
    held.setNumber(rt.heap, 2, pattern);
  }
  const state: Iteration = { subject, pattern, program: kept, from: 0 };
  const kind = BuiltinKind.Fixed;
  return new Builtin(
    "gmatch_iterator",
    kind,
    step,
    false,
    held,
    undefined,
    true,
    undefined,
    stepSeveral,
    state,
  );
}

function stepSeveral(rt: Runtime): Value {
  FURTHER.count = 0;
  const iteration = rt.callee!.state as Iteration;
  const { subject, from } = iteration;
  if (from > subject.length) return undefined;
  const program = iteration.program ?? iteratorPatternOf(rt, iteration.pattern);
  const m = acquireMatcher(program);
  const start = search(rt, m, program, subject, from);
  let first: Value;
  if (start >= 0) {
    const { end } = m;
    first = captureOf(rt, m, program, subject, 0, start, end);
    if (program.captures.length > 1) furtherCaptures(rt, m, program, subject, start, end);
    iteration.from = end > start ? end : end + 1;
  }
  releaseMatcher(m);
  return first;
}

function step(rt: Runtime): BuiltinResult {
  const first = stepSeveral(rt);
  // at the end the reference gives no result, not even nil
  return first === undefined ? [] : FURTHER.with(first);
}

/** `string.find(s, pattern [, init [, plain]])` (Lua 5.1 §5.4). */
export const stringFind = direct("find", find, { several: findSeveral });

/** `string.match(s, pattern [, init])` (Lua 5.1 §5.4). */
export const stringMatch = direct("match", match, { several: matchSeveral });

/** `string.gmatch(s, pattern)` (Lua 5.1 §5.4). */
export const stringGmatch = direct("gmatch", gmatch);
