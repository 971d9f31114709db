/**
 * Everything a keyspace holds, as text that can be compared.
 *
 * @module
 */

import { dumpValue } from "../../../redis/keyspace/dump.ts";
import type { Keyspace } from "../../../redis/keyspace/keyspace.ts";
import { encodingName } from "../../../redis/keyspace/objects.ts";
import { typeName } from "../../../redis/keyspace/keys.ts";
import { idText, MAX_ID } from "../../../redis/keyspace/stream_node.ts";
import { StreamValue } from "../../../redis/keyspace/stream_value.ts";
import { HashValue, SetValue, ZSetValue } from "../../../redis/keyspace/values.ts";

/** What a stream holds, but for when consumers last asked. */
function describeStream(stream: StreamValue): string {
  const entries = stream.range(0n, MAX_ID, Infinity, false).map(({ text, fields }) => text + fields.join());
  const groups = [...stream.groups.values()].map((group) => [
    group.name,
    idText(group.lastId),
    [...group.consumers.keys()].sort(),
    [...group.pending.from(0n)].map((one) => [idText(one.id), one.consumer.name]),
  ]);
  const { lastId, firstId, maxDeletedId, entriesAdded } = stream;
  return JSON.stringify([entries, groups.sort(), [lastId, firstId, maxDeletedId].map(idText), entriesAdded]);
}

/**
 * One line a key: database, key, type, encoding, time to live and payload. `ordered`: members of large collections
 * in the order they are kept; otherwise they are sorted, and encodings, which two histories of one content may leave
 * different, are left out.
 */
export function snapshot(keyspace: Keyspace, ordered: boolean): string[] {
  const lines: string[] = [];
  for (const db of keyspace.databases) {
    for (const entry of db.slots) {
      if (db.isExpired(entry)) continue;
      const { key, value, expire } = entry;
      let content: string;
      if (ordered) content = encodingName(value) + " " + dumpValue(value);
      else if (value instanceof SetValue) content = [...value.members].sort().join();
      else if (value instanceof ZSetValue) {
        content = value.dict.keys.map((member, i) => member + "=" + value.dict.values[i]).sort().join();
      } else if (value instanceof HashValue) {
        const { fields } = value;
        content = fields.keys.map((field, i) => field + "=" + fields.values[i]).sort().join();
      } else if (value instanceof StreamValue) content = describeStream(value);
      else content = dumpValue(value);
      lines.push(`${db.index} ${key} ${typeName(value)} ${expire} ${content}`);
    }
  }
  return ordered ? lines : lines.sort();
}
