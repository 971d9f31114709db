/**
 * Errors and statistics as the command line prints them.
 *
 * @module
 */

import { CompileError, FerrousError, type Instance, LimitError, LuaError } from "../mod.ts";
import { stderr } from "./output.ts";
import { PROGRAM } from "./setup.ts";

/** The text for an error of a script, as `lua5.1` words it: message and traceback. Undefined for `error(nil)`. */
export function errorText(error: unknown): string | undefined {
  if (error instanceof LuaError) {
    if (error.value === undefined && error.message.endsWith("a nil value)")) return undefined;
    const isText = error.traceback !== "" && !error.message.startsWith("(error object is");
    return isText ? `${error.message}\n${error.traceback}` : "(error object is not a string)";
  }
  if (error instanceof LimitError) {
    // only Ctrl-C at the prompt aborts
    const message = error.kind === "aborted" ? "interrupted!" : error.message;
    return error.traceback === "" ? message : `${message}\n${error.traceback}`;
  }
  if (error instanceof CompileError || error instanceof FerrousError) return error.message;
  throw error;
}

const encoder = new TextEncoder();

/**
 * The bytes the stand-alone interpreter called `program` writes for an error: like C, it stops at a NUL.
 * Undefined for `error(nil)`.
 */
export function errorBytes(error: unknown, program: string): Uint8Array | undefined {
  const text = errorText(error);
  if (text === undefined) return undefined;
  let bytes = encoder.encode(text);
  if (error instanceof LuaError && error.value instanceof Uint8Array && error.traceback !== "") {
    // not UTF-8, so the message shows it only in part
    bytes = joined([error.value, encoder.encode(`\n${error.traceback}`)]);
  }
  const end = bytes.indexOf(0);
  return joined([
    encoder.encode(`${program}: `),
    end < 0 ? bytes : bytes.subarray(0, end),
    encoder.encode("\n"),
  ]);
}

function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(pieces.reduce((size, piece) => size + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

/** Prints an error of a script, nothing for `error(nil)`, and returns the exit code for it. */
export function reportError(error: unknown): number {
  const bytes = errorBytes(error, PROGRAM);
  if (bytes !== undefined) stderr.writeSync(bytes);
  return 1;
}

/** Prints what a run used. */
export function reportStats(instance: Instance, milliseconds: number): void {
  const { steps, memory, peakMemory } = instance.usage;
  stderr.print(
    `steps ${steps}\nmemory ${kilobytes(memory)} KB, peak ${kilobytes(peakMemory)} KB\n` +
      `time ${milliseconds.toFixed(1)} ms\n`,
  );
}

function kilobytes(bytes: number): string {
  return (bytes / 1024).toFixed(1);
}
