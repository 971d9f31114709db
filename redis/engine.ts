/**
 * The script engine: `EVAL` and its kin on a backend.
 *
 * One Lua state serves all scripts, as in a Redis server: scripts are compiled once and known by their SHA-1, nothing
 * but the libraries' settings and the random numbers survives a run. Unlike in a server each run has limits of
 * steps, memory and time; a script stopped by one of them has no effect on a backend that can take writes back.
 *
 * All texts are byte strings: one char (0-255) per byte.
 *
 * @module
 */

import { compileChunk } from "../compiler/compile.ts";
import { SyntaxFault } from "../compiler/errors.ts";
import { monotonic } from "../host/monotonic.ts";
import { Code } from "../vm/code.ts";
import { asThrow } from "../vm/call.ts";
import { LimitTrap } from "../vm/errors.ts";
import { DEFAULT_CALL_DEPTH, MAX_STRING } from "../vm/runtime.ts";
import { Closure, type Value } from "../vm/value.ts";
import { type Backend, type CallContext, newContext, SCRIPT_OOM } from "./backend.ts";
import { Drand48 } from "./drand48.ts";
import { oneLine } from "./error_text.ts";
import { failureText } from "./errors_handling.ts";
import {
  type FunctionDetails,
  FunctionLibraries,
  type LibraryDetails,
  type RestorePolicy,
} from "./functions.ts";
import { argumentTable, makeProfile, type Profile } from "./profile.ts";
import { ErrorReply, OK, type Reply } from "./reply.ts";
import { finishRun, type Outcome, runAsync, runFirstSlice, runSync, type ScriptLimits } from "./run.ts";
import type { LogSink } from "./runtime.ts";
import { sha1 } from "./sha1.ts";
import { type ScriptFlags, scriptShebang } from "./shebang.ts";
import { hotness, keepInterpreted } from "./tiers.ts";
import { toReply } from "./to_reply.ts";

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

/** What the last run used. */
export interface ScriptUsage {
  /** steps it took */
  readonly steps: number;
}

/** A script as the cache keeps it. */
interface Script {
  readonly sha: string;
  readonly flags: ScriptFlags;
  readonly code: Code;
  /** of the present Lua state; made on first use */
  closure: Closure | null;
}

/** What is run, under which name and rules. */
interface Job {
  readonly name: string;
  readonly flags: ScriptFlags;
  readonly readOnly: boolean;
  readonly f: Closure;
  readonly args: readonly Value[];
}

const NO_SCRIPT = new ErrorReply("NOSCRIPT No matching script. Please use EVAL.");
const WRITE_FLAG = new ErrorReply("ERR Can not execute a script with write flag using *_ro command.");
const NOT_BUSY = new ErrorReply("NOTBUSY No scripts in execution right now.");
const BUSY = new ErrorReply(
  "BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.",
);
const UNKILLABLE = new ErrorReply(
  "UNKILLABLE Sorry the script already executed write commands against the dataset. You can either wait the " +
    "script termination or kill the server in a hard way using the SHUTDOWN NOSAVE command.",
);

const DEFAULT_STEPS = 1_000_000_000;
const DEFAULT_MEMORY = 256 << 20;
const DEFAULT_SLICE = 1_000_000;
/** Levels of Lua calls in a script: some more than in a chunk of the stand-alone program. */
const CALL_DEPTH = DEFAULT_CALL_DEPTH + 4;

/**
 * Runs Redis scripts on a backend.
 *
 * @example
 * ```ts
 * import { ScriptEngine } from "../redis/engine.ts";
 * import type { Backend } from "../redis/backend.ts";
 *
 * const backend: Backend = { call: (args) => args.join(" "), knows: () => true };
 * const engine = new ScriptEngine(backend);
 * engine.eval("return redis.call('ECHO', ARGV[1])", [], ["hello"]); // "ECHO hello"
 * ```
 */
export class ScriptEngine {
  readonly #backend: Backend;
  readonly #options: EngineOptions;
  readonly #limits: ScriptLimits;
  readonly #random = new Drand48();
  readonly #context: CallContext;
  readonly #scripts = new Map<string, Script>();
  /** the same scripts by their source, so that no hash is computed for one that is known */
  readonly #sources = new Map<string, Script>();
  readonly #functions: FunctionLibraries;
  #profile: Profile;
  #running: Job | null = null;
  #stop: AbortController | null = null;
  #queue: Promise<unknown> = Promise.resolve();
  #usage: ScriptUsage = { steps: 0 };

