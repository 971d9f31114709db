/**
 * Reading binary data from a string with one char a byte: the one place that checks bounds.
 *
 * @module
 */

/** Data that is not what it should be. */
export class BadData extends Error {}

/** Reads from the front of a string. */
export class ByteReader {
  readonly #text: string;
  #at: number;
  readonly #end: number;

  /** Reads `text` from `start` up to, not including, `end`. */
  constructor(text: string, start: number = 0, end: number = text.length) {
    this.#text = text;
    this.#at = start;
    this.#end = end;
  }

  /** Bytes left. */
  get left(): number {
    return this.#end - this.#at;
  }

  /** The next byte. @throws {BadData} at the end */
  byte(): number {
    if (this.#at >= this.#end) throw new BadData();
    return this.#text.charCodeAt(this.#at++);
  }

  /** The next `count` bytes. @throws {BadData} when there are fewer */
  take(count: number): string {
    if (count > this.left) throw new BadData();
    this.#at += count;
    return this.#text.slice(this.#at - count, this.#at);
  }

  /** An unsigned integer of `size` bytes, at most 6, lowest byte first. @throws {BadData} at the end */
  unsigned(size: number): number {
    let value = 0;
    for (let i = 0, scale = 1; i < size; i++, scale *= 256) value += this.byte() * scale;
    return value;
  }

  /** A signed integer of `size` bytes, at most 8, lowest byte first. @throws {BadData} at the end */
  signed(size: number): bigint {
    let value = 0n;
    for (let i = 0; i < size; i++) value |= BigInt(this.byte()) << BigInt(8 * i);
    return BigInt.asIntN(8 * size, value);
  }

  /** An unsigned integer of 8 bytes, highest byte first. @throws {BadData} at the end */
  bigEndian64(): bigint {
    let value = 0n;
    for (let i = 0; i < 8; i++) value = value << 8n | BigInt(this.byte());
    return value;
  }

  /** A double, lowest byte first. @throws {BadData} at the end */
  double(): number {
    const bytes = new DataView(new ArrayBuffer(8));
    for (let i = 0; i < 8; i++) bytes.setUint8(i, this.byte());
    return bytes.getFloat64(0, true);
  }
}
