/**
 * A growing byte buffer that ends as a string of one char (0-255) per byte.
 *
 * The lexer collects the contents of strings with escapes here: appending to a JS string would build a
 * rope of one node per escape.
 *
 * @module
 */

const CHUNK = 4096;

/** Collects bytes; reusable after {@linkcode ByteBuffer.clear}. */
export class ByteBuffer {
  #bytes = new Uint8Array(256);
  #length = 0;

  /** Forgets the contents, keeps the capacity. */
  clear(): void {
    this.#length = 0;
  }

  /** Appends one byte. */
  push(byte: number): void {
    if (this.#length === this.#bytes.length) this.#grow(1);
    this.#bytes[this.#length++] = byte;
  }

  /** Appends `source[from .. to)`. */
  pushRange(source: string, from: number, to: number): void {
    const count = to - from;
    if (this.#length + count > this.#bytes.length) this.#grow(count);
    const bytes = this.#bytes;
    let at = this.#length;
    for (let i = from; i < to; i++) bytes[at++] = source.charCodeAt(i);
    this.#length = at;
  }

  /** The contents as a string. */
  toString(): string {
    let text = "";
    for (let i = 0; i < this.#length; i += CHUNK) {
      const piece = this.#bytes.subarray(i, Math.min(i + CHUNK, this.#length));
      text += String.fromCharCode.apply(null, piece as unknown as number[]);
    }
    return text;
  }

  #grow(extra: number): void {
    const bigger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + extra));
    bigger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = bigger;
  }
}

/**
 * A copy of `text` that does not keep the string it was sliced from alive. V8 copies slices below 13
 * chars anyway; longer ones would pin the whole source text for as long as a constant lives.
 */
export function detach(text: string): string {
  return text.length < 13 ? text : (" " + text).slice(1);
}
