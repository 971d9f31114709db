/**
 * Ziplists and zipmaps, which stand in values dumped by servers before version 7: reading only.
 *
 * @module
 */

import { BadData, ByteReader } from "./byte_reader.ts";

/** The entries of a ziplist as texts. @throws {BadData} for what is none */
export function decodeZiplist(bytes: string): string[] {
  const reader = new ByteReader(bytes);
  if (reader.unsigned(4) !== bytes.length) throw new BadData();
  reader.unsigned(4);
  const count = reader.unsigned(2);
  const out: string[] = [];
  for (;;) {
    const previous = reader.byte();
    if (previous === 0xff) break;
    if (previous === 0xfe) reader.unsigned(4);
    out.push(entry(reader, reader.byte()));
  }
  if (reader.left !== 0 || count !== 65535 && count !== out.length) throw new BadData();
  return out;
}

function entry(reader: ByteReader, first: number): string {
  switch (first & 0xc0) {
    case 0x00:
      return reader.take(first & 63);
    case 0x40:
      return reader.take((first & 63) << 8 | reader.byte());
    case 0x80: {
      let length = 0;
      for (let i = 0; i < 4; i++) length = length * 256 + reader.byte();
      return reader.take(length);
    }
  }
  const sizes: Record<number, number> = { 0xc0: 2, 0xd0: 4, 0xe0: 8, 0xf0: 3, 0xfe: 1 };
  const size = sizes[first];
  if (size !== undefined) return "" + reader.signed(size);
  if (first >= 0xf1 && first <= 0xfd) return "" + ((first & 15) - 1);
  throw new BadData();
}

/** Keys and values in turn of a zipmap. @throws {BadData} for what is none */
export function decodeZipmap(bytes: string): string[] {
  const reader = new ByteReader(bytes);
  reader.byte();
  const out: string[] = [];
  const length = (first: number) => {
    if (first === 255) throw new BadData();
    return first < 254 ? first : reader.unsigned(4);
  };
  for (let first = reader.byte(); first !== 0xff; first = reader.byte()) {
    out.push(reader.take(length(first)));
    const size = length(reader.byte());
    const unused = reader.byte();
    out.push(reader.take(size));
    reader.take(unused);
  }
  return out;
}
