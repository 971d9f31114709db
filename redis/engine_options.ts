/**
 * How script engines are set up, and who runs scripts.
 *
 * @module
 */

import type { LogSink } from "./runtime.ts";

/** How an engine is set up. Everything is optional. */
export interface EngineOptions {
  /** steps a script may take; 1,000,000,000 by default, Infinity for no limit */
  readonly steps?: number;
  /** bytes of live data a script may hold; 256 MiB by default, Infinity for no limit */
  readonly memory?: number;
  /** milliseconds a script may take; no limit by default */
  readonly timeout?: number;
  /** steps after which an asynchronous run gives other work a turn; 1,000,000 by default */
  readonly slice?: number;
  /**
   * How functions run: `auto` (default) compiles those that run often, and call no commands, to JavaScript if that
   * is allowed; `interpreter` never does. Results and steps are the same.
   */
  readonly tier?: "auto" | "interpreter";
  /** milliseconds, monotonic, for `timeout`; the host's clock by default */
  readonly clock?: () => number;
  /** receives what scripts log with `redis.log`; dropped by default */
  readonly log?: LogSink;
}

/** Who runs a script. */
export interface ScriptCaller {
  /** database selected when the script begins; 0 by default */
  readonly db?: number;
  /** commands that need more memory may run although it is used up; false by default */
  readonly allowOom?: boolean;
}

/** Who runs a script, for runs that say so themselves whether they may write. */
export interface AsyncCaller extends ScriptCaller {
  /** write commands are refused, as by `EVAL_RO`; false by default */
  readonly readOnly?: boolean;
}

/** What the last run used. */
export interface ScriptUsage {
  /** steps it took */
  readonly steps: number;
}
