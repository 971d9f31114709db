/**
 * Serialized modules whose functions nest as deep as one likes, made without recursion.
 *
 * @module
 */

import { ByteWriter, crc32 } from "../../compiler/byte_stream.ts";
import { FORMAT_VERSION } from "../../compiler/opcodes.ts";

/** `RETURN` of no values. */
const RETURN = 60;

/** The bytes of a module of `depth` functions, each inside the one before. */
export function nestedModule(depth: number): Uint8Array {
  const body = new ByteWriter();
  body.string("deep");
  body.string("=deep");
  for (let i = 1; i <= depth; i++) {
    for (const number of [0, 0, 0]) body.int(number); // lines, parameters
    body.u8(1); // vararg
    body.int(2); // registers
    body.int(1);
    body.u32(RETURN);
    body.int(0); // line
    for (const count of [0, 0, 0, 0]) body.int(count); // constants, sites, upvalues, locals
    body.int(i < depth ? 1 : 0);
  }
  const content = body.finish();
  const out = new ByteWriter();
  for (const byte of [0x1b, 0x46, 0x4c, 0x4d, FORMAT_VERSION]) out.u8(byte);
  out.u32(crc32(content));
  out.u32(content.length);
  out.bytes(content);
  return out.finish();
}
