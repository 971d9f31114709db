/**
 * One job of a pool: what is to be run, the host functions it may call, and its end, which comes once.
 *
 * Everything is copied when the job is made; what the host changes afterwards does not reach it.
 *
 * @module
 */

import { type FerrousError, LinkError, LuaError, MarshalError, UsageError } from "../host/errors.ts";
import { Library } from "../host/library.ts";
import { isA, isPromise } from "../host/safe.ts";
import type { LuaOutput } from "../host/values.ts";
import { RETURN, THROW } from "./messages.ts";
import type { Sendable } from "./modules.ts";
import { amount, type JobOptions, type PoolSettings } from "./options.ts";
import { type Message, Reader, writeResults, writeValue } from "./wire.ts";

type Callable = (...args: unknown[]) => unknown;

/** Functions one job may be given: a function that makes functions must not fill the host's memory. */
const MAX_FUNCTIONS = 10_000;
/** Exceptions of host functions that are kept for the `cause` of an error. */
const MAX_CAUSES = 256;
const MAX_ARGS = 10_000;

/** What a script may see of an exception that has no message to show. */
const UNKNOWN = "host function failed";

/** A job, from `run` to its end. */
export class Job {
  readonly #functions: Callable[] = [];
  readonly #numbers = new Map<Callable, number>();
  readonly #causes = new Map<number, unknown>();
  #lastCause = 0;
  #resolve!: (value: LuaOutput) => void;
  #reject!: (error: FerrousError) => void;
  #onAbort: (() => void) | null = null;
  /** what `run` gives the host */
  readonly promise: Promise<LuaOutput>;
  /** milliseconds it may take */
  readonly deadline: number;
  readonly signal: AbortSignal | undefined;
  /** options, imports and arguments, ready to be sent */
  body: Message = [];
  settled = false;

