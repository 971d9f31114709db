/**
 * A string that grows from pieces which come from outside, its end unknown.
 *
 * A trace in the middle of a builtin does not see what the builtin holds, so charging piece by piece would
 * be forgotten with every trace. Here the whole size is charged again each time it has grown by a quarter,
 * which keeps what is held below the memory limit at all times.
 *
 * @module
 */

import type { Runtime } from "../vm/runtime.ts";
import { flatCopy } from "./string_tools.ts";

/** Pieces that are put together before the result is written out: each is a node of 32 bytes until then. */
const MANY_PIECES = 64;

/** Collects pieces. */
export class GrowingString {
  declare private readonly rt: Runtime;
  private readonly portions: string[] = [];
  private last = "";
  private pieces = 0;
  private length = 0;
  private paid = 0;

  constructor(rt: Runtime) {
    this.rt = rt;
  }

  /** Bytes that have come so far. */
  get size(): number {
    return this.length;
  }

  /** What it weighs now. */
  get bytes(): number {
    return this.length + 64 * this.pieces;
  }

  /** What has come so far. */
  get text(): string {
    this.portions.push(this.last);
    this.last = "";
    this.pieces = 0;
    const text = this.portions.join("");
    this.portions.length = 0;
    this.portions.push(text);
    return text;
  }

  /**
   * Appends a piece.
   *
   * @throws {LuaThrow} for a string that gets too long
   * @throws {LimitTrap} `memory`, `steps`
   */
  add(piece: string): void {
    const { rt } = this;
    const before = this.length;
    const length = this.length = before + piece.length;
    if (length > rt.limits.stringLength) rt.error("string length overflow");
    if (length > this.paid) {
      this.paid = before === 0 ? length : Math.floor(length * 1.25);
      rt.heap.chargeString(this.paid);
    }
    rt.charge(1 + (piece.length >>> 4));
    this.last += piece;
    if (++this.pieces < MANY_PIECES) return;
    this.portions.push(flatCopy(this.last));
    this.last = "";
    this.pieces = 0;
  }
}
