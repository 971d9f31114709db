/**
 * A string that arrives in pieces from outside, its end unknown.
 *
 * A trace in the middle of a builtin does not see what the builtin holds, so charging piece by piece would
 * be forgotten with every trace. Here the whole size is charged again each time it has grown by a quarter,
 * which keeps what is held below the memory limit at all times.
 *
 * @module
 */

import type { Runtime } from "../vm/runtime.ts";

/** Collects pieces. */
export class GrowingString {
  /** what has come so far */
  text = "";
  private readonly rt: Runtime;
  private paid = 0;

  constructor(rt: Runtime) {
    this.rt = rt;
  }

  /**
   * Appends a piece.
   *
   * @throws {LuaThrow} for a string that gets too long
   * @throws {LimitTrap} `memory`, `steps`
   */
  add(piece: string): void {
    const { rt } = this;
    const length = this.text.length + piece.length;
    if (length > rt.limits.stringLength) rt.error("string length overflow");
    if (length > this.paid) {
      this.paid = this.text === "" ? length : Math.floor(length * 1.25);
      rt.heap.chargeString(this.paid);
    }
    rt.charge(1 + (piece.length >>> 4));
    this.text += piece;
  }
}
