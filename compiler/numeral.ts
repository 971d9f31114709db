/**
 * The value of a numeral's text, as C's `strtod` and Lua 5.1's hexadecimal fallback read it.
 *
 * @module
 */

/**
 * The value of a numeral as the lexer delimits it (it starts with a digit or a dot and a digit, and holds no
 * space), or undefined when it is malformed: `3x`, `1..2`, `0x`, `1e`.
 */
export function parseNumeral(text: string): number | undefined {
  const second = text.charCodeAt(1) | 32;
  if (text.charCodeAt(0) === 48 && second === 120) return parseHexadecimal(text); // 0x
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    const fits = (c >= 48 && c <= 57) || c === 46 || (c | 32) === 101 || c === 43 || c === 45;
    if (!fits) return undefined; // what Number() would take besides: 0b1, 0o7
  }
  const value = Number(text);
  return value === value ? value : undefined;
}

/** `0x` hex digits, with the binary exponent (`p` digits) that glibc's `strtod` accepts. */
function parseHexadecimal(text: string): number | undefined {
  let end = 2;
  while (isHexDigit(text.charCodeAt(end))) end++;
  if (end === 2) return undefined;
  const mantissa = Number(text.slice(0, end));
  if (end === text.length) return mantissa;
  if ((text.charCodeAt(end) | 32) !== 112 || end + 1 === text.length) return undefined; // p
  for (let i = end + 1; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c < 48 || c > 57) return undefined;
  }
  if (mantissa === 0) return 0;
  return mantissa * 2 ** Number(text.slice(end + 1));
}

function isHexDigit(c: number): boolean {
  return (c >= 48 && c <= 57) || ((c | 32) >= 97 && (c | 32) <= 102);
}