  constructor(
    readonly id: number,
    readonly module: Sendable,
    options: JobOptions,
    settings: PoolSettings,
    private readonly errorMessage: (error: unknown) => string,
  ) {
    this.deadline = amount(options.deadline, settings.deadline, "deadline");
    this.signal = options.signal;
    this.#writeOptions(options, settings);
    this.#writeImports(options.imports);
    const { args = [] } = options;
    if (args.length > MAX_ARGS) throw new UsageError(`more than ${MAX_ARGS} arguments`);
    this.body.push(args.length);
    for (let i = 0; i < args.length; i++) this.#write(args[i], `argument ${i + 1}`);
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** Calls `action` when the job's signal is aborted before the job is over. */
  watch(action: () => void): void {
    this.#onAbort = action;
    this.signal?.addEventListener("abort", action);
  }

  /** Ends the job with a result. */
  resolve(value: LuaOutput): void {
    if (this.#settle()) this.#resolve(value);
  }

  /** Ends the job with an error. */
  reject(error: FerrousError): void {
    if (this.#settle()) this.#reject(error);
  }

  #settle(): boolean {
    if (this.settled) return false;
    this.settled = true;
    if (this.#onAbort !== null) this.signal?.removeEventListener("abort", this.#onAbort);
    this.body = [];
    this.#functions.length = 0;
    this.#numbers.clear();
    return true;
  }

  // ---- host functions -------------------------------------------------------------------------------

  /** Calls a host function for the script and gives its answer to `post`, now or later; never throws. */
  call(f: Callable, args: readonly unknown[], post: (message: Message) => void): void {
    const answer = (make: () => Message): void => post(this.#answer(make));
    let result: unknown;
    try {
      result = Reflect.apply(f, undefined, args);
    } catch (error) {
      return answer(() => this.#thrown(error));
    }
    // as in an instance only promises are waited for, not everything with a `then`
    if (!isPromise(result)) return answer(() => this.#returned(result));
    try {
      Promise.prototype.then.call(
        result,
        (value) => answer(() => this.#returned(value)),
        (error) => answer(() => this.#thrown(error)),
      );
    } catch (error) {
      // a promise's constructor may be anything
      answer(() => this.#thrown(error));
    }
  }

  /** An answer, whatever proxies and getters in a result or an exception do while it is looked at. */
  #answer(make: () => Message): Message {
    try {
      return make();
    } catch {
      return [THROW, this.id, -1, UNKNOWN];
    }
  }

  /** The function with a number. */
  readonly byNumber = (id: number): Callable | undefined => this.#functions[id];

  /** The exception with a number. */
  readonly causeOf = (id: number): unknown => this.#causes.get(id);

  readonly #numberOf = (f: Callable): number | string => {
    const known = this.#numbers.get(f);
    if (known !== undefined) return known;
    const number = this.#functions.length;
    if (number >= MAX_FUNCTIONS) return `more than ${MAX_FUNCTIONS} functions in one job`;
    this.#functions.push(f);
    this.#numbers.set(f, number);
    return number;
  };

  #returned(result: unknown): Message {
    if (this.settled) return [];
    const message: Message = [RETURN, this.id];
    try {
      writeResults(message, result, this.#numberOf);
      return message;
    } catch (error) {
      return this.#thrown(new Error(`host function: ${(error as MarshalError).message}`, { cause: error }));
    }
  }

  #thrown(error: unknown): Message {
    if (this.settled) return [];
    const raised = isA(error, LuaError);
    const cause = raised ? error.cause : error;
    const message: Message = [THROW, this.id, this.#keep(cause)];
    if (raised) {
      const length = message.push(undefined);
      try {
        writeValue(message, error.value, "error value", this.#numberOf);
        return message;
      } catch (failure) {
        message.length = length - 1;
        message.push((failure as MarshalError).message);
        return message;
      }
    }
    message.push(this.#publicMessage(error));
    return message;
  }

  #publicMessage(error: unknown): string {
    try {
      return String(this.errorMessage(error));
    } catch {
      return UNKNOWN;
    }
  }

  /** Keeps an exception for as long as the script can still end with it, within reason. */
  #keep(cause: unknown): number {
    if (cause === undefined) return -1;
    const number = this.#lastCause++;
    this.#causes.set(number, cause);
    this.#causes.delete(number - MAX_CAUSES);
    return number;
  }

  // ---- what is to be run ----------------------------------------------------------------------------

  #write(value: unknown, what: string): void {
    writeValue(this.body, value, what, this.#numberOf);
  }

  #writeOptions(options: JobOptions, settings: PoolSettings): void {
    const { profile, random, packagePath, load, binaryChunks, convert, strictGlobals } = options;
    const { strictYield, tier, entry, modules } = options;
    const limits = { ...settings.limits, ...options.limits };
    // the script is stopped before its worker is
    limits.timeout = Math.min(amount(limits.timeout, Infinity, "limits.timeout"), this.deadline);
    const sent: Record<string, unknown> = { limits };
    const libs = Array.isArray(options.libs) ? options.libs.map(portable) : options.libs;
    const given = { profile, libs, random, packagePath, load, binaryChunks, convert, strictGlobals };
    for (const [key, value] of Object.entries({ ...given, strictYield, tier, entry, modules })) {
      // an option that is there with no value would not be absent
      if (value !== undefined) sent[key] = value;
    }
    this.#write(sent, "options");
  }

  #writeImports(imports: JobOptions["imports"]): void {
    const entries: [string, unknown][] = [];
    if (imports instanceof Map) { for (const [name, value] of imports) entries.push([String(name), value]); }
    else if (imports !== undefined) {
      for (const name of Object.keys(imports)) {
        const descriptor = Object.getOwnPropertyDescriptor(imports, name)!;
        if (descriptor.get !== undefined) throw new LinkError(`import ${name}: an accessor property`);
        entries.push([name, descriptor.value]);
      }
    }
    this.body.push(entries.length);
    for (const [name, value] of entries) {
      this.body.push(name);
      try {
        this.#write(value, `import ${name}`);
      } catch (error) {
        if (error instanceof MarshalError) throw new LinkError(error.message, { cause: error });
        throw error;
      }
    }
  }

  /** A reader of a worker's message about this job. */
  reader(message: Message): Reader {
    return new Reader(message, this.byNumber);
  }
}

/** A library as it travels: its functions stay here, the worker has its own. */
function portable(library: unknown): unknown {
  return library instanceof Library ? { library: library.name } : library;
}
