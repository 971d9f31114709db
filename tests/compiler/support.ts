/** What the compiler's tests share: byte strings, compiling, and catching faults that are no `Error`. */

import { compileChunk } from "../../compiler/compile.ts";
import { disassemble } from "../../compiler/disassemble.ts";
import { ModuleFault, SyntaxFault } from "../../compiler/errors.ts";
import type { FunctionProto } from "../../compiler/proto.ts";

/** Compiles under the chunk name `=t`. */
export function compile(source: string): FunctionProto {
  return compileChunk(source, "=t");
}

/** The instructions of a listing alone: without headers, upvalues, variables, word indexes and lines. */
export function instructions(source: string): string[] {
  return disassemble(compile(source)).split("\n")
    .map((line) => /^\s+\d+ \[\d+\] (.*)$/.exec(line)?.[1] ?? (line.startsWith("function") ? "--" : ""))
    .filter((line) => line !== "").slice(1);
}

/** The `SyntaxFault` that `action` throws. */
export function syntaxFault(action: () => unknown): SyntaxFault {
  try {
    action();
  } catch (fault) {
    if (fault instanceof SyntaxFault) return fault;
    throw fault;
  }
  throw new Error("no syntax fault");
}

/** The message of the `ModuleFault` that `action` throws, undefined when it throws nothing. */
export function moduleFault(action: () => unknown): string | undefined {
  try {
    action();
  } catch (fault) {
    if (fault instanceof ModuleFault) return fault.message;
    throw fault;
  }
  return undefined;
}

/** Names `a0`, `a1`, ... joined by `separator`. */
export function names(count: number, separator = ","): string {
  return Array.from({ length: count }, (_, i) => `a${i}`).join(separator);
}
