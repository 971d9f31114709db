/**
 * Scripts of clients: one runs at a time, and one that takes long goes on in slices while everybody else waits, or,
 * past `busy-reply-threshold`, is told that the server is busy.
 *
 * @module
 */

import type { ScriptEngine } from "../engine.ts";
import { ErrorReply, type Reply } from "../reply.ts";
import type { Client } from "./client.ts";
import type { Core, Result } from "./core.ts";

/** What is being run. */
export type ScriptKind = "script" | "function";

const BUSY_SCRIPT = new ErrorReply(
  "BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.",
);
const BUSY_FUNCTION = new ErrorReply(
  "BUSY Redis is busy running a script. You can only call FUNCTION KILL or SHUTDOWN NOSAVE.",
);
const NOT_BUSY = new ErrorReply("NOTBUSY No scripts in execution right now.");

/** A script on its way. */
interface Run {
  readonly kind: ScriptKind;
  readonly since: number;
  readonly name: string;
  readonly args: readonly string[];
}

/** The engine and what it runs. */
export class Scripts {
  /** Whether the script that runs has taken so long that others are told of it. */
  late = false;
  private run: Run | undefined = undefined;
  private timer: ReturnType<typeof setTimeout> | undefined = undefined;

  constructor(private readonly core: Core, readonly engine: ScriptEngine) {}

  /** Scripts in the cache. */
  get count(): number {
    return this.engine.scriptCount;
  }

  /** What others are told while a script runs. */
  get busyReply(): ErrorReply {
    return this.run?.kind === "function" ? BUSY_FUNCTION : BUSY_SCRIPT;
  }

  /** The function that runs, for FUNCTION STATS. */
  get running(): { name: string; args: readonly string[]; milliseconds: number } | undefined {
    const { run } = this;
    if (run?.kind !== "function") return undefined;
    const milliseconds = Math.floor(this.core.surroundings.now() - run.since);
    return { name: run.name, args: run.args, milliseconds };
  }

  /**
   * Waits for a script that was not over at once, keeping everybody else from going on meanwhile. `name` is that of
   * a function, or a hash.
   */
  watch(
    client: Client,
    kind: ScriptKind,
    name: string,
    args: readonly string[],
    outcome: Reply | Promise<Reply>,
  ): Result {
    if (!(outcome instanceof Promise)) return outcome;
    const { core } = this;
    core.hold(client);
    this.run = { kind, name, args, since: core.surroundings.now() };
    const threshold = core.config.number("busy-reply-threshold");
    if (threshold > 0) {
      this.timer = setTimeout(() => {
        this.late = true;
        core.resume();
      }, Math.min(0x7fffffff, threshold));
    }
    return outcome.finally(() => {
      clearTimeout(this.timer);
      this.late = false;
      this.run = undefined;
      core.release();
    });
  }

  /** SCRIPT KILL and FUNCTION KILL. */
  kill(kind: ScriptKind): Reply {
    const { run } = this;
    if (run === undefined) return NOT_BUSY;
    // the other kind's command ends nothing
    return run.kind === kind ? this.engine.scriptKill() : this.engine.killRefusal ?? this.busyReply;
  }

  /** Ends the script that runs, if it may be ended. */
  stop(): void {
    clearTimeout(this.timer);
    if (this.run !== undefined) this.engine.scriptKill();
  }
}
