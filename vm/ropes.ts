/**
 * Concatenation that does not build ropes heavier than their text.
 *
 * V8 makes `a + b` a node of 32 bytes that refers to both, until somebody reads it. A string grown a char at a
 * time would weigh 32 times what it is charged for, so every so often the result is written out flat: often
 * enough that the nodes of a string weigh at most about three times its bytes, seldom enough that growing a
 * string to n bytes copies a small multiple of n.
 *
 * @module
 */

/** A part at least this long outweighs its node. */
const HEAVY_PART = 16;

/** V8 writes shorter results out by itself. */
const ALWAYS_FLAT = 13;

/** `a .. b`. */
export function joined(a: string, b: string): string {
  const short = a.length < b.length ? a.length : b.length;
  const total = a.length + b.length;
  if (short >= HEAVY_PART || total < ALWAYS_FLAT) return a + b;
  // about 16 times between one power of two and the next
  const stride = total < 128 ? 4 : 1 << (27 - Math.clz32(total));
  return (total & -stride) === ((total - short) & -stride) ? a + b : flat(a, b);
}

/** `a .. b`, written out. */
export function flat(a: string, b: string): string {
  return a.length + b.length < ALWAYS_FLAT ? a + b : [a, b].join("");
}

/** A rope of `parts` parts, written out if its nodes would outweigh it. */
export function settled(text: string, parts: number): string {
  if (text.length < ALWAYS_FLAT || parts * HEAVY_PART <= text.length) return text;
  const middle = text.length >>> 1;
  return flat(text.slice(0, middle), text.slice(middle));
}
