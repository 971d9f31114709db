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
  return passes(total - short, total) ? flat(a, b) : a + b;
}

/** Whether a string that has grown from `before` to `total` chars is to be written out. */
function passes(before: number, total: number): boolean {
  // about 16 times between one power of two and the next
  const stride = total < 64 ? 4 : total < 128 ? 8 : 1 << (27 - Math.clz32(total));
  return (total & -stride) !== (before & -stride);
}

/** Chars for which a node and the piece it refers to, which nothing else may need, are not too heavy. */
const CHARS_OF_NODE = 19;

/** What is charged for a string besides its chars. */
const CHARS_OF_STRING = 24;

/**
 * `text`, just put together of pieces with `nodes` operators, written out if it weighed too much otherwise. The
 * longest piece has `longest` chars: one that is most of the text may be such a text itself, and so on, while others
 * at least double its length, so that what they weigh adds up to little.
 */
export function settled(text: string, nodes: number, longest: number): string {
  const { length } = text;
  if (length < ALWAYS_FLAT) return text;
  const light = 2 * longest <= length
    ? nodes * CHARS_OF_NODE <= CHARS_OF_STRING + length
    : nodes < 3 && !passes(longest, length);
  return light ? text : written(text);
}

/** `b .. c .. d .. e`, or without the last one; `length` chars together. */
export function joinedFew(b: string, c: string, d: string, e: string, length: number): string {
  if (length >= SHORT_RESULT) return joined(joined(joined(b, c), d), e);
  const first = b.length > c.length ? b.length : c.length;
  const second = d.length > e.length ? d.length : e.length;
  return settled(b + c + d + e, e === "" ? 2 : 3, first > second ? first : second);
}

/** Results of several operands that are shorter than this are put together as one. */
const SHORT_RESULT = 256;

/** The concatenation of the strings from `first` to `last` of `values`, `length` chars together. */
export function joinedList(values: readonly unknown[], first: number, last: number, length: number): string {
  let text = values[first] as string;
  if (length < SHORT_RESULT) {
    let longest = text.length;
    for (let i = first + 1; i <= last; i++) {
      const part = values[i] as string;
      if (part.length > longest) longest = part.length;
      text += part;
    }
    return settled(text, last - first, longest);
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
