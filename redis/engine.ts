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

import { monotonic } from "../host/monotonic.ts";
import { DEFAULT_CALL_DEPTH, MAX_STRING } from "../vm/runtime.ts";
import type { Value } from "../vm/value.ts";
import type { Backend } from "./backend.ts";
import { Drand48 } from "./drand48.ts";
import type { AsyncCaller, EngineOptions, ScriptCaller, ScriptUsage } from "./engine_options.ts";
import {
  type FunctionDetails,
  FunctionLibraries,
  type LibraryDetails,
  type RestorePolicy,
} from "./functions.ts";
import { LuaState } from "./lua_state.ts";
import { argumentTable, makeProfile, type Profile } from "./profile.ts";
import { ErrorReply, OK, type Reply } from "./reply.ts";
import { BUSY, type Job, refused, Runner } from "./runner.ts";
import { type Script, ScriptCache } from "./script_cache.ts";
import { hotness } from "./tiers.ts";

export type { AsyncCaller, EngineOptions, ScriptCaller, ScriptUsage } from "./engine_options.ts";

const NO_SCRIPT = new ErrorReply("NOSCRIPT No matching script. Please use EVAL.");

const DEFAULT_STEPS = 1_000_000_000;
const DEFAULT_MEMORY = 256 << 20;
const DEFAULT_SLICE = 1_000_000;
/** Levels of Lua calls in a script: some more than in a chunk of the stand-alone program. */
const CALL_DEPTH = DEFAULT_CALL_DEPTH + 4;

