/**
 * LZF, which servers pack longer texts of dumped values with.
 *
 * Packed are runs of literal bytes (a byte below 32: one less than their number) and repetitions of what was up to
 * 8,192 bytes before (length and distance in two or three bytes). Which repetitions are found follows from the hash
 * of three bytes that servers use, so that payloads are the same bytes.
 *
 * @module
 */

import { BadData } from "./byte_reader.ts";
import { bytesToText } from "./raw_string.ts";

/** The `size` bytes that were packed. @throws {BadData} when that is not what comes out */
export function unpackLzf(packed: string, size: number): string {
  // no byte can stand for more than 132 others
  if (size > packed.length * 264) throw new BadData();
  const out = new Uint8Array(size);
  let to = 0;
  for (let at = 0; at < packed.length;) {
    const control = packed.charCodeAt(at++);
    if (control < 32) {
      const end = at + control + 1;
      if (end > packed.length || to + control + 1 > size) throw new BadData();
      while (at < end) out[to++] = packed.charCodeAt(at++);
      continue;
    }
    let length = control >> 5;
    if (length === 7) {
      if (at >= packed.length) throw new BadData();
      length += packed.charCodeAt(at++);
    }
    if (at >= packed.length) throw new BadData();
    let from = to - ((control & 31) << 8) - packed.charCodeAt(at++) - 1;
    length += 2;
    if (from < 0 || to + length > size) throw new BadData();
    for (; length > 0; length--) out[to++] = out[from++]!;
  }
  if (to !== size) throw new BadData();
  return bytesToText(out);
}

const HASH_BITS = 16;
const MAX_LITERALS = 32;
const MAX_DISTANCE = 8192;
const MAX_REPEAT = 264;
/** Where three bytes with this hash began last, plus 1; made when it is first needed. */
let slots: Int32Array | undefined = undefined;

/** The slot of the last three of the bytes in `h`. */
function slotOf(h: number): number {
  return ((h >>> 24 - HASH_BITS) - Math.imul(h, 5)) & (1 << HASH_BITS) - 1;
}

/** Writes packed bytes: runs of literals are counted in a byte in front, for which room is left. */
class Packer {
  private at = 1;
  private literals = 0;

  constructor(private readonly out: Uint8Array) {}

  /** Adds a byte; false when there is no room. */
  literal(byte: number): boolean {
    if (this.at >= this.out.length) return false;
    this.out[this.at++] = byte;
    if (++this.literals === MAX_LITERALS) {
      this.endRun();
      this.at++;
    }
    return true;
  }

  /** Adds the repetition of `length` bytes that began `distance` + 1 bytes ago; false when there is no room. */
  repeat(length: number, distance: number): boolean {
    const { out } = this;
    const gone = this.literals === 0 ? 1 : 0;
    if (this.at - gone + 4 >= out.length) return false;
    this.endRun();
    this.at -= gone;
    const code = length - 2;
    if (code < 7) out[this.at++] = distance >> 8 | code << 5;
    else {
      out[this.at++] = distance >> 8 | 7 << 5;
      out[this.at++] = code - 7;
    }
    out[this.at++] = distance & 255;
    this.at++;
    return true;
  }

  private endRun(): void {
    if (this.literals > 0) this.out[this.at - this.literals - 1] = this.literals - 1;
    this.literals = 0;
  }

  /** Whether there is room for the last bytes. */
  get roomForEnd(): boolean {
    return this.at + 3 <= this.out.length;
  }

  /** How many bytes were written. */
  finish(): number {
    const empty = this.literals === 0;
    this.endRun();
    return empty ? this.at - 1 : this.at;
  }
}

/** A text packed, if that saves at least four bytes. */
export function packLzf(text: string): string | undefined {
  const end = text.length;
  if (end <= 4) return undefined;
  const data = new Uint8Array(end);
  for (let i = 0; i < end; i++) data[i] = text.charCodeAt(i);
  const out = new Uint8Array(end - 4);
  const packer = new Packer(out);
  const known = slots ??= new Int32Array(1 << HASH_BITS);
  known.fill(0);
  let at = 0;
  let hash = data[0]! << 8 | data[1]!;
  while (at < end - 2) {
    hash = hash << 8 | data[at + 2]!;
    const slot = slotOf(hash);
    const from = known[slot]! - 1;
    known[slot] = at + 1;
    const distance = at - from - 1;
    // the very first byte is never referred to
    const same = from > 0 && distance < MAX_DISTANCE && data[from] === data[at] &&
      data[from + 1] === data[at + 1] && data[from + 2] === data[at + 2];
    if (!same) {
      if (!packer.literal(data[at++]!)) return undefined;
      continue;
    }
    const most = Math.min(MAX_REPEAT, end - at - 2);
    let length = 3;
    // servers look at sixteen bytes at once where there are more, be it two beyond the most
    const sure = most > 16 ? 18 : 2;
    while ((length <= sure || length < most) && data[from + length] === data[at + length]) length++;
    if (!packer.repeat(length, distance)) return undefined;
    at += length;
    if (at >= end - 2) break;
    // of what was repeated, the last two places are remembered
    hash = data[at - 2]! << 8 | data[at - 1]!;
    for (let place = at - 2; place < at; place++) {
      hash = hash << 8 | data[place + 2]!;
      known[slotOf(hash)] = place + 1;
    }
  }
  if (!packer.roomForEnd) return undefined;
  while (at < end) packer.literal(data[at++]!);
  return bytesToText(out.subarray(0, packer.finish()));
}
