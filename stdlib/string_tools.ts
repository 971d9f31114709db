/**
 * Cutting and building strings so that the memory account stays true.
 *
 * V8 keeps the whole parent of a slice alive, and a concatenation as a tree of its parts. So every slice that
 * V8 does not copy by itself is copied, unless its parent is tiny; how much of the parent it takes does not
 * matter, because a slice of a slice keeps the first parent. A concatenation that is written out is a copy. A string built from many parts is made flat in
 * portions.
 *
 * @module
 */

import { COST, Holding } from "../vm/heap.ts";
import { flat, written } from "../vm/ropes.ts";
import type { Runtime } from "../vm/runtime.ts";

/** Parents up to this length may be kept alive by any slice of theirs; none of them is a slice of a longer one. */
const SMALL_PARENT = 64;

/** The engine copies slices shorter than this by itself. */
const COPIED_ANYWAY = 13;

/** `text.slice(from, to)`, sharing memory with `text` only if that is short. Not charged. */
export function sliceOf(text: string, from: number, to: number): string {
  const length = to - from;
  if (text.length <= SMALL_PARENT || length < COPIED_ANYWAY || length >= text.length) {
    return text.slice(from, to);
  }
  return flat(text.slice(from, to - 1), text.charAt(to - 1));
}

/** Bytes `from` to `to` (0-based, exclusive) of `text` as a new Lua string, charged. */
export function substring(rt: Runtime, text: string, from: number, to: number): string {
  const length = to - from;
  if (length <= 0) return "";
  // no longer than a string that is there
  const { heap } = rt;
  if ((heap.used += COST.string + length) > heap.limit) heap.onPressure(COST.string + length);
  if (length === 1) return text.charAt(from);
  if (length > 15) rt.charge(length >>> 4);
  return sliceOf(text, from, to);
}

/** A copy of `text` that shares memory with no other string. Not charged. */
export function flatCopy(text: string): string {
  const last = text.length - 1;
  return last < COPIED_ANYWAY ? text : flat(text.slice(0, last), text.charAt(last));
}

/** Bytes collected before they are charged and made flat. */
export const PORTION = 16_384;

/**
 * Collects the parts of one string. Parts are checked against the string and memory limits as they come,
 * before they are put together.
 */
export class StringBuilder {
  declare private readonly rt: Runtime;
  declare private text: string;
  declare private parts: number;
  private flat: string[] | null = null;
  private charged = 0;
  private holding: Holding | null = null;

  /** `text` is what has been collected already, of `parts` parts. */
  constructor(rt: Runtime, text = "", parts = 0) {
    this.rt = rt;
    this.text = text;
    this.parts = parts;
  }

  /** Appends a part. Throws Lua's error for a string that gets too long. */
  add(part: string): void {
    if (part === "") return;
    if (this.text.length + part.length > PORTION) this.settle(part.length);
    this.text += part;
    this.parts++;
  }

  /** What it weighs now: parts that are not written out are nodes of 32 bytes, each with a slice at worst. */
  get bytes(): number {
    return this.charged + this.text.length + 64 * this.parts;
  }

  private settle(coming: number): void {
    const portion = this.text.length;
    const rt = this.rt;
    if (this.charged + portion + coming > rt.limits.stringLength) rt.error("string length overflow");
    this.charged += portion;
    (this.holding ??= new Holding(rt.heap)).grow(portion);
    rt.charge(portion >>> 4);
    const flat = this.flat ??= [];
    if (portion > 0) flat.push(this.parts === 1 ? this.text : written(this.text));
    this.text = "";
    this.parts = 0;
  }

  /**
   * The string; the builder must not be used afterwards. `mayRefer`: no part is a slice of a string that is
   * much longer, so the result need not be copied.
   */
  finish(mayRefer: boolean): string {
    const rt = this.rt;
    const flat = this.flat;
    if (flat === null) return finished(rt, this.text, this.parts, mayRefer);
    this.settle(0);
    rt.heap.charge(COST.string);
    if (flat.length === 1) return mayRefer ? flat[0]! : flatCopy(flat[0]!);
    return flat.join("");
  }
}

/** Characters for which a part of a text is not too heavy. */
const CHARS_OF_PART = 16;

/** A text put together of `parts` parts as a new string, charged. `mayRefer` as in {@linkcode StringBuilder.finish}. */
export function finished(rt: Runtime, text: string, parts: number, mayRefer: boolean): string {
  rt.chargeString(text.length);
  if (mayRefer) return parts * CHARS_OF_PART <= text.length ? text : written(text);
  return parts > 1 ? written(text) : flatCopy(text);
}
