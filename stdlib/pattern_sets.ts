/**
 * Sets of characters as tables of 256 entries, 1 for a member: the classes of Lua patterns (Lua 5.1 §5.4.1).
 *
 * The sets given out are shared and must not be written to.
 *
 * @module
 */

/** Set of every character. */
export const ALL = new Uint8Array(256).fill(1);

/** Set of no character. */
export const EMPTY = new Uint8Array(256);

const singles: (Uint8Array | undefined)[] = new Array(256);

/** The set of one character. */
export function singleSet(c: number): Uint8Array {
  let set = singles[c];
  if (set === undefined) {
    set = new Uint8Array(256);
    set[c] = 1;
    singles[c] = set;
  }
  return set;
}

function setWhere(test: (c: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, c) => (test(c) ? 1 : 0));
}

/** Whether `c` is the code of a decimal digit. */
export function isDigit(c: number): boolean {
  return c >= 48 && c <= 57;
}

const isUpper = (c: number) => c >= 65 && c <= 90;
const isLower = (c: number) => c >= 97 && c <= 122;

const isAlnum = (c: number) => isUpper(c) || isLower(c) || isDigit(c);

/** The classes `%a` `%c` ... of the C locale, by letter; upper case is the complement. */
const CLASSES: (Uint8Array | undefined)[] = new Array(128);
for (
  const [letter, test] of [
    ["a", (c) => isUpper(c) || isLower(c)],
    ["c", (c) => c < 32 || c === 127],
    ["d", isDigit],
    ["l", isLower],
    ["p", (c) => c > 32 && c < 127 && !isAlnum(c)],
    ["s", (c) => c === 32 || c >= 9 && c <= 13],
    ["u", isUpper],
    ["w", isAlnum],
    ["x", (c) => isDigit(c) || c >= 65 && c <= 70 || c >= 97 && c <= 102],
    ["z", (c) => c === 0],
  ] as [string, (c: number) => boolean][]
) {
  const code = letter.charCodeAt(0);
  CLASSES[code] = setWhere(test);
  CLASSES[code - 32] = setWhere((c) => !test(c));
}

/** What `%` followed by `c` matches: a class, or the character itself. */
export function escapedSet(c: number): Uint8Array {
  return (c < 128 ? CLASSES[c] : undefined) ?? singleSet(c);
}

/** Whether two sets have a character in common. */
export function meet(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 0; i < 256; i++) if ((a[i]! & b[i]!) === 1) return true;
  return false;
}

/** The characters of either set. */
export function union(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a === b || a === ALL || b === EMPTY) return a;
  const set = new Uint8Array(a);
  for (let i = 0; i < 256; i++) set[i]! |= b[i]!;
  return set;
}

/** The characters of both sets. */
export function intersection(a: Uint8Array, b: Uint8Array): Uint8Array {
  const set = new Uint8Array(a);
  for (let i = 0; i < 256; i++) set[i]! &= b[i]!;
  return set;
}
