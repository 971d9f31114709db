/**
 * `string.find`, `string.match` and `string.gmatch` (Lua 5.1 §5.4).
 *
 * @module
 */

import { COST } from "../vm/heap.ts";
import type { Runtime } from "../vm/runtime.ts";
import { Builtin, BuiltinKind, type BuiltinResult, type Value } from "../vm/value.ts";
import { MAX_CACHED_TEXT } from "./compiled_cache.ts";
import { checkString, direct, optInteger, truthy } from "./lib.ts";
import {
  acquireMatcher,
  captureOf,
  capturesOf,
  iteratorPatternOf,
  patternOf,
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

function find(rt: Runtime, a: Value, b: Value, c: Value, d: Value): BuiltinResult {
  const subject = checkString(rt, a, 1);
  const pattern = checkString(rt, b, 2);
  const from = c === undefined ? 0 : startOf(optInteger(rt, c, 3, 1), subject.length);
  const program = truthy(d) ? null : patternOf(rt, pattern);
  if (program === null || program.plain) {
    const at = findPlain(rt, subject, pattern, from);
    return at < 0 ? undefined : [at + 1, at + pattern.length];
  }
  const m = acquireMatcher(program);
  const start = search(rt, m, program, subject, from);
  let result: Value[] | undefined;
  if (start >= 0) {
    const n = program.captures.length;
    if (n === 0) result = [start + 1, m.end];
    else {
      result = [start + 1, m.end, captureOf(rt, m, program, subject, 0, start, m.end)];
      for (let i = 1; i < n; i++) result.push(captureOf(rt, m, program, subject, i, start, m.end));
    }
  }
  releaseMatcher(m);
  return result;
}

function match(rt: Runtime, a: Value, b: Value, c: Value): BuiltinResult {
  const subject = checkString(rt, a, 1);
  const pattern = checkString(rt, b, 2);
  const from = c === undefined ? 0 : startOf(optInteger(rt, c, 3, 1), subject.length);
  const program = patternOf(rt, pattern);
  const m = acquireMatcher(program);
  const start = search(rt, m, program, subject, from);
  const result = start < 0 ? undefined : capturesOf(rt, m, program, subject, start, m.end);
  releaseMatcher(m);
  return result;
}

function gmatch(rt: Runtime, a: Value, b: Value): BuiltinResult {
  const subject = checkString(rt, a, 1);
  const pattern = checkString(rt, b, 2);
  rt.heap.charge(COST.iterator);
  let from = 0;
  const kept = pattern.length <= MAX_CACHED_TEXT ? iteratorPatternOf(rt, pattern) : null;
  // what the trace can see: the strings; so a program that is large is made anew for every step
  let held: Value = subject;
  if (kept === null) {
    held = rt.newTable(2);
    held.setNumber(rt.heap, 1, subject);
    held.setNumber(rt.heap, 2, pattern);
  }
  const step = (rt: Runtime) => {
    if (from > subject.length) return undefined;
    const program = kept ?? iteratorPatternOf(rt, pattern);
    const m = acquireMatcher(program);
    const start = search(rt, m, program, subject, from);
    let result: BuiltinResult;
    if (start >= 0) {
      result = capturesOf(rt, m, program, subject, start, m.end);
      from = m.end > start ? m.end : m.end + 1;
    }
    releaseMatcher(m);
    return result;
  };
  return new Builtin("gmatch_iterator", BuiltinKind.Fixed, step, false, held, undefined, true);
}

/** `string.find(s, pattern [, init [, plain]])` (Lua 5.1 §5.4). */
export const stringFind = direct("find", find);

/** `string.match(s, pattern [, init])` (Lua 5.1 §5.4). */
export const stringMatch = direct("match", match);

/** `string.gmatch(s, pattern)` (Lua 5.1 §5.4). */
export const stringGmatch = direct("gmatch", gmatch);
