/**
 * Constant folding, where Lua 5.1 folds.
 *
 * @module
 */

import { BINARY } from "./ast.ts";

/**
 * The value of `a op b` for an arithmetic operator of `BINARY`, or undefined where it must be computed at run
 * time: division by zero, results that are no number, and powers whose result depends on the library's `pow`.
 */
export function foldArithmetic(op: number, a: number, b: number): number | undefined {
  let result: number;
  switch (op) {
    case BINARY.ADD:
      result = a + b;
      break;
    case BINARY.SUB:
      result = a - b;
      break;
    case BINARY.MUL:
      result = a * b;
      break;
    case BINARY.DIV:
      if (b === 0) return undefined;
      result = a / b;
      break;
    case BINARY.MOD:
      if (b === 0) return undefined;
      result = a - Math.floor(a / b) * b;
      break;
    case BINARY.POW:
      result = a ** b;
      if (!isExactPower(a, b, result)) return undefined;
      break;
    default:
      return undefined;
  }
  return result === result ? result : undefined;
}

/** Whether any `pow` gives exactly `result`, so that the one the VM has need not be known here. */
function isExactPower(a: number, b: number, result: number): boolean {
  if (!Number.isInteger(b)) return false;
  if (a === 2) return Math.abs(b) <= 1022;
  return Number.isInteger(a) && b >= 0 && Number.isSafeInteger(result);
}
