/**
 * `string.gsub` (Lua 5.1 §5.4).
 *
 * {@linkcode Substitution} finds the matches one by one; what replaces a match comes from a string or a plain
 * table at once, from a function or a table with metamethods in a continuation frame.
 *
 * @module
 */

import { FURTHER } from "../vm/further.ts";
import { Retry } from "../vm/compiled/signals.ts";
import { LuaThrow } from "../vm/errors.ts";
import { metaOf } from "../vm/meta.ts";
import { type Runtime, typeName } from "../vm/runtime.ts";
import type { Held } from "../vm/heap.ts";
import { LuaTable } from "../vm/table.ts";
import { numberToString, toStringValue } from "../vm/number.ts";
import { type BuiltinGenerator, type BuiltinResult, Continuation, Mapping, type Value } from "../vm/value.ts";
import { getIndex, isFunction, raise } from "./continuations.ts";
import { checkInt, checkString, direct } from "./lib.ts";
import {
  acquireMatcher,
  captureOf,
  type Matcher,
  patternOf,
  type Program,
  putCaptures,
  releaseMatcher,
  search,
} from "./pattern.ts";
import { isReplaceable, replaceAll } from "./pattern_replace.ts";
import { finished, flatCopy, PORTION, StringBuilder } from "./string_tools.ts";

/** Results may refer to subjects up to this length instead of copying what they take from them. */
const SMALL_SUBJECT = 64;

/** Matches after which there may be many more. */
const MANY = 4;

/** A position past the end of any string. */
const NOWHERE = 0x3fffffff;

/** The state of one gsub between two matches. */
class Substitution {
  declare readonly subject: string;
  declare readonly program: Program;
  count = 0;
  /** bounds of the current match */
  start = 0;
  end = 0;
  declare private readonly rt: Runtime;
  declare private readonly limit: number;
  /** the result so far, and of how many parts it was put together */
  private text = "";
  private parts = 0;
  /** collects a result that gets longer */
  private out: StringBuilder | null = null;
  /** where the next match is looked for; past the end when there can be none */
  private from = 0;
  /** the subject up to here is in `out` */
  private copied = 0;

  /** It begins with the match in `m`. */
  constructor(rt: Runtime, m: Matcher, start: number, subject: string, program: Program, limit: number) {
    this.rt = rt;
    this.subject = subject;
    this.program = program;
    this.limit = limit;
    this.take(m, start);
  }

  /** Goes on with what has been put together, `count` matches with the current one. */
  proceed(text: string, parts: number, copied: number, count: number): void {
    this.text = text;
    this.parts = parts;
    this.copied = copied;
    this.count = count;
  }

  /** What it holds, for the trace. */
  get bytes(): number {
    return this.out === null ? this.text.length + 64 * this.parts : this.out.bytes;
  }

  /** Puts `part` into the result. */
  add(part: string): void {
    if (part === "") return;
    if (this.out === null && this.text.length + part.length <= PORTION) {
      this.text += part;
      this.parts++;
      return;
    }
    this.out ??= new StringBuilder(this.rt, this.text, this.parts);
    this.out.add(part);
  }

  /** Finds the next match; false when there are no more. Captures are in `m`. */
  find(m: Matcher): boolean {
    if (this.count >= this.limit || this.from > this.subject.length) return false;
    const start = search(this.rt, m, this.program, this.subject, this.from);
    if (start < 0) return false;
    this.take(m, start);
    return true;
  }

  /** Takes the match that `m` holds, which begins at `start`. */
  private take(m: Matcher, start: number): void {
    this.count++;
    this.start = start;
    this.end = m.end;
    this.from = this.program.anchored ? NOWHERE : m.end > start ? m.end : start + 1;
  }

  /** Puts the subject up to the current match, then `replacement`, into the result. */
  replace(replacement: string): void {
    if (this.start > this.copied) this.add(this.subject.slice(this.copied, this.start));
    this.add(replacement);
    this.copied = this.end;
  }

