/**
 * Arguments that name one of a fixed set of options.
 *
 * @module
 */

import type { Runtime } from "../vm/runtime.ts";
import type { Value } from "../vm/value.ts";
import { checkString } from "./lib.ts";

/** `luaL_checkoption`: argument `n` as one of `options`; absent or nil means `otherwise`, if given. */
export function checkOption<T extends string>(
  rt: Runtime,
  value: Value,
  n: number,
  otherwise: T | undefined,
  options: readonly T[],
): T {
  if (value === undefined && otherwise !== undefined) return otherwise;
  const given = cString(checkString(rt, value, n));
  for (const option of options) if (option === given) return option;
  return rt.argError(n, `invalid option '${given}'`);
}

/** What C sees of a string: the part before its first NUL. */
export function cString(text: string): string {
  const end = text.indexOf("\0");
  return end < 0 ? text : text.slice(0, end);
}
