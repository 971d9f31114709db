/**
 * The errors that leave the API. Everything thrown by `mod.ts`'s functions extends {@linkcode FerrousError};
 * anything else would be a bug.
 *
 * | Class | Means |
 * | --- | --- |
 * | {@linkcode CompileError} | the source is not Lua 5.1, or the serialized module is damaged |
 * | {@linkcode LinkError} | the module cannot be instantiated with these imports and options |
 * | {@linkcode LuaError} | the script raised an error that it did not catch |
 * | {@linkcode LimitError} | the script was stopped by a limit or an abort signal |
 * | {@linkcode MarshalError} | a value cannot cross between JS and Lua |
 * | {@linkcode UsageError} | the host used an instance in a way it does not allow |
 * | {@linkcode InternalError} | a fault of this library: please report it |
 *
 * @module
 */

import type { LuaOutput } from "./values.ts";

/** Base class of all errors this library throws. */
export class FerrousError extends Error {
  /** name of the class */
  override name = "FerrousError";
}

/** Where a {@linkcode CompileError} happened. */
export interface CompileErrorPosition {
  /** chunk name as messages show it, such as `script` */
  chunkName: string;
  /** 1-based line, 0 when there is none */
  line: number;
  /** 1-based byte column in that line, 0 when there is none */
  column: number;
  /** text of that line */
  sourceLine: string;
}

/** The source is not a Lua 5.1 chunk, or the bytes are not a serialized module. */
export class CompileError extends FerrousError implements CompileErrorPosition {
  /** name of the class */
  override name = "CompileError";
  /** chunk name as messages show it, such as `script` */
  readonly chunkName: string;
  /** 1-based line, 0 when there is none */
  readonly line: number;
  /** 1-based byte column in that line, 0 when there is none */
  readonly column: number;
  /** text of that line */
  readonly sourceLine: string;

  /** `message` is Lua's own, such as `script:1: '=' expected near 'x'`. */
  constructor(message: string, position: CompileErrorPosition) {
    super(message);
    this.chunkName = position.chunkName;
    this.line = position.line;
    this.column = position.column;
    this.sourceLine = position.sourceLine;
  }

  /** The source line with a caret under the place of the error; "" when there is no position. */
  get caret(): string {
    if (this.line === 0) return "";
    // tabs stay tabs, so that the caret stands below its character
    const indent = this.sourceLine.slice(0, Math.max(0, this.column - 1)).replace(/[^\t]/g, " ");
    return `${this.sourceLine}\n${indent}^`;
  }
}

/** The module cannot be instantiated with these imports and options. */
export class LinkError extends FerrousError {
  /** name of the class */
  override name = "LinkError";
}

/** One line of a Lua traceback. */
export interface LuaFrame {
  /** chunk name as messages show it; `[C]` for a host or library function */
  readonly source: string;
  /** current line, 0 if unknown */
  readonly line: number;
  /** name of the function as its caller wrote it, `main chunk`, or undefined */
  readonly name: string | undefined;
}

/** Parts of a {@linkcode LuaError} besides its value. */
export interface LuaErrorDetails {
  /** the message; derived from the value if absent */
  message?: string;
  /** the traceback as Lua prints it; empty if absent */
  traceback?: string;
  /** the exception of the host function that failed */
  cause?: unknown;
}

/**
 * An error a script raised and did not catch.
 *
 * A host function may throw one itself, `throw new LuaError(value)`, to raise any value in the script.
 *
 * @example
 * ```ts
 * import { instantiate, LuaError } from "../mod.ts";
 * try {
 *   instantiate(`error({ code = 7 })`).run();
 * } catch (error) {
 *   if (error instanceof LuaError) console.log(error.value); // { code: 7 }
 * }
 * ```
 */
export class LuaError extends FerrousError {
  /** name of the class */
  override name = "LuaError";
  /** the error value, converted as a result of a call would be */
  readonly value: LuaOutput;
  /** `stack traceback:` and its lines, as Lua prints it; "" when the error was not raised in a script */
  readonly traceback: string;

  /** An error with the given value; message and traceback are made from it if `details` gives none. */
  constructor(value: LuaOutput, details: LuaErrorDetails = {}) {
    super(
      details.message ?? messageOf(value),
      details.cause === undefined ? undefined : { cause: details.cause },
    );
    this.value = value;
    this.traceback = details.traceback ?? "";
  }

  /** The traceback's lines, innermost first. */
  get frames(): LuaFrame[] {
    return this.traceback.split("\n\t").slice(1).map(parseFrame);
  }
}

function messageOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return String(value);
  return `(error object is a ${luaTypeOf(value)} value)`;
}

function luaTypeOf(value: unknown): string {
  if (value === undefined || value === null) return "nil";
  if (typeof value === "function" || typeof value === "boolean") return typeof value;
  return value instanceof Uint8Array ? "string" : "table";
}

const POSITION = /^(.*?):(\d+): in (?:(main chunk)|function '(.*)'|function <.*>)$/s;
const NATIVE = /^\[C\]: in function '(.*)'$/s;

function parseFrame(line: string): LuaFrame {
  const position = POSITION.exec(line);
  if (position !== null) {
    return { source: position[1]!, line: Number(position[2]), name: position[3] ?? position[4] };
  }
  const native = NATIVE.exec(line);
  if (native !== null) return { source: "[C]", line: 0, name: native[1] };
  return { source: line.startsWith("[C]") ? "[C]" : line, line: 0, name: undefined };
}

/** What an instance has used so far. */
export interface Usage {
  /** steps of all runs: bytecode instructions and proportional charges of library functions */
  readonly steps: number;
  /** bytes the instance's live data is charged for */
  readonly memory: number;
  /** highest amount of live bytes seen */
  readonly peakMemory: number;
}

/** Which limit stopped a script. */
export type LimitKind = "steps" | "memory" | "depth" | "time" | "aborted" | "output" | "hostCalls";

/** A limit or an abort signal stopped the script. Scripts cannot catch it. */
export class LimitError extends FerrousError {
  /** name of the class */
  override name = "LimitError";
  /** the limit */
  readonly kind: LimitKind;
  /** what the instance had used */
  readonly usage: Usage;
  /** the Lua traceback of the place at which it stopped, "" if unknown */
  readonly traceback: string;

  /** `cause` is the reason of the abort signal, for `aborted`. */
  constructor(kind: LimitKind, message: string, usage: Usage, traceback: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.kind = kind;
    this.usage = usage;
    this.traceback = traceback;
  }
}

/** A value cannot cross the boundary between JS and Lua; the message says where in it and why. */
export class MarshalError extends FerrousError {
  /** name of the class */
  override name = "MarshalError";
}

/**
 * The host used an instance in a way it does not allow: it is dead or disposed, it is running already, a
 * value belongs to another instance, an option makes no sense.
 */
export class UsageError extends FerrousError {
  /** name of the class */
  override name = "UsageError";
}

/** A fault of this library. The instance is dead afterwards; `cause` is what went wrong. */
export class InternalError extends FerrousError {
  /** name of the class */
  override name = "InternalError";
}