  /** Replaces the current match by what a table or function gave for it. */
  replaceBy(value: Value): void {
    if (typeof value === "string") this.replace(value);
    else if (typeof value === "number") this.replace(numberToString(value));
    // otherwise it stays, and is copied with what follows
    else if (value !== undefined && value !== false) {
      this.rt.error(`invalid replacement value (a ${typeName(value)})`);
    }
  }

  /** The results of gsub. */
  results(): Value[] {
    return [this.finish(), this.count];
  }

  /** The first result; the second is in `FURTHER`. */
  finish(): string {
    const { subject, copied } = this;
    if (copied < subject.length) this.add(subject.slice(copied));
    const { out, text, parts } = this;
    const mayRefer = subject.length <= SMALL_SUBJECT;
    const result = out === null ? finished(this.rt, text, parts, mayRefer) : out.finish(mayRefer);
    FURTHER.second = this.count;
    FURTHER.count = 1;
    return result;
  }
}

type Replacement = readonly (string | number)[];

/** Longest replacement that is kept taken apart. */
const MAX_KEPT = 32;

/** Replacements that were met last, in places that their lengths and chars give. */
const keptTexts: string[] = new Array(16).fill("");
const keptParts: Replacement[] = new Array(16).fill([]);

/** A replacement string taken apart: literal texts and numbers of captures (0 is the whole match). */
function parseReplacement(rt: Runtime, text: string): Replacement {
  rt.charge(text.length >>> 2);
  rt.heap.charge(text.length * 8);
  if (text.length > MAX_KEPT) return takenApart(text);
  const at = (text.length + text.charCodeAt(text.length >>> 1)) & 15;
  if (keptTexts[at] !== text) {
    keptTexts[at] = flatCopy(text);
    keptParts[at] = takenApart(keptTexts[at]!);
  }
  return keptParts[at]!;
}

function takenApart(text: string): Replacement {
  const parts: (string | number)[] = [];
  let from = 0;
  for (;;) {
    const at = text.indexOf("%", from);
    if (at < 0) break;
    if (at > from) parts.push(text.slice(from, at));
    const c = text.charCodeAt(at + 1);
    if (c >= 48 && c <= 57) parts.push(c - 48);
    // a `%` at the end takes the NUL that C keeps behind a string
    else parts.push(at + 1 < text.length ? text.charAt(at + 1) : "\0");
    from = at + 2;
  }
  if (from < text.length) parts.push(text.slice(from));
  return parts;
}

/**
 * gsub with a replacement string; `m` holds the first match. While the result is short it is put together here,
 * then a {@linkcode Substitution} goes on.
 */
function substituteText(
  rt: Runtime,
  m: Matcher,
  start: number,
  subject: string,
  program: Program,
  limit: number,
  replacement: string,
): string {
  const template = replacement.includes("%") ? parseReplacement(rt, replacement) : null;
  const { length } = subject;
  let text = "";
  let parts = 0;
  let copied = 0;
  let count = 1;
  // chars of matches before the current one
  let removed = 0;
  for (;;) {
    const { end } = m;
    if (count === MANY && template === null && limit > length && isReplaceable(program, subject)) {
      return substituteMany(rt, m, start, subject, program, replacement, count, removed);
    }
    removed += end - start;
    const most = template === null ? replacement.length : replacement.length * (end - start + 16);
    if (text.length + start - copied + most > PORTION) break;
    if (start > copied) {
      text += subject.slice(copied, start);
      parts++;
    }
    if (template === null) {
      text += replacement;
      parts++;
    } else {
      for (let i = 0; i < template.length; i++) {
        text += replacementOf(rt, m, program, subject, template[i]!, start, end);
      }
      parts += template.length;
      rt.charge(template.length >>> 1);
    }
    copied = end;
    const from = end > start ? end : start + 1;
    start = count >= limit || program.anchored || from > length ? -1 : search(rt, m, program, subject, from);
    if (start >= 0) count++;
    else if (text.length + length - copied > PORTION) break;
    else {
      releaseMatcher(m);
      if (copied < length) {
        text += subject.slice(copied);
        parts++;
      }
      FURTHER.second = count;
      FURTHER.count = 1;
      return finished(rt, text, parts, length <= SMALL_SUBJECT);
    }
  }
  const sub = new Substitution(rt, m, start, subject, program, limit);
  sub.proceed(text, parts, copied, count);
  if (start >= 0) {
    do {
      if (template === null) sub.replace(replacement);
      else {
        sub.replace("");
        for (let i = 0; i < template.length; i++) {
          sub.add(replacementOf(rt, m, program, subject, template[i]!, sub.start, sub.end));
        }
        rt.charge(template.length >>> 1);
      }
    } while (sub.find(m));
  }
  releaseMatcher(m);
  return sub.finish();
}

