/**
 * Unpacking of LZF, which servers pack longer texts of dumped values with.
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
