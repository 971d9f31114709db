/**
 * The state of a `string.gsub` between two matches.
 *
 * @module
 */

import { FURTHER } from "../vm/further.ts";
import { numberToString } from "../vm/number.ts";
import { type Runtime, typeName } from "../vm/runtime.ts";
import type { Value } from "../vm/value.ts";
import { type Matcher, type Program, search } from "./pattern.ts";
import { finished, PORTION, StringBuilder } from "./string_tools.ts";

/** Results may refer to subjects up to this length instead of copying what they take from them. */
export const SMALL_SUBJECT = 64;

/** A position past the end of any string. */
const NOWHERE = 0x3fffffff;

/** Finds the matches one by one, and puts the result together. */
export class Substitution {
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
