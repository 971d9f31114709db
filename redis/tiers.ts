/**
 * Which functions of scripts are compiled to JavaScript.
 *
 * @module
 */

import type { Code } from "../vm/code.ts";
import { COLD } from "../vm/compiled/signals.ts";
import { compiledTierAvailable } from "../vm/compiled/build.ts";
import { decodeAt } from "../vm/compiled/decode.ts";

/** Calls and jumps back before compiling a function pays. */
const WARM = 200;

/** Calls and jumps back after which a function is compiled; `COLD`: never. */
export function hotness(tier: "auto" | "interpreter" = "auto"): number {
  return tier === "interpreter" || !compiledTierAvailable() ? COLD : WARM;
}

/**
 * Keeps functions that call commands from being compiled: each call would leave the compiled code and enter it
 * again. Nesting is bounded by the parser.
 */
export function keepInterpreted(code: Code): void {
  const { upvalues, protos } = code.proto;
  if (callsCommands(code) || upvalues.some(({ name }) => /call/i.test(name))) code.heat = -Infinity;
  for (let i = 0; i < protos.length; i++) keepInterpreted(code.child(i));
}

/** Whether a function reads `call` or `pcall` of some table; the global `pcall` may well be compiled. */
function callsCommands({ code, sites }: Code): boolean {
  for (let pc = 0; pc < code.length;) {
    const { op, d, next } = decodeAt(code, pc);
    const key = op === 13 || op === 16 ? sites[d]!.key : "";
    if (key === "call" || key === "pcall") return true;
    pc = next;
  }
  return false;
}
