/**
 * The command table with everything the embedded keyspace does.
 *
 * @module
 */

import { BITMAP_COMMANDS } from "./bitmaps.ts";
import { BITFIELD_COMMANDS } from "./bitfields.ts";
import { SORT_COMMANDS } from "./sort.ts";
import { OBJECT_COMMANDS } from "./objects.ts";
import { STREAM_COMMANDS } from "./streams.ts";
import { STREAM_READING_COMMANDS } from "./stream_reading.ts";
import { STREAM_GROUP_COMMANDS } from "./stream_groups.ts";
import { STREAM_INFO_COMMANDS } from "./stream_info.ts";
import { GEO_COMMANDS } from "./geo.ts";
import { DUMP_COMMANDS } from "./dump.ts";
import { HYPERLOGLOG_COMMANDS } from "./hyperloglog.ts";
import { STREAM_CLAIM_COMMANDS } from "./stream_claims.ts";
import { CommandTable } from "./command.ts";
import { EXPIRY_COMMANDS } from "./expiry.ts";
import { HASH_COMMANDS } from "./hashes.ts";
import { KEY_COMMANDS } from "./keys.ts";
import { LIST_COMMANDS } from "./lists.ts";
import { LIST_BLOCKING_COMMANDS } from "./lists_blocking.ts";
import { SCAN_COMMANDS } from "./scan.ts";
import { SERVER_COMMANDS } from "./server_commands.ts";
import { SET_COMMANDS } from "./sets.ts";
import { SORTED_SET_ALGEBRA_COMMANDS } from "./sorted_set_algebra.ts";
import { SORTED_SET_RANGE_COMMANDS } from "./sorted_set_ranges.ts";
import { SORTED_SET_COMMANDS } from "./sorted_sets.ts";
import { NUMBER_COMMANDS } from "./string_numbers.ts";
import { STRING_PART_COMMANDS } from "./string_parts.ts";
import { STRING_COMMANDS } from "./strings.ts";

let table: CommandTable | undefined;

/** The table all keyspaces share, made when it is first needed. */
export function commandTable(): CommandTable {
  if (table !== undefined) return table;
  table = new CommandTable();
  for (
    const commands of [
      STRING_COMMANDS,
      STRING_PART_COMMANDS,
      NUMBER_COMMANDS,
      HASH_COMMANDS,
      LIST_COMMANDS,
      LIST_BLOCKING_COMMANDS,
      SET_COMMANDS,
      SORTED_SET_COMMANDS,
      SORTED_SET_RANGE_COMMANDS,
      SORTED_SET_ALGEBRA_COMMANDS,
      KEY_COMMANDS,
      EXPIRY_COMMANDS,
      SCAN_COMMANDS,
      BITMAP_COMMANDS,
      BITFIELD_COMMANDS,
      SORT_COMMANDS,
      OBJECT_COMMANDS,
      STREAM_COMMANDS,
      STREAM_READING_COMMANDS,
      STREAM_GROUP_COMMANDS,
      STREAM_INFO_COMMANDS,
      GEO_COMMANDS,
      DUMP_COMMANDS,
      HYPERLOGLOG_COMMANDS,
      STREAM_CLAIM_COMMANDS,
      SERVER_COMMANDS,
    ]
  ) table.attach(commands);
  return table;
}
