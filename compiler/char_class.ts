/**
 * Character classes as C's "C" locale has them, which stock `lua5.1` runs in.
 *
 * @module
 */

/** Letters and the underscore. */
export const ALPHA = 1;
/** Decimal digits. */
export const DIGIT = 2;

/** The class of each byte, 0 for all others. */
export const CLASS: Uint8Array = (() => {
  const table = new Uint8Array(256);
  for (let c = 0; c < 256; c++) {
    if ((c >= 65 && c <= 90) || (c >= 97 && c <= 122) || c === 95) table[c] = ALPHA;
    else if (c >= 48 && c <= 57) table[c] = DIGIT;
  }
  return table;
})();

/** Whether `c` is a newline or carriage return. */
export function isNewline(c: number): boolean {
  return c === 10 || c === 13;
}

/** The byte that `\c` stands for. */
export function simpleEscape(c: number): number {
  switch (c) {
    case 97: // a
      return 7;
    case 98: // b
      return 8;
    case 102: // f
      return 12;
    case 110: // n
      return 10;
    case 114: // r
      return 13;
    case 116: // t
      return 9;
    case 118: // v
      return 11;
    default:
      return c;
  }
}
