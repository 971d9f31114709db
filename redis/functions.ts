/**
 * Libraries of functions: `FUNCTION LOAD` and what it registers.
 *
 * @module
 */

import { compileChunk } from "../compiler/compile.ts";
import { SyntaxFault } from "../compiler/errors.ts";
import { variadic } from "../stdlib/lib.ts";
import { Code } from "../vm/code.ts";
import { LuaThrow } from "../vm/errors.ts";
import { numberToString } from "../vm/number.ts";
import type { Runtime } from "../vm/runtime.ts";
import { LuaTable } from "../vm/table.ts";
import { type Builtin, Closure, type Value } from "../vm/value.ts";
import { normalizedError, oneLine } from "./error_text.ts";
import { fieldTable } from "./from_reply.ts";
import { dumpLibraries, librariesOf } from "./function_dump.ts";
import type { Profile } from "./profile.ts";
import { ErrorReply, OK, type Reply } from "./reply.ts";
import { type Outcome, runSync, type ScriptLimits } from "./run.ts";
import { BAD_NAME, FLAGS, flagsOf, isName, libraryShebang, type ScriptFlags } from "./shebang.ts";
import { keepInterpreted } from "./tiers.ts";
import { fieldText } from "./to_reply.ts";

/** A registered function. */
export interface FunctionDetails {
  /** its name as registered */
  readonly name: string;
  /** its description, if it was registered with one */
  readonly description: string | undefined;
  /** flags as registered, such as `no-writes` */
  readonly flags: readonly string[];
  /** what the flags mean */
  readonly rules: ScriptFlags;
  /** @ignore */
  readonly callback: Closure;
}

/** A library, as `FUNCTION LIST` shows it. */
export interface LibraryDetails {
  /** its name */
  readonly name: string;
  /** the language it is written in */
  readonly engine: "LUA";
  /** what it registered */
  readonly functions: readonly FunctionDetails[];
  /** its source, first line included */
  readonly code: string;
}

/** What `FUNCTION RESTORE` does with libraries that are there. */
export type RestorePolicy = "flush" | "append" | "replace";

/** Limits of loading a library. */
const LOAD_LIMITS: ScriptLimits = { steps: 50_000_000, timeout: 500, slice: Infinity };

function raise(rt: Runtime, message: string): never {
  throw new LuaThrow(fieldTable(rt, "err", normalizedError(message)));
}

/** What `redis.register_function` was given. */
interface Registration {
  name: string | undefined;
  description: string | undefined;
  flags: string[];
  callback: Value;
}

/** All libraries of an engine. */
export class FunctionLibraries {
  readonly #libraries = new Map<string, LibraryDetails>();
  /** functions by their names in lower case */
  readonly #functions = new Map<string, FunctionDetails>();
  /** the functions of the library that is being loaded */
  #loading: Map<string, FunctionDetails> | null = null;
  /** `redis.register_function` */
  readonly register: Builtin = variadic("register_function", (rt, args) => this.#register(rt, args));

  // ---- registering ------------------------------------------------------------------------------

  #register(rt: Runtime, args: readonly Value[]): Value[] {
    const loading = this.#loading;
    if (loading === null) {
      return raise(rt, "redis.register_function can only be called on FUNCTION LOAD command");
    }
    const given = readArguments(rt, args);
    const { name, description, flags, callback } = given;
    if (name === undefined) return raise(rt, "redis.register_function must get a function name argument");
    if (!(callback instanceof Closure)) {
      return raise(rt, "redis.register_function must get a callback argument");
    }
    if (!isName(name)) raise(rt, BAD_NAME);
    if (loading.has(name)) raise(rt, "Function already exists in the library");
    loading.set(name, { name, description, flags, rules: flagsOf(flags), callback });
    return [];
  }

  // ---- loading ----------------------------------------------------------------------------------

  /** `FUNCTION LOAD`: the library's name. */
  load(profile: Profile, source: string, replace: boolean): string | ErrorReply {
    const parsed = libraryShebang(source);
    if (typeof parsed === "string") return new ErrorReply(oneLine(parsed));
    const { name, engine, body } = parsed;
    if (engine.toLowerCase() !== "lua") return new ErrorReply(oneLine(`ERR Engine '${engine}' not found`));
    const old = this.#libraries.get(name);
    if (old !== undefined && !replace) return new ErrorReply(`ERR Library '${name}' already exists`);
    const functions = this.#run(profile, body);
    if (functions instanceof ErrorReply) return functions;
    if (functions.size === 0) return new ErrorReply("ERR No functions registered");
    for (const functionName of functions.keys()) {
      const taken = this.#functions.get(functionName.toLowerCase());
      if (taken !== undefined && (old === undefined || !old.functions.includes(taken))) {
        return new ErrorReply(`ERR Function ${functionName} already exists`);
      }
    }
    if (old !== undefined) this.delete(name);
    this.#libraries.set(name, { name, engine: "LUA", functions: [...functions.values()], code: source });
    for (const [functionName, details] of functions) {
      const key = functionName.toLowerCase();
      if (!this.#functions.has(key)) this.#functions.set(key, details);
    }
    return name;
  }

  /** Runs a library's chunk; the functions it registers. */
  #run(profile: Profile, body: string): Map<string, FunctionDetails> | ErrorReply {
    let code: Code;
    try {
      code = new Code(compileChunk(body, "@user_function", { skipShebang: false, syntaxLevel: 0 }));
    } catch (fault) {
      if (!(fault instanceof SyntaxFault)) throw fault;
      return new ErrorReply(oneLine(`ERR Error compiling function: ${fault.message}`));
    }
    keepInterpreted(code);
    const functions = new Map<string, FunctionDetails>();
    this.#loading = functions;
    profile.setLoading(true);
    let outcome: Outcome;
    try {
      outcome = runSync(profile.rt, LOAD_LIMITS, new Closure(code, [], profile.functions), []);
    } finally {
      profile.setLoading(false);
      this.#loading = null;
    }
    if (outcome.kind === "value") return functions;
    const message = outcome.kind === "error" ? messageOf(outcome.error) : "ERR FUNCTION LOAD timeout";
    return new ErrorReply(oneLine(`ERR Error registering functions: ${message}`));
  }

