/**
 * The worker's half of a pool: takes a job, runs it in an instance of its own, reports how it ended.
 *
 * Knows nothing of how messages travel. One job at a time; what the pool says about a job that is over is
 * ignored. Host functions are stand-ins that send a message and suspend the script until the answer is there.
 *
 * @module
 */

import { LuaError, MarshalError } from "../host/errors.ts";
import { instantiate } from "../host/instance.ts";
import { Module } from "../host/module.ts";
import type { LibraryName } from "../host/libraries.ts";
import type { Library } from "../host/library.ts";
import type { InstantiateOptions } from "../host/options.ts";
import * as libraries from "../libraries.ts";
import { type LuaOutput, MultipleResults } from "../host/values.ts";
import {
  ABORT,
  CALL,
  DONE,
  FAILED,
  KNOWN,
  READY,
  RemoteCause,
  RETURN,
  RUN,
  SERIALIZED,
  THROW,
  writeError,
} from "./messages.ts";
import { type Message, Reader, writeValue } from "./wire.ts";

/** Options of a job that travel as data. */
export type DataOptions =
  & Pick<
    InstantiateOptions,
    | "profile"
    | "limits"
    | "random"
    | "packagePath"
    | "load"
    | "binaryChunks"
    | "convert"
    | "strictGlobals"
    | "strictYield"
    | "tier"
  >
  & {
    /** libraries of Lua by name, others as `portable` made them */
    libs?: readonly (LibraryName | { library: string })[];
    /** name of the global function to call, if not the main chunk */
    entry?: string;
    /** sources by name for `require` */
    modules?: Readonly<Record<string, string | Uint8Array>>;
  };

type Callable = (...args: unknown[]) => unknown;

const LIBRARIES = new Map(Object.entries(libraries));

function known(library: LibraryName | { library: string }): LibraryName | Library {
  return typeof library === "object" ? LIBRARIES.get(library.library)! : library;
}

/** Starts taking jobs. Returns the function to be called with every message from the pool. */
export function serve(post: (message: Message) => void): (message: Message) => void {
  const modules = new Map<number, Module>();
  let job: WorkerJob | null = null;

  const start = (reader: Reader, own: WorkerJob): void => {
    job = own;
    own.run(reader, modules).then(
      (value) => own.done(value),
      (error) => own.failed(error),
    ).then((message) => {
      job = null;
      try {
        post(message);
      } catch {
        post(own.failed(new MarshalError("result: too large to be sent")));
      }
    });
  };

  const receive = (message: Message): void => {
    const id = message[1] as number;
    if (message[0] === RUN) {
      const own = new WorkerJob(id, post);
      const reader = new Reader(message, own.byNumber);
      reader.item();
      reader.item();
      return start(reader, own);
    }
    if (job === null || job.id !== id) return;
    if (message[0] === ABORT) job.abort();
    else job.answer(message);
  };

  post([READY]);
  return receive;
}

class WorkerJob {
  readonly #controller = new AbortController();
  readonly #post: (message: Message) => void;
  readonly #numbers = new Map<Callable, number>();
  readonly #functions = new Map<number, Callable>();
  /** the host call that waits for its answer */
  #waiting: { resolve(value: MultipleResults): void; reject(error: unknown): void } | null = null;

  constructor(readonly id: number, post: (message: Message) => void) {
    this.#post = post;
  }

  /** Reads the rest of a RUN message and does what it says. */
  async run(reader: Reader, modules: Map<number, Module>): Promise<LuaOutput> {
    const module = moduleOf(reader, modules);
    const { entry, libs, ...options } = reader.value() as DataOptions;
    const imports = new Map<string, unknown>();
    for (let n = reader.count(2); n > 0; n--) imports.set(reader.text(), reader.value());
    const args = reader.values();
    using instance = instantiate(module(), {
      ...options,
      ...(libs === undefined ? {} : { libs: Array.isArray(libs) ? libs.map(known) : libs as [] }),
      imports,
      signal: this.#controller.signal,
      // the pool has already decided what scripts may see
      errorMessage: (error) => (error as Error).message,
    });
    if (entry === undefined) return await instance.runAsync(...args);
    await instance.runAsync();
    return await instance.callAsync(entry, ...args);
  }

  /** The message for a result. */
  done(value: LuaOutput): Message {
    const message: Message = [DONE, this.id];
    try {
      writeValue(message, value, "result", this.numberOf);
      return message;
    } catch (error) {
      return this.failed(error);
    }
  }

  /** The message for an error. */
  failed(error: unknown): Message {
    const message: Message = [FAILED, this.id];
    writeError(message, error, this.numberOf);
    return message;
  }

  /** Ends the run as soon as it looks up. */
  abort(): void {
    this.#controller.abort();
  }

  /** Takes the answer to the host call that waits for it. */
  answer(message: Message): void {
    const waiting = this.#waiting;
    if (waiting === null) return;
    this.#waiting = null;
    const reader = new Reader(message, this.byNumber);
    const kind = reader.number();
    reader.item();
    // wrapped: a promise must not take a record with the key `then` for another promise
    if (kind === RETURN) waiting.resolve(new MultipleResults(reader.values()));
    else if (kind === THROW) {
      const cause = reader.number();
      const message = reader.optionalText();
      if (message !== undefined) waiting.reject(new RemoteCause(message, cause));
      else {
        const value = reader.value() as LuaOutput;
        waiting.reject(new LuaError(value, { cause: new RemoteCause("", cause) }));
      }
    }
  }

  /** The stand-in for one of the pool's functions. */
  readonly byNumber = (id: number, name: string): Callable => {
    const known = this.#functions.get(id);
    if (known !== undefined) return known;
    const standIn = (...args: unknown[]): Promise<MultipleResults> => this.#call(id, args);
    Object.defineProperty(standIn, "name", { value: name });
    this.#functions.set(id, standIn);
    this.#numbers.set(standIn, id);
    return standIn;
  };

  readonly numberOf = (f: Callable): number | string =>
    this.#numbers.get(f) ?? "a Lua function cannot leave its instance";

  #call(id: number, args: readonly unknown[]): Promise<MultipleResults> {
    const message: Message = [CALL, this.id, id, args.length];
    for (let i = 0; i < args.length; i++) writeValue(message, args[i], `argument ${i + 1}`, this.numberOf);
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#post(message);
    });
  }
}

/** Reads which module to run; compiling it, if need be, is left to the caller's time. */
function moduleOf(reader: Reader, modules: Map<number, Module>): () => Module {
  const id = reader.number();
  const form = reader.number();
  const data = form === KNOWN ? undefined : reader.item();
  const name = reader.optionalText();
  for (let n = reader.count(1); n > 0; n--) modules.delete(reader.number());
  return () => {
    let module = modules.get(id);
    if (module !== undefined) return module;
    if (form === KNOWN) throw new MarshalError("the worker does not have the module");
    module = form === SERIALIZED
      ? Module.deserialize(data as Uint8Array)
      : Module.compile(data as string | Uint8Array, name === undefined ? {} : { name });
    modules.set(id, module);
    return module;
  };
}
