/**
 * Sizes of listpack elements: how many bytes a server would use, which decides where nodes of streams end.
 *
 * @module
 */

import { parseInteger } from "./numbers.ts";

/** bytes around the elements of a listpack: header and end */
export const LISTPACK_OVERHEAD: number = 7;

function withLength(size: number): number {
  if (size <= 127) return size + 1;
  if (size < 16383) return size + 2;
  if (size < 2097151) return size + 3;
  return size < 268435455 ? size + 4 : size + 5;
}

/** Bytes of an integer. */
export function integerSize(value: number | bigint): number {
  if (value >= 0 && value <= 127) return 2;
  if (value >= -4096 && value <= 4095) return 3;
  if (value >= -32768 && value <= 32767) return 4;
  if (value >= -8388608 && value <= 8388607) return 5;
  if (value >= -2147483648 && value <= 2147483647) return 6;
  return 10;
}

/** Bytes of a text; one that spells an integer is kept as one. */
export function textSize(text: string): number {
  const length = text.length;
  if (length <= 20) {
    const value = parseInteger(text);
    if (value !== undefined) return integerSize(value);
  }
  if (length < 64) return withLength(length + 1);
  return withLength(length < 4096 ? length + 2 : length + 5);
}
