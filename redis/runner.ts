/**
 * Carries out jobs, one at a time: sets up their context, runs them within the limits, tells the backend how they
 * ended, and makes their replies.
 *
 * @module
 */

import { asThrow } from "../vm/call.ts";
import { LimitTrap } from "../vm/errors.ts";
import type { Closure, Value } from "../vm/value.ts";
import { type Backend, type CallContext, newContext, SCRIPT_OOM } from "./backend.ts";
import type { ScriptCaller } from "./engine_options.ts";
import { oneLine } from "./error_text.ts";
import { failureText } from "./errors_handling.ts";
import type { LuaState } from "./lua_state.ts";
import { ErrorReply, OK, type Reply } from "./reply.ts";
import { finishRun, type Outcome, runAsync, runFirstSlice, runSync, type ScriptLimits } from "./run.ts";
import type { ScriptRuntime } from "./runtime.ts";
import type { ScriptFlags } from "./shebang.ts";
import { toReply } from "./to_reply.ts";

/** What is run, where, under which name and rules. */
export interface Job {
  readonly state: LuaState;
  readonly name: string;
  readonly flags: ScriptFlags;
  readonly readOnly: boolean;
  readonly f: Closure;
  readonly args: readonly Value[];
}

/** How a job ended; `stopped`: by a limit. */
interface End {
  readonly reply: Reply;
  readonly stopped: boolean;
}

const WRITE_FLAG = new ErrorReply("ERR Can not execute a script with write flag using *_ro command.");
const NOT_BUSY = new ErrorReply("NOTBUSY No scripts in execution right now.");
const UNKILLABLE = new ErrorReply(
  "UNKILLABLE Sorry the script already executed write commands against the dataset. You can either wait the " +
    "script termination or kill the server in a hard way using the SHUTDOWN NOSAVE command.",
);

/** What is answered while another job runs. */
export const BUSY: ErrorReply = new ErrorReply(
  "BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.",
);

/** Runs the jobs of an engine. */
export class Runner {
  readonly #backend: Backend;
  readonly #limits: ScriptLimits;
  /** the context of every job */
  readonly context: CallContext = newContext(true);
  #running: Job | null = null;
  #stop: AbortController | null = null;
  #queue: Promise<unknown> = Promise.resolve();
  /** steps the last job took */
  steps = 0;

  constructor(backend: Backend, limits: ScriptLimits) {
    this.#backend = backend;
    this.#limits = limits;
  }

  /** Whether a job is running. */
  get busy(): boolean {
    return this.#running !== null;
  }

