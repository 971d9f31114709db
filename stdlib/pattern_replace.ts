/**
 * Replacing all matches of a simple pattern by one text with the engine's regular expressions, which make the result
 * at once, without pieces to be collected later.
 *
 * Only for patterns that match text of their own, one char of a set, or a run of such chars: what a regular
 * expression does for those takes time in proportion to the subject.
 *
 * @module
 */

import { type Program, Shape } from "./pattern_match.ts";

/** Longest subject: the engine takes note of all matches first, in no account. */
const MAX_SUBJECT = 1 << 14;

const expressions = new WeakMap<Program, RegExp>();

/** Whether {@linkcode replaceAll} does it. */
export function isReplaceable(program: Program, subject: string): boolean {
  return program.shape !== Shape.General && !program.anchored && subject.length <= MAX_SUBJECT;
}

/** `subject` with all matches of the program replaced. */
export function replaceAll(program: Program, subject: string, replacement: string): string {
  let expression = expressions.get(program);
  if (expression === undefined) expressions.set(program, expression = expressionOf(program));
  return subject.replace(
    expression,
    replacement.includes("$") ? replacement.replaceAll("$", "$$$$") : replacement,
  );
}

/** All chars are written by their codes: nothing in a pattern means anything else. */
function expressionOf({ shape, prefix, first }: Program): RegExp {
  let source = "";
  if (shape === Shape.Text) {
    for (let i = 0; i < prefix.length; i++) source += escaped(prefix.charCodeAt(i));
    return new RegExp(source, "g");
  }
  for (let c = 0; c < 256; c++) {
    if (first![c] !== 1) continue;
    const begin = c;
    while (c < 255 && first![c + 1] === 1) c++;
    source += begin === c ? escaped(c) : `${escaped(begin)}-${escaped(c)}`;
  }
  return new RegExp(`[${source}]${shape === Shape.Run ? "+" : ""}`, "g");
}

function escaped(code: number): string {
  return "\\x" + (code + 256).toString(16).slice(1);
}
