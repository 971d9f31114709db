/**
 * The runtime of a script engine: the VM's, with what the functions in `redis` need.
 *
 * @module
 */

import { Runtime } from "../vm/runtime.ts";
import type { Backend, CallContext } from "./backend.ts";
import type { Drand48 } from "./drand48.ts";

/** Receives what scripts log: a level from 0 (debug) to 3 (warning), and bytes. */
export type LogSink = (level: number, message: string) => void;

/** One engine's Lua state. */
export class ScriptRuntime extends Runtime {
  backend!: Backend;
  /** context of the script that runs */
  context!: CallContext;
  random!: Drand48;
  log: LogSink | undefined = undefined;
  /** the run may wait for promises */
  mayAwait = false;
}