  /** Why there is nothing to stop, or nothing that may be. */
  get killRefusal(): ErrorReply | undefined {
    if (this.#running === null || this.#stop === null) return NOT_BUSY;
    return this.context.wrote ? UNKILLABLE : undefined;
  }

  /** Stops the job that runs in the background if it has written nothing. */
  kill(): Reply {
    const refusal = this.killRefusal;
    if (refusal !== undefined) return refusal;
    this.#stop?.abort("killed");
    return OK;
  }

  /** Runs `action` when all earlier actions have ended. */
  enqueue(action: () => Reply | Promise<Reply>): Promise<Reply> {
    const result = this.#queue.then(action);
    this.#queue = result.catch(() => {});
    return result;
  }

  /** Why a job must not start, or undefined once the context is set up for it. */
  #prepare(job: Job, caller: ScriptCaller | undefined): ErrorReply | undefined {
    if (this.#running !== null) return BUSY;
    const { flags, readOnly } = job;
    const { context } = this;
    if (!flags.compatible && !flags.noWrites) {
      if (readOnly) return WRITE_FLAG;
      const refusal = this.#backend.refusesWrites?.();
      if (refusal !== undefined) return refusal;
      if (!flags.allowOom && this.#backend.isFull?.() === true) return SCRIPT_OOM;
    }
    context.resp = 2;
    context.db = caller === undefined ? 0 : caller.db ?? 0;
    context.readOnly = readOnly || flags.noWrites;
    context.allowOom = flags.allowOom || caller !== undefined && caller.allowOom === true;
    context.wrote = false;
    return undefined;
  }

  /** A job in `rt` has ended: `before` are the steps that had counted when it began. */
  #over(job: Job, rt: ScriptRuntime, before: number, failed: boolean): void {
    this.steps = rt.meter.used - before;
    this.#running = null;
    this.#stop = null;
    // a fault of the backend, or of this library: nothing is known of the state
    if (failed) job.state.renew(true);
    else job.state.ran();
  }

  /** Runs a job to its end. */
  execute(job: Job, caller: ScriptCaller | undefined): Reply {
    const refusal = this.#prepare(job, caller);
    if (refusal !== undefined) return refusal;
    const { rt } = job.state;
    const backend = this.#backend;
    this.#running = job;
    const before = rt.meter.used;
    let ended = false;
    backend.begin?.(this.context);
    try {
      const end = this.#endOf(job, runSync(rt, this.#limits, job.f, job.args));
      ended = true;
      if (end.stopped) backend.rollback?.(this.context);
      else backend.commit?.(this.context);
      return end.reply;
    } finally {
      if (!ended) backend.rollback?.(this.context);
      this.#over(job, rt, before, !ended);
    }
  }

  /** Runs a job to its end if that comes within its first slice; the rest of a longer one in the background. */
  executeSliced(job: Job, caller: ScriptCaller | undefined): Reply | Promise<Reply> {
    const refusal = this.#prepare(job, caller);
    if (refusal !== undefined) return refusal;
    const { rt } = job.state;
    const backend = this.#backend;
    this.#running = job;
    const before = rt.meter.used;
    let state: "failed" | "ended" | "paused" = "failed";
    backend.begin?.(this.context);
    try {
      const outcome = runFirstSlice(rt, this.#limits, job.f, job.args);
      if (outcome === undefined) {
        state = "paused";
        const stop = this.#stop = new AbortController();
        return this.#finish(job, rt, before, finishRun(rt, this.#limits, stop.signal));
      }
      const end = this.#endOf(job, outcome);
      state = "ended";
      if (end.stopped) backend.rollback?.(this.context);
      else backend.commit?.(this.context);
      return end.reply;
    } finally {
      if (state === "failed") backend.rollback?.(this.context);
      if (state !== "paused") this.#over(job, rt, before, state === "failed");
    }
  }

  /** Runs a job in the background, in slices, waiting for replies that come later. */
  async executeAsync(job: Job, caller: ScriptCaller | undefined): Promise<Reply> {
    const refusal = this.#prepare(job, caller);
    if (refusal !== undefined) return refusal;
    const { rt } = job.state;
    this.#running = job;
    const before = rt.meter.used;
    const stop = this.#stop = new AbortController();
    this.#backend.begin?.(this.context);
    return await this.#finish(job, rt, before, runAsync(rt, this.#limits, job.f, job.args, stop.signal));
  }

  /** The rest of a job that runs in the background. */
  async #finish(job: Job, rt: ScriptRuntime, before: number, outcome: Promise<Outcome>): Promise<Reply> {
    const backend = this.#backend;
    let ended = false;
    try {
      const end = this.#endOf(job, await outcome);
      ended = true;
      if (end.stopped) await backend.rollback?.(this.context);
      else await backend.commit?.(this.context);
      return end.reply;
    } finally {
      if (!ended) await backend.rollback?.(this.context);
      this.#over(job, rt, before, !ended);
    }
  }

  /** The reply of a run. */
  #endOf(job: Job, outcome: Outcome): End {
    let trap: LimitTrap;
    switch (outcome.kind) {
      case "value":
        try {
          return { reply: toReply(job.state.rt, outcome.value, this.context.resp), stopped: false };
        } catch (error) {
          const known = asThrow(error);
          if (!(known instanceof LimitTrap)) throw error;
          trap = known;
        }
        break;
      case "error":
        return { reply: new ErrorReply(oneLine(failureText(outcome.error, job.name))), stopped: false };
      case "trap":
        trap = outcome.trap;
    }
    return { reply: stopped(job, trap), stopped: true };
  }
}

/** The reply of a job that a limit stopped. */
function stopped(job: Job, trap: LimitTrap): ErrorReply {
  const line = /\n\t(user_script|user_function):(\d+):/.exec(trap.traceback ?? "");
  // what was in the middle of things is gone; a fresh state costs less than finding out
  if (trap.kind === "memory" || trap.kind === "depth") job.state.renew(true);
  const at = line === null ? "" : ` script: ${job.name}, on @${line[1]}:${line[2]}.`;
  const message = trap.reason === "killed"
    ? "Script killed by user with SCRIPT KILL..."
    : `Script stopped: ${trap.message}`;
  return new ErrorReply(`ERR ${message}${at}`);
}

/**
 * The reply when the arguments of a job alone exceed a limit.
 *
 * @throws what is no limit
 */
export function refused(state: LuaState, error: unknown): ErrorReply {
  const known = asThrow(error);
  if (!(known instanceof LimitTrap)) throw error;
  state.renew(true);
  return new ErrorReply(`ERR Script stopped: ${known.message}`);
}