/** The same for a simple pattern that matches often; no match is empty. `removed` chars are those of matches before. */
function substituteMany(
  rt: Runtime,
  m: Matcher,
  start: number,
  subject: string,
  program: Program,
  replacement: string,
  count: number,
  removed: number,
): string {
  for (;;) {
    removed += m.end - start;
    start = search(rt, m, program, subject, m.end);
    if (start < 0) break;
    count++;
  }
  releaseMatcher(m);
  FURTHER.second = count;
  FURTHER.count = 1;
  rt.chargeString(subject.length - removed + count * replacement.length);
  return replaceAll(program, subject, replacement);
}

/** What `part` of a replacement stands for in a match. */
function replacementOf(
  rt: Runtime,
  m: Matcher,
  program: Program,
  subject: string,
  part: string | number,
  start: number,
  end: number,
): string {
  if (typeof part === "string") return part;
  if (part === 0) return subject.slice(start, end);
  return toStringValue(captureOf(rt, m, program, subject, part - 1, start, end));
}

function substituteFromTable(rt: Runtime, sub: Substitution, m: Matcher, table: LuaTable): string {
  const { subject, program } = sub;
  do {
    sub.replaceBy(table.get(captureOf(rt, m, program, subject, 0, sub.start, sub.end)));
  } while (sub.find(m));
  releaseMatcher(m);
  return sub.finish();
}

/**
 * gsub whose replacements come from a function: what a generator would be, written as a machine because
 * resuming a generator would cost more than most functions. Between the calls it works as a plain builtin does;
 * only its errors lack a position then, which `withPosition` adds.
 */
class CallingSubstitution extends Mapping implements Held {
  declare private readonly rt: Runtime;
  declare private readonly sub: Substitution;
  declare private readonly step: IteratorYieldResult<Value[]>;
  private begun = false;
  private ended: Value[] = [];

  /** It begins with the match in `m`. */
  constructor(rt: Runtime, m: Matcher, sub: Substitution, f: Value) {
    const { captures } = sub.program;
    // a list that grows gets room for many more
    const call: Value[] = captures.length < 2 ? [f, undefined] : [f, undefined, undefined];
    for (let n = captures.length; n > 2; n--) call.push(undefined);
    super(call);
    this.rt = rt;
    this.sub = sub;
    this.step = { done: false, value: call };
    this.capture(m);
  }

  get args(): readonly Value[] {
    return [this.sub.subject, this.call[0]];
  }

  get holding(): { readonly bytes: number } {
    return this.sub;
  }

  /** The captures are the arguments of the call. The matcher is not kept across it: it may itself search. */
  private capture(m: Matcher): void {
    const { sub } = this;
    putCaptures(this.rt, m, sub.program, sub.subject, sub.start, sub.end, this.call, 1);
    releaseMatcher(m);
  }

  override advance(result: Value): boolean {
    if (!this.begun) {
      this.begun = true;
      return true;
    }
    const { sub } = this;
    try {
      sub.replaceBy(result);
      const m = acquireMatcher(sub.program);
      if (sub.find(m)) {
        this.capture(m);
        return true;
      }
      releaseMatcher(m);
      this.ended = sub.results();
      return false;
    } catch (error) {
      throw withPosition(this.rt, error);
    }
  }

