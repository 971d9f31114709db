/**
 * Which functions of scripts are compiled to JavaScript.
 *
 * @module
 */

import type { Code } from "../vm/code.ts";
import { COLD } from "../vm/compiled/signals.ts";
import { compiledTierAvailable } from "../vm/compiled/build.ts";

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
  const { constants, upvalues, protos } = code.proto;
  const calls = constants.some((constant) => constant === "call" || constant === "pcall") ||
    upvalues.some(({ name }) => /call/i.test(name));
  if (calls) code.heat = -Infinity;
  for (let i = 0; i < protos.length; i++) keepInterpreted(code.child(i));
}
