/**
 * What travels through the VM as a JS exception.
 *
 * Neither class extends `Error`: capturing a JS stack costs microseconds, and no script may ever see
 * one. The host layer turns both into the public error classes.
 *
 * @module
 */

import type { Value } from "./value.ts";

/** A Lua error in flight: any Lua value, catchable by `pcall`. */
export class LuaThrow {
  value: Value;
  /** set where the error leaves the last protected call, before frames are dropped */
  traceback: string | undefined = undefined;
  /** a host function's own exception, for the host only; never visible to the script */
  readonly hostCause: unknown;
  constructor(value: Value, hostCause?: unknown) {
    this.value = value;
    this.hostCause = hostCause;
  }
}

/** What a compiler throws at `load` and its like. */
export class SyntaxThrow extends LuaThrow {
  /** the text ended too early, or might have: with more of it there might be no error, or another one */
  readonly atEnd: boolean;
  constructor(message: string, atEnd: boolean) {
    super(message);
    this.atEnd = atEnd;
  }
}

/** Which limit ended a run. */
export type LimitKind = "steps" | "memory" | "depth" | "time" | "aborted" | "output" | "hostCalls";

/** A limit was reached: not catchable by the script, ends the instance's run. */
export class LimitTrap {
  readonly kind: LimitKind;
  readonly message: string;
  traceback: string | undefined = undefined;
  /** the signal's reason, for `aborted` */
  readonly reason: unknown;
  constructor(kind: LimitKind, message: string, reason?: unknown) {
    this.kind = kind;
    this.message = message;
    this.reason = reason;
  }
}