const NO_VALUES: readonly Value[] = [];

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
  readonly #random = new Drand48();
  readonly #cache = new ScriptCache();
  readonly #functions = new FunctionLibraries();
  readonly #runner: Runner;
  /** of scripts */
  readonly #state: LuaState;
  /** of functions, which have one of their own, as in a server; made when the first library is loaded */
  #functionState: LuaState | null = null;

  /** `backend`: what `redis.call` talks to. */
  constructor(backend: Backend, options: EngineOptions = {}) {
    const { steps = DEFAULT_STEPS, timeout = Infinity, slice = DEFAULT_SLICE } = options;
    this.#backend = backend;
    this.#options = options;
    this.#runner = new Runner(backend, { steps, timeout, slice });
    this.#state = new LuaState(() => this.#newProfile());
  }

  #newProfile(): Profile {
    const { memory = DEFAULT_MEMORY, clock = monotonic, log, tier } = this.#options;
    const profile = makeProfile({
      hot: hotness(tier),
      memory,
      stringLength: MAX_STRING,
      callDepth: CALL_DEPTH,
      clock,
      register: this.#functions.register,
    });
    const { rt } = profile;
    rt.backend = this.#backend;
    rt.context = this.#runner.context;
    rt.random = this.#random;
    rt.log = log;
    return profile;
  }

  /** Whether a script is running: others have to wait or be refused. */
  get busy(): boolean {
    return this.#runner.busy;
  }

  /** What the last run used. */
  get usage(): ScriptUsage {
    return { steps: this.#runner.steps };
  }

  // ---- EVAL and its kin -------------------------------------------------------------------------

  /** `EVAL`. The reply of a script that fails or is stopped is an {@linkcode ErrorReply}. */
  eval(source: string, keys: readonly string[], args: readonly string[], caller?: ScriptCaller): Reply {
    return this.#run(this.#cache.load(source), keys, args, false, caller);
  }

  /** `EVAL_RO`: write commands are refused. */
  evalRo(source: string, keys: readonly string[], args: readonly string[], caller?: ScriptCaller): Reply {
    return this.#run(this.#cache.load(source), keys, args, true, caller);
  }

  /** `EVALSHA`, in any case. */
  evalsha(sha: string, keys: readonly string[], args: readonly string[], caller?: ScriptCaller): Reply {
    return this.#run(this.#cache.find(sha) ?? NO_SCRIPT, keys, args, false, caller);
  }

  /** `EVALSHA_RO`. */
  evalshaRo(sha: string, keys: readonly string[], args: readonly string[], caller?: ScriptCaller): Reply {
    return this.#run(this.#cache.find(sha) ?? NO_SCRIPT, keys, args, true, caller);
  }

  /**
   * Like {@linkcode ScriptEngine.eval}, for backends that answer later, and without blocking for long. Runs of one
   * engine take turns.
   */
  evalAsync(
    source: string,
    keys: readonly string[],
    args: readonly string[],
    caller: AsyncCaller = {},
  ): Promise<Reply> {
    return this.#runner.enqueue(() => this.#runAsync(this.#cache.load(source), keys, args, caller));
  }

  /** The same for a script that is known by its SHA-1. */
  evalshaAsync(
    sha: string,
    keys: readonly string[],
    args: readonly string[],
    caller: AsyncCaller = {},
  ): Promise<Reply> {
    return this.#runner.enqueue(() => this.#runAsync(this.#cache.find(sha) ?? NO_SCRIPT, keys, args, caller));
  }

  /**
   * `EVAL` for servers: like {@linkcode ScriptEngine.eval} for a script that is over within a slice; a longer one
   * goes on in the background, and nothing else may be run before the promise is settled.
   */
  evalSliced(
    source: string,
    keys: readonly string[],
    args: readonly string[],
    caller: AsyncCaller = {},
  ): Reply | Promise<Reply> {
    return this.#runSliced(this.#cache.load(source), keys, args, caller);
  }

  /** The same for a script that is known by its SHA-1. */
  evalshaSliced(
    sha: string,
    keys: readonly string[],
    args: readonly string[],
    caller: AsyncCaller = {},
  ): Reply | Promise<Reply> {
    return this.#runSliced(this.#cache.find(sha) ?? NO_SCRIPT, keys, args, caller);
  }

  #run(
    script: Script | ErrorReply,
    keys: readonly string[],
    args: readonly string[],
    readOnly: boolean,
    caller: ScriptCaller | undefined,
  ): Reply {
    const job = this.#scriptJob(script, keys, args, readOnly);
    return job instanceof ErrorReply ? job : this.#runner.execute(job, caller);
  }

  #runAsync(
    script: Script | ErrorReply,
    keys: readonly string[],
    args: readonly string[],
    caller: AsyncCaller,
  ): Reply | Promise<Reply> {
    const job = this.#scriptJob(script, keys, args, caller.readOnly === true);
    return job instanceof ErrorReply ? job : this.#runner.executeAsync(job, caller);
  }

  #runSliced(
    script: Script | ErrorReply,
    keys: readonly string[],
    args: readonly string[],
    caller: AsyncCaller,
  ): Reply | Promise<Reply> {
    const job = this.#scriptJob(script, keys, args, caller.readOnly === true);
    return job instanceof ErrorReply ? job : this.#runner.executeSliced(job, caller);
  }

  #scriptJob(
    script: Script | ErrorReply,
    keys: readonly string[],
    args: readonly string[],
    readOnly: boolean,
  ): Job | ErrorReply {
    if (script instanceof ErrorReply) return script;
    // its arguments are in the global tables
    if (this.#runner.busy) return BUSY;
    const state = this.#state;
    try {
      state.profile.setArguments(keys, args);
    } catch (error) {
      return refused(state, error);
    }
    const f = this.#cache.closureOf(script, state);
    return { state, name: script.sha, flags: script.flags, readOnly, f, args: NO_VALUES };
  }

  // ---- SCRIPT -----------------------------------------------------------------------------------

  /** `SCRIPT LOAD`: the SHA-1, or an {@linkcode ErrorReply} for a script that does not compile. */
  scriptLoad(source: string): string | ErrorReply {
    const script = this.#cache.load(source);
    return script instanceof ErrorReply ? script : script.sha;
  }

  /** `SCRIPT EXISTS`. */
  scriptExists(shas: readonly string[]): number[] {
    return shas.map((sha) => this.#cache.find(sha) === undefined ? 0 : 1);
  }

  /** `SCRIPT FLUSH`: forgets scripts and starts a new Lua state. */
  scriptFlush(): Reply {
    if (this.#runner.busy) return BUSY;
    this.#cache.clear();
    this.#state.renew(false);
    return OK;
  }

  /** `SCRIPT KILL`, for an asynchronous run or from a callback: stops a script that has written nothing yet. */
  scriptKill(): Reply {
    return this.#runner.kill();
  }

  /** What {@linkcode scriptKill} would refuse with, or undefined if it would stop a script. */
  get killRefusal(): ErrorReply | undefined {
    return this.#runner.killRefusal;
  }

  /** Number of scripts that are known. */
  get scriptCount(): number {
    return this.#cache.size;
  }

  // ---- FUNCTION ---------------------------------------------------------------------------------

  /** The Lua state of functions, made when it is first needed. */
  #functionsState(): LuaState {
    return this.#functionState ??= new LuaState(
      () => this.#newProfile(),
      () => this.#functions.reload(this.#functionsState().profile),
    );
  }

  /** `FUNCTION LOAD`: the library's name. `replace`: a library of this name is replaced. */
  functionLoad(source: string, replace = false): string | ErrorReply {
    if (this.#runner.busy) return BUSY;
    return this.#functions.load(this.#functionsState().profile, source, replace);
  }

  /** `FUNCTION DELETE`. */
  functionDelete(name: string): Reply {
    return this.#functions.delete(name);
  }

  /** `FUNCTION FLUSH`. */
  functionFlush(): Reply {
    if (this.#runner.busy) return BUSY;
    this.#functions.clear();
    this.#functionState = null;
    return OK;
  }

  /** `FUNCTION DUMP`: a payload for {@linkcode ScriptEngine.functionRestore}, here or in a Redis server. */
  functionDump(): string {
    return this.#functions.dump();
  }

  /** `FUNCTION RESTORE`: all libraries of a payload, or none of them. */
  functionRestore(payload: string, policy: RestorePolicy = "append"): Reply {
    if (this.#runner.busy) return BUSY;
    return this.#functions.restore(this.#functionsState().profile, payload, policy);
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
    const job = this.#functionJob(name, keys, args, false);
    return job instanceof ErrorReply ? job : this.#runner.execute(job, caller);
  }

  /** `FCALL_RO`. */
  fcallRo(name: string, keys: readonly string[], args: readonly string[], caller?: ScriptCaller): Reply {
    const job = this.#functionJob(name, keys, args, true);
    return job instanceof ErrorReply ? job : this.#runner.execute(job, caller);
  }

  /** `FCALL` for backends that answer later. */
  fcallAsync(
    name: string,
    keys: readonly string[],
    args: readonly string[],
    caller: AsyncCaller = {},
  ): Promise<Reply> {
    return this.#runner.enqueue(() => {
      const job = this.#functionJob(name, keys, args, caller.readOnly === true);
      return job instanceof ErrorReply ? job : this.#runner.executeAsync(job, caller);
    });
  }

  /** `FCALL` for servers; see {@linkcode ScriptEngine.evalSliced}. */
  fcallSliced(
    name: string,
    keys: readonly string[],
    args: readonly string[],
    caller: AsyncCaller = {},
  ): Reply | Promise<Reply> {
    const job = this.#functionJob(name, keys, args, caller.readOnly === true);
    return job instanceof ErrorReply ? job : this.#runner.executeSliced(job, caller);
  }

  #functionJob(
    name: string,
    keys: readonly string[],
    args: readonly string[],
    readOnly: boolean,
  ): Job | ErrorReply {
    const found = this.#functions.find(name);
    if (found === undefined) return new ErrorReply("ERR Function not found");
    if (this.#runner.busy) return BUSY;
    const state = this.#functionsState();
    const { rt } = state;
    try {
      const tables = [argumentTable(rt, keys), argumentTable(rt, args)];
      return { state, name: found.name, flags: found.rules, readOnly, f: found.callback, args: tables };
    } catch (error) {
      return refused(state, error);
    }
  }
}
