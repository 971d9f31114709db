/**
 * The checksum of dumped values: CRC-64 with the polynomial of Jones, reflected.
 *
 * 64 bits are kept as two 32-bit halves, which is much faster than `bigint`.
 *
 * @module
 */

const POLY_HIGH = 0x95ac9329;
const POLY_LOW = 0xac4bc9b5;

let table: { high: Int32Array; low: Int32Array } | undefined;

function makeTable(): { high: Int32Array; low: Int32Array } {
  const high = new Int32Array(256);
  const low = new Int32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    let h = 0;
    let l = byte;
    for (let bit = 0; bit < 8; bit++) {
      const odd = (l & 1) !== 0;
      l = l >>> 1 | h << 31;
      h >>>= 1;
      if (odd) {
        h ^= POLY_HIGH;
        l ^= POLY_LOW;
      }
    }
    high[byte] = h;
    low[byte] = l;
  }
  return { high, low };
}

/** The checksum of a string with one char a byte, as eight chars, lowest byte first. */
export function crc64(text: string): string {
  table ??= makeTable();
  let h = 0;
  let l = 0;
  for (let i = 0; i < text.length; i++) {
    const index = (l ^ text.charCodeAt(i)) & 255;
    l = (l >>> 8 | h << 24) ^ table.low[index]!;
    h = h >>> 8 ^ table.high[index]!;
  }
  return String.fromCharCode(
    l & 255,
    l >> 8 & 255,
    l >> 16 & 255,
    l >>> 24,
    h & 255,
    h >> 8 & 255,
    h >> 16 & 255,
    h >>> 24,
  );
}
