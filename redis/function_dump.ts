/**
 * Libraries of functions as `FUNCTION DUMP` writes and `FUNCTION RESTORE` reads them: a version and a checksum behind
 * the source of each.
 *
 * @module
 */

import { BadData, ByteReader } from "./keyspace/byte_reader.ts";
import { crc64 } from "./keyspace/crc64.ts";
import { littleEndian } from "./keyspace/listpack.ts";
import { decodeText } from "./keyspace/rdb_read.ts";
import { encodeText, RDB_VERSION } from "./keyspace/rdb_write.ts";
import { ErrorReply } from "./reply.ts";

/** The byte in front of a library's source. */
const LIBRARY = 245;

/** Bytes of version and checksum. */
const FOOTER = 10;

const BAD_CHECKSUM = new ErrorReply("ERR DUMP payload version or checksum are wrong");

/** The payload of libraries with the given sources. */
export function dumpLibraries(sources: readonly string[]): string {
  let body = "";
  for (const source of sources) body += String.fromCharCode(LIBRARY) + encodeText(source);
  body += littleEndian(RDB_VERSION, 2);
  return body + crc64(body);
}

/** The sources in a payload; an {@linkcode ErrorReply} for what is none. */
export function librariesOf(payload: string): string[] | ErrorReply {
  const end = payload.length - FOOTER;
  if (end < 0) return BAD_CHECKSUM;
  const version = payload.charCodeAt(end) | payload.charCodeAt(end + 1) << 8;
  if (version > RDB_VERSION || crc64(payload.slice(0, end + 2)) !== payload.slice(end + 2)) {
    return BAD_CHECKSUM;
  }
  const reader = new ByteReader(payload, 0, end);
  const sources: string[] = [];
  try {
    while (reader.left > 0) {
      if (reader.byte() !== LIBRARY) return new ErrorReply("ERR given type is not a function");
      sources.push(decodeText(reader));
    }
  } catch (error) {
    if (error instanceof BadData) return new ErrorReply("ERR Failed loading library data");
    throw error;
  }
  return sources;
}
