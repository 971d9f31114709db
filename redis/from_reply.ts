/**
 * Replies as Lua values: what `redis.call` returns.
 *
 * | Reply | RESP2 | after `redis.setresp(3)` |
 * | --- | --- | --- |
 * | integer, bulk | number, string | same |
 * | status | `{ok=s}` | same |
 * | null | `false` | nil |
 * | map, set | flat table | `{map=...}`, `{set=...}` |
 * | double, big number, verbatim | string | `{double=n}`, `{big_number=s}`, `{verbatim_string=...}` |
 * | boolean | 1 or 0 | boolean |
 *
 * @module
 */

import { LuaThrow } from "../vm/errors.ts";
import type { Runtime } from "../vm/runtime.ts";
import type { LuaTable } from "../vm/table.ts";
import type { Value } from "../vm/value.ts";
import {
  BigNumberReply,
  DoubleReply,
  ErrorReply,
  MapReply,
  NullArray,
  type Reply,
  SetReply,
  Status,
  VerbatimReply,
} from "./reply.ts";
import { formatGeneral } from "../stdlib/format_number.ts";
import { normalizedError } from "./error_text.ts";

/** How deep replies may be nested; no command comes near it. */
const MAX_DEPTH = 100;

/** A table with one field. */
export function fieldTable(rt: Runtime, name: string, value: Value): LuaTable {
  const table = rt.newTable();
  table.setString(rt.heap, name, value);
  return table;
}

/** The table a failed command gives. */
export function errorTable(rt: Runtime, error: ErrorReply): LuaTable {
  const table = rt.newTable();
  const text = normalizedError("-" + error.text);
  rt.heap.chargeString(text.length);
  table.setString(rt.heap, "err", text);
  table.setString(rt.heap, "ignore_error_stats_update", true);
  return table;
}

function text(rt: Runtime, value: string): string {
  rt.chargeString(value.length);
  return value;
}

function listTable(rt: Runtime, items: readonly Reply[], resp: 2 | 3, depth: number): LuaTable {
  const n = items.length;
  rt.charge(n >>> 1);
  const table = rt.newTable(n);
  const { heap } = rt;
  for (let i = 0; i < n; i++) table.setNumber(heap, i + 1, fromReply(rt, items[i]!, resp, depth + 1));
  return table;
}

// Maps and sets are made without a size, as on the server: how a table has grown shows in the order of its keys.

function mapTable(rt: Runtime, flat: readonly Reply[], resp: 2 | 3, depth: number): LuaTable {
  rt.charge(flat.length);
  const table = rt.newTable();
  for (let i = 0; i + 1 < flat.length; i += 2) {
    const key = fromReply(rt, flat[i]!, resp, depth + 1);
    if (key === undefined) throw new LuaThrow("table index is nil");
    table.set(rt.heap, key, fromReply(rt, flat[i + 1]!, resp, depth + 1));
  }
  return fieldTable(rt, "map", table);
}

function setTable(rt: Runtime, items: readonly Reply[], resp: 2 | 3, depth: number): LuaTable {
  rt.charge(items.length);
  const table = rt.newTable();
  for (const item of items) {
    const key = fromReply(rt, item, resp, depth + 1);
    if (key === undefined) throw new LuaThrow("table index is nil");
    table.set(rt.heap, key, true);
  }
  return fieldTable(rt, "set", table);
}

function verbatimTable(rt: Runtime, reply: VerbatimReply): LuaTable {
  const table = rt.newTable();
  table.setString(rt.heap, "string", text(rt, reply.text));
  table.setString(rt.heap, "format", reply.format);
  return fieldTable(rt, "verbatim_string", table);
}

/** The Lua value of a reply. Charges steps and memory. */
export function fromReply(rt: Runtime, reply: Reply, resp: 2 | 3, depth = 0): Value {
  switch (typeof reply) {
    case "string":
      return text(rt, reply);
    case "number":
      return reply;
    case "bigint":
      return Number(reply);
    case "boolean":
      return resp === 3 ? reply : reply ? 1 : 0;
  }
  if (reply === null || reply instanceof NullArray) return resp === 3 ? undefined : false;
  if (depth > MAX_DEPTH) throw new LuaThrow("reply nested too deeply");
  if (Array.isArray(reply)) return listTable(rt, reply, resp, depth);
  if (reply instanceof Status) return fieldTable(rt, "ok", text(rt, reply.text));
  if (reply instanceof ErrorReply) return errorTable(rt, reply);
  if (reply instanceof DoubleReply) {
    return resp === 3 ? fieldTable(rt, "double", reply.value) : text(rt, formatGeneral(reply.value, 17));
  }
  if (reply instanceof MapReply) {
    return resp === 3 ? mapTable(rt, reply.flat, resp, depth) : listTable(rt, reply.flat, resp, depth);
  }
  if (reply instanceof SetReply) {
    return resp === 3 ? setTable(rt, reply.items, resp, depth) : listTable(rt, reply.items, resp, depth);
  }
  if (reply instanceof BigNumberReply) {
    return resp === 3 ? fieldTable(rt, "big_number", text(rt, reply.text)) : text(rt, reply.text);
  }
  const verbatim = reply as VerbatimReply;
  return resp === 3 ? verbatimTable(rt, verbatim) : text(rt, verbatim.text);
}