  /** Makes the functions again in a fresh Lua state. */
  reload(profile: Profile): void {
    const sources = [...this.#libraries.values()].map(({ code }) => code);
    this.clear();
    for (const source of sources) this.load(profile, source, false);
  }

  /** `FUNCTION DUMP`. */
  dump(): string {
    return dumpLibraries([...this.#libraries.values()].map(({ code }) => code));
  }

  /** `FUNCTION RESTORE`: all libraries of a payload, or none. */
  restore(profile: Profile, payload: string, policy: RestorePolicy): Reply {
    const sources = librariesOf(payload);
    if (sources instanceof ErrorReply) return sources;
    const libraries = [...this.#libraries];
    const functions = [...this.#functions];
    if (policy === "flush") this.clear();
    for (const source of sources) {
      let loaded = this.load(profile, source, policy === "replace");
      if (typeof loaded === "string") continue;
      // the same error without quotes
      loaded = new ErrorReply(loaded.text.replace(/^(ERR Library) '(.*)' (already exists)$/, "$1 $2 $3"));
      this.clear();
      for (const [name, library] of libraries) this.#libraries.set(name, library);
      for (const [name, details] of functions) this.#functions.set(name, details);
      return loaded;
    }
    return OK;
  }

  // ---- looking up -------------------------------------------------------------------------------

  /** A function by its name in any case. */
  find(name: string): FunctionDetails | undefined {
    return this.#functions.get(name) ?? this.#functions.get(name.toLowerCase());
  }

  /** `FUNCTION LIST`. */
  list(pattern: (name: string) => boolean): LibraryDetails[] {
    return [...this.#libraries.values()].filter(({ name }) => pattern(name));
  }

  /** `FUNCTION DELETE`. */
  delete(name: string): Reply {
    const library = this.#libraries.get(name);
    if (library === undefined) return new ErrorReply("ERR Library not found");
    this.#libraries.delete(name);
    for (const { name: functionName } of library.functions) {
      this.#functions.delete(functionName.toLowerCase());
    }
    return OK;
  }

  /** `FUNCTION FLUSH`. */
  clear(): void {
    this.#libraries.clear();
    this.#functions.clear();
  }
}

function messageOf(error: Value): string {
  const text = error instanceof LuaTable ? error.getString("err") : error;
  return typeof text === "string"
    ? text
    : typeof text === "number"
    ? numberToString(text)
    : "ERR unknown error";
}

// ---- arguments of register_function -----------------------------------------------------------------

function readArguments(rt: Runtime, args: readonly Value[]): Registration {
  if (args.length < 1 || args.length > 2) {
    raise(rt, "wrong number of arguments to redis.register_function");
  }
  const [first, second] = args;
  if (args.length === 1) {
    if (first instanceof LuaTable) return readNamed(rt, first);
    return raise(
      rt,
      "calling redis.register_function with a single argument is only applicable to Lua table (representing " +
        "named arguments).",
    );
  }
  if (!(second instanceof Closure)) {
    return raise(rt, "second argument to redis.register_function must be a function");
  }
  const name = fieldText(first);
  if (name === undefined) return raise(rt, "first argument to redis.register_function must be a string");
  return { name, description: undefined, flags: [], callback: second };
}

function readNamed(rt: Runtime, table: LuaTable): Registration {
  const found: Registration = { name: undefined, description: undefined, flags: [], callback: undefined };
  let key: Value = undefined;
  for (let p = table.nextPosition(key); p >= 0; p = table.nextPosition(key)) {
    rt.charge(1);
    key = table.keyAt(p);
    const value = table.valueAt(p);
    const option = fieldText(key)?.toLowerCase();
    if (option === undefined) {
      return raise(rt, "named argument key given to redis.register_function is not a string");
    }
    switch (option) {
      case "function_name":
      case "description": {
        const text = fieldText(value);
        if (text === undefined) {
          return raise(rt, `${option} argument given to redis.register_function must be a string`);
        }
        if (option === "description") found.description = text;
        else found.name = text;
        break;
      }
      case "callback":
        if (!(value instanceof Closure)) {
          raise(rt, "callback argument given to redis.register_function must be a function");
        }
        found.callback = value;
        break;
      case "flags":
        if (!(value instanceof LuaTable)) {
          return raise(
            rt,
            "flags argument to redis.register_function must be a table representing function flags",
          );
        }
        found.flags = readFlags(rt, value);
        break;
      default:
        raise(rt, "unknown argument given to redis.register_function");
    }
  }
  return found;
}

function readFlags(rt: Runtime, table: LuaTable): string[] {
  const flags: string[] = [];
  for (let i = 1;; i++) {
    rt.charge(1);
    const given = table.getNumber(i);
    if (given === undefined) return flags;
    const flag = typeof given === "string" ? given.toLowerCase() : "";
    if (!FLAGS.includes(flag)) return raise(rt, "unknown flag given");
    if (!flags.includes(flag)) flags.push(flag);
  }
}
