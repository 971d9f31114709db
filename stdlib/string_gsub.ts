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
import type { Runtime } from "../vm/runtime.ts";
import type { Held } from "../vm/heap.ts";
import { LuaTable } from "../vm/table.ts";
import { toStringValue } from "../vm/number.ts";
import { type BuiltinGenerator, type BuiltinResult, Continuation, Mapping, type Value } from "../vm/value.ts";
import { getIndex, isFunction, raise } from "./continuations.ts";
import { substituteText } from "./gsub_text.ts";
import { checkInt, checkString, direct } from "./lib.ts";
import {
  acquireMatcher,
  captureOf,
  type Matcher,
  patternOf,
  putCaptures,
  releaseMatcher,
  search,
} from "./pattern.ts";
import { Substitution } from "./substitution.ts";

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
