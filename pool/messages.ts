/**
 * The messages between a pool and its workers, and errors in them.
 *
 * A message is a list whose first item is one of the numbers below; a job's number is the second one.
 *
 * @module
 */

import {
  CompileError,
  FerrousError,
  InternalError,
  LimitError,
  type LimitKind,
  LinkError,
  LuaError,
  MarshalError,
  UsageError,
} from "../host/errors.ts";
import type { LuaOutput } from "../host/values.ts";
import { type FunctionNumber, type Message, type Reader, WireFault, writeValue } from "./wire.ts";

/** To a worker: run a job. Module number, what it is made of, chunk name, modules to forget, options. */
export const RUN = 1;
/** To a worker: end the job. */
export const ABORT = 2;
/** To a worker: results of the host function it called. */
export const RETURN = 3;
/** To a worker: the host function it called has thrown. */
export const THROW = 4;

/** From a worker: it takes jobs. */
export const READY = 10;
/** From a worker: the job's result. */
export const DONE = 11;
/** From a worker: the error the job ended with. */
export const FAILED = 12;
/** From a worker: number of a host function, and its arguments. */
export const CALL = 13;

/** A module the worker has: nothing follows. */
export const KNOWN = 0;
/** A module as the bytes of `Module.serialize`. */
export const SERIALIZED = 1;
/** A module as Lua source, text or bytes. */
export const SOURCE = 2;

/** What a host function threw on the other side; `id` is the pool's number for it. */
export class RemoteCause extends Error {
  /** The number the pool has given the exception, -1 for none, and what a script may see of it. */
  constructor(message: string, readonly id: number) {
    super(message);
  }
}

const enum ErrorClass {
  Compile,
  Link,
  Lua,
  Limit,
  Marshal,
  Usage,
  Internal,
}

const KINDS: readonly LimitKind[] = ["steps", "memory", "depth", "time", "aborted", "output", "hostCalls"];

/** Appends an error. */
export function writeError(out: Message, error: unknown, numberOf: FunctionNumber): void {
  if (error instanceof LuaError) {
    const value: Message = [];
    try {
      writeValue(value, error.value, "error value", numberOf);
    } catch {
      // as in an instance: a value that cannot cross is left out
      value.length = 0;
      value.push(undefined);
    }
    out.push(ErrorClass.Lua, error.message, error.traceback);
    writeCause(out, error.cause);
    for (let i = 0; i < value.length; i++) out.push(value[i]);
  } else if (error instanceof LimitError) {
    const { steps, memory, peakMemory } = error.usage;
    out.push(ErrorClass.Limit, error.message, KINDS.indexOf(error.kind), error.traceback);
    out.push(steps, memory, peakMemory);
  } else if (error instanceof CompileError) {
    out.push(ErrorClass.Compile, error.message, error.chunkName, error.line, error.column, error.sourceLine);
  } else if (error instanceof LinkError) out.push(ErrorClass.Link, error.message);
  else if (error instanceof MarshalError) out.push(ErrorClass.Marshal, error.message);
  else if (error instanceof UsageError) out.push(ErrorClass.Usage, error.message);
  else {
    const cause = error instanceof InternalError ? error.cause : error;
    out.push(ErrorClass.Internal, cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause));
  }
}

/** A cause: the number of a host exception, or the class and message of an error of this library. */
function writeCause(out: Message, cause: unknown): void {
  if (cause instanceof RemoteCause) out.push(cause.id);
  else if (cause instanceof MarshalError) out.push(cause.message);
  else out.push(undefined);
}

/**
 * Reads an error.
 *
 * @param causeOf finds the exception of a host function by its number
 * @throws {WireFault} there is none
 */
export function readError(reader: Reader, causeOf: (id: number) => unknown): FerrousError {
  const kind = reader.number();
  const message = reader.text();
  switch (kind) {
    case ErrorClass.Lua: {
      const traceback = reader.text();
      const item = reader.item();
      const cause = typeof item === "number"
        ? causeOf(item)
        : typeof item === "string"
        ? new MarshalError(item)
        : undefined;
      return new LuaError(reader.value() as LuaOutput, { message, traceback, cause });
    }
    case ErrorClass.Limit: {
      const limit = KINDS[reader.number()];
      if (limit === undefined) break;
      const traceback = reader.text();
      const usage = { steps: reader.number(), memory: reader.number(), peakMemory: reader.number() };
      return new LimitError(limit, message, usage, traceback);
    }
    case ErrorClass.Compile: {
      const chunkName = reader.text();
      const line = reader.number();
      const column = reader.number();
      return new CompileError(message, { chunkName, line, column, sourceLine: reader.text() });
    }
    case ErrorClass.Link:
      return new LinkError(message);
    case ErrorClass.Marshal:
      return new MarshalError(message);
    case ErrorClass.Usage:
      return new UsageError(message);
    case ErrorClass.Internal:
      return new InternalError("internal error in a worker, please report it", { cause: new Error(message) });
  }
  throw new WireFault("an unknown error");
}
