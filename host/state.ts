/**
 * An instance's runtime with what the host layer keeps beside it: the state machine and the settings of the
 * boundary.
 *
 * Values of an instance are tied to its `HostRuntime`; two runtimes share nothing that can change.
 *
 * @module
 */

import type { LimitTrap } from "../vm/errors.ts";
import { Runtime } from "../vm/runtime.ts";
import type { BuiltinResult, Value } from "../vm/value.ts";
import type { HostFunction, HostInput, LuaFunction, LuaOutput, LuaReference } from "./values.ts";

/**
 * What an instance is doing.
 *
 * - `idle`: nothing; it may be run
 * - `running`: the VM is on the JS stack, nobody may call in
 * - `host`: the VM waits on the JS stack for a host function, which may call in
 * - `suspended`: a run waits for a promise or for its next slice; synchronous calls may come in between
 * - `dead`: disposed of, or stopped in a way it cannot go on from
 */
export type InstanceStatus = "idle" | "running" | "host" | "suspended" | "dead";

/** How values cross the boundary. */
export interface Conversion {
  /**
   * What Lua strings become. `utf8` (default): text if they are valid UTF-8, otherwise a `Uint8Array`;
   * `bytes`: always a `Uint8Array`; `latin1`: always text with one char a byte, in both directions.
   */
  readonly strings: "utf8" | "bytes" | "latin1";
  /** What an empty table becomes: `array` (default) or `object`. */
  readonly emptyTable: "array" | "object";
  /** Lua tables that contain themselves: `error` (default) or `preserve`, as a cyclic JS structure. */
  readonly cycles: "error" | "preserve";
  /** How deep Lua tables may be nested in a value given to the host; 200 by default. */
  readonly maxDepth: number;
}

/** The conversions an instance uses if nothing else is asked for. */
export const DEFAULT_CONVERSION: Conversion = Object.freeze({
  strings: "utf8",
  emptyTable: "array",
  cycles: "error",
  maxDepth: 200,
});

/** Calls across the boundary; kept here so that conversions need not import the run loop. */
export interface Caller {
  /** a script calls a host function */
  host(rt: HostRuntime, f: HostFunction, args: readonly Value[]): BuiltinResult;
  /** JS calls a Lua function */
  sync(rt: HostRuntime, f: Value, args: readonly HostInput[], all: boolean): LuaOutput | LuaOutput[];
  /** JS calls a Lua function that may wait for promises */
  async(
    rt: HostRuntime,
    f: Value,
    args: readonly HostInput[],
    all: boolean,
  ): Promise<LuaOutput | LuaOutput[]>;
}

/** Limits that hold for each run rather than for the instance. */
export interface RunLimits {
  /** steps a run may take */
  readonly steps: number;
  /** milliseconds a run may take, Infinity for no limit */
  readonly timeout: number;
  /** bytes a run may write */
  readonly output: number;
  /** calls of host functions a run may make */
  readonly hostCalls: number;
  /** steps after which an asynchronous run lets other work go on */
  readonly slice: number;
}

/** One instance's runtime, with the host's side of it. */
export class HostRuntime extends Runtime {
  status: InstanceStatus = "idle";
  /** the run on top may wait for promises */
  mayAwait = false;
  /** a nested run was stopped by a limit: the runs around it must end as well, whatever host code does */
  trap: LimitTrap | null = null;
  /** the exception that showed a fault of this library; the runs around it end with it as well */
  fault: unknown = undefined;
  /** why the instance is dead */
  deathReason = "";
  conversion: Conversion = DEFAULT_CONVERSION;
  runLimits!: RunLimits;
  /** what is left of the run's `output` and `hostCalls` */
  outputLeft = Infinity;
  hostCallsLeft = Infinity;
  signal: AbortSignal | undefined = undefined;
  caller!: Caller;
  /** what a script may know of an exception a host function threw */
  errorMessage!: (error: unknown) => string;
  /** ends the wait of a suspended run */
  cancelWait: (() => void) | null = null;
  /** what JS holds of this instance, by Lua value */
  held: WeakMap<object, { deref(): LuaFunction | LuaReference | undefined }> | null = null;
  /** drops Lua values whose JS side was collected */
  dropped: FinalizationRegistry<Value> | null = null;

  /** Ends the instance's life. What it holds is let go, at the latest when the run in progress has ended. */
  kill(reason: string): void {
    if (this.status === "dead") return;
    this.status = "dead";
    this.deathReason = reason;
    this.handles.clear();
    this.cancelWait?.();
    if (this.entries === 0) this.discard();
  }
}