  override results(): Value[] {
    return this.ended;
  }

  /** Goes on with the results of the last call, up to the next one. */
  next(results?: Value[]): IteratorResult<Value[], Value[]> {
    return this.advance(results?.[0]) ? this.step : { done: true, value: this.ended };
  }
}

/** gsub whose replacements come from a table with an `__index` metamethod; `key` is the first one. */
function* substituteByIndex(rt: Runtime, sub: Substitution, table: LuaTable, key: Value): BuiltinGenerator {
  const { subject, program } = sub;
  for (;;) {
    const value = yield* getIndex(rt, table, key);
    try {
      sub.replaceBy(value);
      const m = acquireMatcher(program);
      const found = sub.find(m);
      if (found) key = captureOf(rt, m, program, subject, 0, sub.start, sub.end);
      releaseMatcher(m);
      if (!found) return sub.results();
    } catch (error) {
      throw withPosition(rt, error);
    }
  }
}

/** The error to throw for one raised above the continuation's own frame, where it got no position. */
function withPosition(rt: Runtime, error: unknown): unknown {
  if (error instanceof LuaThrow && typeof error.value === "string") raise(rt, error.value);
  if (!(error instanceof Retry)) return error;
  const again = () => {
    try {
      return error.again();
    } catch (late) {
      throw withPosition(rt, late);
    }
  };
  return new Retry(again, error.message, error.argument);
}

function gsubSeveral(
  rt: Runtime,
  a: Value,
  b: Value,
  replacement: Value,
  d: Value,
): Value | Continuation {
  const subject = checkString(rt, a, 1);
  const pattern = checkString(rt, b, 2);
  const limit = d === undefined ? subject.length + 1 : checkInt(rt, d, 4);
  const type = typeof replacement;
  const isText = type === "string" || type === "number";
  if (!isText && !(replacement instanceof LuaTable) && !isFunction(replacement)) {
    rt.argError(3, "string/function/table expected");
  }
  const program = patternOf(rt, pattern);
  const m = acquireMatcher(program);
  const start = limit > 0 ? search(rt, m, program, subject, 0) : -1;
  if (start < 0) {
    releaseMatcher(m);
    FURTHER.second = 0;
    FURTHER.count = 1;
    return subject;
  }
  if (!isText && !(replacement instanceof LuaTable)) {
    const sub = new Substitution(rt, m, start, subject, program, limit);
    // of a generator only `next` is needed
    return new Continuation(new CallingSubstitution(rt, m, sub, replacement) as unknown as BuiltinGenerator);
  }
  if (!(replacement instanceof LuaTable)) {
    return substituteText(
      rt,
      m,
      start,
      subject,
      program,
      limit,
      toStringValue(replacement as string | number),
    );
  }
  const sub = new Substitution(rt, m, start, subject, program, limit);
  const { metatable } = replacement;
  if (metatable === undefined || metaOf(metatable).index === undefined) {
    return substituteFromTable(rt, sub, m, replacement);
  }
  const key = captureOf(rt, m, program, subject, 0, start, m.end);
  releaseMatcher(m);
  const generator: BuiltinGenerator & Held = substituteByIndex(rt, sub, replacement, key);
  generator.holding = sub;
  generator.args = [subject, replacement];
  return new Continuation(generator);
}

function gsub(rt: Runtime, a: Value, b: Value, replacement: Value, d: Value): BuiltinResult {
  const first = gsubSeveral(rt, a, b, replacement, d);
  return first instanceof Continuation ? first : FURTHER.with(first);
}

/** `string.gsub(s, pattern, repl [, n])` (Lua 5.1 §5.4). */
export const stringGsub = direct("gsub", gsub, { mayCall: true, several: gsubSeveral });
