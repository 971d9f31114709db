/**
 * Results of a builtin behind its first one.
 *
 * A builtin that gives several results ({@linkcode Builtin.several}) returns the first and leaves the others here,
 * so that compiled code, which takes them at once, needs no list of them. There is one place for all: between the
 * builtin's return and the reading nothing else runs.
 *
 * @module
 */

import type { Value } from "./value.ts";

/** Where builtins leave their results but the first. */
export class Further {
  /** how many there are */
  count = 0;
  second: Value = "";
  third: Value = "";
  fourth: Value = "";
  private rest: Value[] = [];

  constructor() {
    // a field that has held values of several kinds is one that may hold anything, in V8's eyes
    this.second = this.third = this.fourth = 1;
    this.second = this.third = this.fourth = undefined;
  }

  /** Adds a result behind those that are there. */
  add(value: Value): void {
    switch (++this.count) {
      case 1:
        this.second = value;
        break;
      case 2:
        this.third = value;
        break;
      case 3:
        this.fourth = value;
        this.rest = [];
        break;
      default:
        this.rest.push(value);
    }
  }

  /** All results: one bare, several as a list. */
  with(first: Value): Value | Value[] {
    const { count } = this;
    if (count === 0) return first;
    if (count === 1) return [first, this.second];
    if (count === 2) return [first, this.second, this.third];
    return [first, this.second, this.third, this.fourth].concat(this.rest);
  }
}

/** The one place. */
export const FURTHER = new Further();
