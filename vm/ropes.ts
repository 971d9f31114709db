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

/** Results of several operands that are shorter than this are written out at once. */
const SHORT_RESULT = 256;

/** The concatenation of the strings from `first` to `last` of `values`, `length` chars together. */
export function joinedList(values: readonly unknown[], first: number, last: number, length: number): string {
  let text = values[first] as string;
  if (length < SHORT_RESULT) {
    for (let i = first + 1; i <= last; i++) text += values[i] as string;
    return written(text);
  }
  for (let i = first + 1; i <= last; i++) text = joined(text, values[i] as string);
  return text;
}

/** `a .. b`, written out. */
export function flat(a: string, b: string): string {
  return written(a + b);
}

/** Takes what is read: an engine may leave out a read that nothing depends on. */
const seen = new Uint16Array(1);

/**
 * `text`, written out if it is a rope. Reading a char does that, several times faster than joining an array;
 * what is left of the rope is its topmost node.
 */
export function written(text: string): string {
  seen[0] = text.charCodeAt(0);
  return text;
}

/** A rope of `parts` parts, written out if its nodes would outweigh it. */
export function settled(text: string, parts: number): string {
  return parts * HEAVY_PART <= text.length ? text : written(text);
}