  /** `backend`: what `redis.call` talks to. */
  constructor(backend: Backend, options: EngineOptions = {}) {
    const { steps = DEFAULT_STEPS, timeout = Infinity, slice = DEFAULT_SLICE } = options;
    this.#backend = backend;
    this.#options = options;
    this.#limits = { steps, timeout, slice };
    this.#context = newContext(true);
    this.#functions = new FunctionLibraries();
    this.#profile = this.#newProfile(null);
  }

  #newProfile(before: Profile | null): Profile {
    const { memory = DEFAULT_MEMORY, clock = monotonic, log, tier } = this.#options;
    const profile = makeProfile({
      hot: hotness(tier),
      memory,
      stringLength: MAX_STRING,
      callDepth: CALL_DEPTH,
      clock,
      shapes: before === null ? undefined : before.rt.shapes,
      register: this.#functions.register,
    });
    const { rt } = profile;
    rt.backend = this.#backend;
    rt.context = this.#context;
    rt.random = this.#random;
    rt.log = log;
    return profile;
  }

  /** Starts over with a fresh Lua state; scripts and functions stay known. */
  #renew(): void {
    this.#profile = this.#newProfile(this.#profile);
    for (const script of this.#scripts.values()) script.closure = null;
    this.#functions.reload(this.#profile);
  }

  /** Whether a script is running: others have to wait or be refused. */
  get busy(): boolean {
    return this.#running !== null;
  }

  /** What the last run used. */
  get usage(): ScriptUsage {
    return this.#usage;
  }

  // ---- EVAL and its kin -------------------------------------------------------------------------

  /** `EVAL`. The reply of a script that fails or is stopped is an {@linkcode ErrorReply}. */
  eval(source: string, keys: readonly string[], args: readonly string[], caller?: ScriptCaller): Reply {
    const script = this.#sources.get(source) ?? this.#load(source);
    return script instanceof ErrorReply ? script : this.#runScript(script, keys, args, false, caller);
  }

  /** `EVAL_RO`: write commands are refused. */
  evalRo(source: string, keys: readonly string[], args: readonly string[], caller?: ScriptCaller): Reply {
    const script = this.#sources.get(source) ?? this.#load(source);
    return script instanceof ErrorReply ? script : this.#runScript(script, keys, args, true, caller);
  }

  /** `EVALSHA`, in any case. */
  evalsha(sha: string, keys: readonly string[], args: readonly string[], caller?: ScriptCaller): Reply {
    const script = this.#find(sha);
    return script === undefined ? NO_SCRIPT : this.#runScript(script, keys, args, false, caller);
  }

  /** `EVALSHA_RO`. */
  evalshaRo(sha: string, keys: readonly string[], args: readonly string[], caller?: ScriptCaller): Reply {
    const script = this.#find(sha);
    return script === undefined ? NO_SCRIPT : this.#runScript(script, keys, args, true, caller);
  }

  /**
   * Like {@linkcode ScriptEngine.eval}, for backends that answer later, and without blocking for long. Runs of one
   * engine take turns. `readOnly`: as `EVAL_RO`.
   */
  evalAsync(
    source: string,
    keys: readonly string[],
    args: readonly string[],
    caller: ScriptCaller & { readonly readOnly?: boolean } = {},
  ): Promise<Reply> {
    return this.#enqueue(() => {
      const script = this.#sources.get(source) ?? this.#load(source);
      return script instanceof ErrorReply ? script : this.#runScriptAsync(script, keys, args, caller);
    });
  }

  /** The same for a script that is known by its SHA-1. */
  evalshaAsync(
    sha: string,
    keys: readonly string[],
    args: readonly string[],
    caller: ScriptCaller & { readonly readOnly?: boolean } = {},
  ): Promise<Reply> {
    return this.#enqueue(() => {
      const script = this.#find(sha);
      return script === undefined ? NO_SCRIPT : this.#runScriptAsync(script, keys, args, caller);
    });
  }

  /**
   * `EVAL` for servers: like {@linkcode ScriptEngine.eval} for a script that is over within a slice; a longer one
   * goes on in the background, and nothing else may be run before the promise is settled. `readOnly`: as `EVAL_RO`.
   */
  evalSliced(
    source: string,
    keys: readonly string[],
    args: readonly string[],
    caller: ScriptCaller & { readonly readOnly?: boolean } = {},
  ): Reply | Promise<Reply> {
    const script = this.#sources.get(source) ?? this.#load(source);
    return script instanceof ErrorReply ? script : this.#runScriptSliced(script, keys, args, caller);
  }

  /** The same for a script that is known by its SHA-1. */
  evalshaSliced(
    sha: string,
    keys: readonly string[],
    args: readonly string[],
    caller: ScriptCaller & { readonly readOnly?: boolean } = {},
  ): Reply | Promise<Reply> {
    const script = this.#find(sha);
    return script === undefined ? NO_SCRIPT : this.#runScriptSliced(script, keys, args, caller);
  }

  // ---- SCRIPT -----------------------------------------------------------------------------------

  /** `SCRIPT LOAD`: the SHA-1, or an {@linkcode ErrorReply} for a script that does not compile. */
  scriptLoad(source: string): string | ErrorReply {
    const script = this.#sources.get(source) ?? this.#load(source);
    return script instanceof ErrorReply ? script : script.sha;
  }

  /** `SCRIPT EXISTS`. */
  scriptExists(shas: readonly string[]): number[] {
    return shas.map((sha) => this.#find(sha) === undefined ? 0 : 1);
  }

  /** `SCRIPT FLUSH`: forgets scripts and starts a new Lua state. */
  scriptFlush(): Reply {
    if (this.#running !== null) return BUSY;
    this.#scripts.clear();
    this.#sources.clear();
    this.#renew();
    return OK;
  }

  /** `SCRIPT KILL`, for an asynchronous run or from a callback: stops a script that has written nothing yet. */
  scriptKill(): Reply {
    if (this.#running === null || this.#stop === null) return NOT_BUSY;
    if (this.#context.wrote) return UNKILLABLE;
    this.#stop.abort("killed");
    return OK;
  }

  /** Number of scripts that are known. */
  get scriptCount(): number {
    return this.#scripts.size;
  }

  // ---- FUNCTION ---------------------------------------------------------------------------------

  /** `FUNCTION LOAD`: the library's name. `replace`: a library of this name is replaced. */
  functionLoad(source: string, replace = false): string | ErrorReply {
    if (this.#running !== null) return BUSY;
    return this.#functions.load(this.#profile, source, replace);
  }

  /** `FUNCTION DELETE`. */
  functionDelete(name: string): Reply {
    return this.#functions.delete(name);
  }

  /** `FUNCTION FLUSH`. */
  functionFlush(): Reply {
    this.#functions.clear();
    return OK;
  }

  /** `FUNCTION DUMP`: a payload for {@linkcode ScriptEngine.functionRestore}, here or in a Redis server. */
  functionDump(): string {
    return this.#functions.dump();
  }

  /** `FUNCTION RESTORE`: all libraries of a payload, or none of them. */
  functionRestore(payload: string, policy: RestorePolicy = "append"): Reply {
    if (this.#running !== null) return BUSY;
    return this.#functions.restore(this.#profile, payload, policy);
  }

  /** What `FUNCTION LIST` shows, in no particular order. `pattern`: a test for names; all by default. */
  functionList(pattern: (name: string) => boolean = () => true): LibraryDetails[] {
    return this.#functions.list(pattern);
  }

  /** A registered function, in any case; undefined without. */
  functionNamed(name: string): FunctionDetails | undefined {
    return this.#functions.find(name);
  }

  /** `FCALL`. */
  fcall(name: string, keys: readonly string[], args: readonly string[], caller?: ScriptCaller): Reply {
    return this.#callFunction(name, keys, args, false, caller);
  }

  /** `FCALL_RO`. */
  fcallRo(name: string, keys: readonly string[], args: readonly string[], caller?: ScriptCaller): Reply {
    return this.#callFunction(name, keys, args, true, caller);
  }

  /** `FCALL` for backends that answer later. */
  fcallAsync(
    name: string,
    keys: readonly string[],
    args: readonly string[],
    caller: ScriptCaller & { readonly readOnly?: boolean } = {},
  ): Promise<Reply> {
    return this.#enqueue(() => {
      const job = this.#functionJob(name, keys, args, caller.readOnly === true);
      return job instanceof ErrorReply ? job : this.#executeAsync(job, caller);
    });
  }

  /** `FCALL` for servers; see {@linkcode ScriptEngine.evalSliced}. */
  fcallSliced(
    name: string,
    keys: readonly string[],
    args: readonly string[],
    caller: ScriptCaller & { readonly readOnly?: boolean } = {},
  ): Reply | Promise<Reply> {
    const job = this.#functionJob(name, keys, args, caller.readOnly === true);
    return job instanceof ErrorReply ? job : this.#executeSliced(job, caller);
  }

  #callFunction(
    name: string,
    keys: readonly string[],
    args: readonly string[],
    readOnly: boolean,
    caller: ScriptCaller | undefined,
  ): Reply {
    const job = this.#functionJob(name, keys, args, readOnly);
    return job instanceof ErrorReply ? job : this.#execute(job, caller);
  }

  #functionJob(
    name: string,
    keys: readonly string[],
    args: readonly string[],
    readOnly: boolean,
  ): Job | ErrorReply {
    const found = this.#functions.find(name);
    if (found === undefined) return new ErrorReply("ERR Function not found");
    const { rt } = this.#profile;
    const { name: shown, rules: flags, callback: f } = found;
    try {
      return { name: shown, flags, readOnly, f, args: [argumentTable(rt, keys), argumentTable(rt, args)] };
    } catch (error) {
      return this.#refused(error);
    }
  }

  // ---- the cache --------------------------------------------------------------------------------

  #find(sha: string): Script | undefined {
    return this.#scripts.get(sha) ?? this.#scripts.get(sha.toLowerCase());
  }

  #load(source: string): Script | ErrorReply {
    const parsed = scriptShebang(source);
    if (typeof parsed === "string") return new ErrorReply(oneLine(parsed));
    let code: Code;
    try {
      code = new Code(compileChunk(parsed.body, "@user_script", { skipShebang: false, syntaxLevel: 1 }));
    } catch (fault) {
      if (!(fault instanceof SyntaxFault)) throw fault;
      return new ErrorReply(oneLine(`ERR Error compiling script (new function): ${fault.message}`));
    }
    keepInterpreted(code);
    const sha = sha1(source);
    const script: Script = { sha, flags: parsed.flags, code, closure: null };
    this.#scripts.set(sha, script);
    this.#sources.set(source, script);
    return script;
  }

  // ---- running ----------------------------------------------------------------------------------

  #scriptJob(script: Script, keys: readonly string[], args: readonly string[], readOnly: boolean): Job {
    const { rt } = this.#profile;
    this.#profile.setArguments(keys, args);
    const f = script.closure ??= new Closure(script.code, [], rt.globals);
    return { name: script.sha, flags: script.flags, readOnly, f, args: NO_VALUES };
  }

  #runScript(
    script: Script,
    keys: readonly string[],
    args: readonly string[],
    readOnly: boolean,
    caller: ScriptCaller | undefined,
  ): Reply {
    if (this.#running !== null) return BUSY;
    try {
      return this.#execute(this.#scriptJob(script, keys, args, readOnly), caller);
    } catch (error) {
      return this.#refused(error);
    }
  }

  #runScriptAsync(
    script: Script,
    keys: readonly string[],
    args: readonly string[],
    caller: ScriptCaller & { readonly readOnly?: boolean },
  ): Promise<Reply> {
    try {
      return this.#executeAsync(this.#scriptJob(script, keys, args, caller.readOnly === true), caller);
    } catch (error) {
      return Promise.resolve(this.#refused(error));
    }
  }

  #runScriptSliced(
    script: Script,
    keys: readonly string[],
    args: readonly string[],
    caller: ScriptCaller & { readonly readOnly?: boolean },
  ): Reply | Promise<Reply> {
    if (this.#running !== null) return BUSY;
    try {
      return this.#executeSliced(this.#scriptJob(script, keys, args, caller.readOnly === true), caller);
    } catch (error) {
      return this.#refused(error);
    }
  }

  /** The reply when the arguments alone exceed a limit. Other exceptions are thrown on. */
  #refused(error: unknown): ErrorReply {
    const known = asThrow(error);
    if (!(known instanceof LimitTrap)) throw error;
    this.#renew();
    return new ErrorReply(`ERR Script stopped: ${known.message}`);
  }

  /** Why a job must not start, or undefined once the context is set up for it. */
  #prepare(job: Job, caller: ScriptCaller | undefined): ErrorReply | undefined {
    const { flags, readOnly } = job;
    const context = this.#context;
    if (!flags.compatible && !flags.noWrites) {
      if (readOnly) return WRITE_FLAG;
      if (!flags.allowOom && this.#backend.isFull?.() === true) return SCRIPT_OOM;
    }
    context.resp = 2;
    context.db = caller?.db ?? 0;
    context.readOnly = readOnly || flags.noWrites;
    context.allowOom = flags.allowOom || caller?.allowOom === true;
    context.wrote = false;
    return undefined;
  }

  #execute(job: Job, caller: ScriptCaller | undefined): Reply {
    if (this.#running !== null) return BUSY;
    const refusal = this.#prepare(job, caller);
    if (refusal !== undefined) return refusal;
    const { rt } = this.#profile;
    const backend = this.#backend;
    const context = this.#context;
    this.#running = job;
    const before = rt.meter.used;
    let ended = false;
    backend.begin?.(context);
    try {
      const end = this.#endOf(job, runSync(rt, this.#limits, job.f, job.args));
      ended = true;
      if (end.stopped) backend.rollback?.(context);
      else backend.commit?.(context);
      return end.reply;
    } finally {
      if (!ended) {
        backend.rollback?.(context);
        this.#renew();
      }
      this.#usage = { steps: rt.meter.used - before };
      this.#running = null;
    }
  }

  /** Like `#execute`, but a job that is not over after its first slice goes on in the background. */
  #executeSliced(job: Job, caller: ScriptCaller | undefined): Reply | Promise<Reply> {
    if (this.#running !== null) return BUSY;
    const refusal = this.#prepare(job, caller);
    if (refusal !== undefined) return refusal;
    const { rt } = this.#profile;
    const backend = this.#backend;
    const context = this.#context;
    this.#running = job;
    const before = rt.meter.used;
    let state: "failed" | "ended" | "paused" = "failed";
    backend.begin?.(context);
    try {
      const outcome = runFirstSlice(rt, this.#limits, job.f, job.args);
      if (outcome === undefined) {
        state = "paused";
        return this.#finishSliced(job, before);
      }
      const end = this.#endOf(job, outcome);
      state = "ended";
      if (end.stopped) backend.rollback?.(context);
      else backend.commit?.(context);
      return end.reply;
    } finally {
      if (state === "failed") {
        backend.rollback?.(context);
        this.#renew();
      }
      if (state !== "paused") {
        this.#usage = { steps: rt.meter.used - before };
        this.#running = null;
      }
    }
  }

  /** The rest of a job that was not over after its first slice. */
  async #finishSliced(job: Job, before: number): Promise<Reply> {
    const { rt } = this.#profile;
    const backend = this.#backend;
    const context = this.#context;
    const stop = new AbortController();
    this.#stop = stop;
    let ended = false;
    try {
      const end = this.#endOf(job, await finishRun(rt, this.#limits, stop.signal));
      ended = true;
      if (end.stopped) await backend.rollback?.(context);
      else await backend.commit?.(context);
      return end.reply;
    } finally {
      if (!ended) {
        await backend.rollback?.(context);
        this.#renew();
      }
      this.#usage = { steps: rt.meter.used - before };
      this.#running = null;
      this.#stop = null;
    }
  }

  async #executeAsync(job: Job, caller: ScriptCaller | undefined): Promise<Reply> {
    const refusal = this.#prepare(job, caller);
    if (refusal !== undefined) return refusal;
    const { rt } = this.#profile;
    const backend = this.#backend;
    const context = this.#context;
    const stop = new AbortController();
    this.#running = job;
    this.#stop = stop;
    const before = rt.meter.used;
    let ended = false;
    backend.begin?.(context);
    try {
      const end = this.#endOf(job, await runAsync(rt, this.#limits, job.f, job.args, stop.signal));
      ended = true;
      if (end.stopped) await backend.rollback?.(context);
      else await backend.commit?.(context);
      return end.reply;
    } finally {
      if (!ended) {
        await backend.rollback?.(context);
        this.#renew();
      }
      this.#usage = { steps: rt.meter.used - before };
      this.#running = null;
      this.#stop = null;
    }
  }

  /** Runs `action` when all earlier asynchronous runs have ended. */
  #enqueue(action: () => Reply | Promise<Reply>): Promise<Reply> {
    const result = this.#queue.then(action);
    this.#queue = result.catch(() => {});
    return result;
  }

  /** The reply of a run. `stopped`: a limit ended it, or was reached while its value was converted. */
  #endOf(job: Job, outcome: Outcome): { reply: Reply; stopped: boolean } {
    let trap: LimitTrap;
    switch (outcome.kind) {
      case "value":
        try {
          return { reply: toReply(this.#profile.rt, outcome.value, this.#context.resp), stopped: false };
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
    return { reply: this.#stopped(job, trap), stopped: true };
  }

  #stopped(job: Job, trap: LimitTrap): ErrorReply {
    // what was in the middle of things is gone; a fresh state costs less than finding out
    if (trap.kind === "memory" || trap.kind === "depth") this.#renew();
    const line = /\n\t(user_script|user_function):(\d+):/.exec(trap.traceback ?? "");
    const at = line === null ? "" : ` script: ${job.name}, on @${line[1]}:${line[2]}.`;
    const message = trap.reason === "killed"
      ? `${line === null ? "" : `${line[1]}:${line[2]}: `}Script killed by user with SCRIPT KILL...`
      : `Script stopped: ${trap.message}`;
    return new ErrorReply(`ERR ${message}${at}`);
  }
}

const NO_VALUES: readonly Value[] = [];
