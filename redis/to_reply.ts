/**
 * Lua values as replies: what a script returns to its caller.
 *
 * Fields of tables are read raw, in the order err, ok, double, big_number, verbatim_string, map, set; any other
 * table is an array up to its first nil. Tables in progress are on a stack of its own; nothing recurses.
 *
 * @module
 */

import { Holding } from "../vm/heap.ts";
import type { Runtime } from "../vm/runtime.ts";
import { LuaTable, traversal } from "../vm/table.ts";
import { numberToString } from "../vm/number.ts";
import type { Value } from "../vm/value.ts";
import { oneLine } from "./error_text.ts";
import {
  BigNumberReply,
  DoubleReply,
  ErrorReply,
  MapReply,
  type Reply,
  SetReply,
  Status,
  VerbatimReply,
} from "./reply.ts";

/** Values a C function may have on its stack; it bounds how deep tables may be nested. */
const MAX_C_STACK = 8000;

const LEAST_INTEGER = -0x8000000000000000n;

/** A number as an integer reply: truncated; what a 64-bit integer cannot hold becomes the least one. */
export function integerReply(x: number): number | bigint {
  if ((x | 0) === x) return x | 0;
  const whole = Math.trunc(x);
  if (Number.isSafeInteger(whole)) return whole + 0;
  return whole >= -0x8000000000000000 && whole < 0x8000000000000000 ? BigInt(whole) : LEAST_INTEGER;
}

/** A container whose entries are being converted. */
interface Level {
  readonly table: LuaTable;
  readonly kind: "array" | "map" | "set";
  readonly out: Reply[];
  /** array: index of the last element */
  index: number;
  /** map and set: key of the entry at hand */
  key: Value;
  /** map: the key was converted, its value comes next */
  atValue: boolean;
}

const REACHED_LIMIT = new ErrorReply("ERR reached lua stack limit");

/** What C sees of a string. */
function beforeNul(text: string): string {
  const end = text.indexOf("\0");
  return end < 0 ? text : text.slice(0, end);
}

/** Bytes an element of a reply is charged for, besides those of a string. */
const ELEMENT_BYTES = 16;
/** Bytes of elements that are charged at a time. */
const PORTION = 16_384;

class Converter {
  private readonly rt: Runtime;
  private readonly resp: 2 | 3;
  /** what the reply takes: a table met many times is there many times */
  private readonly holding: Holding;
  private uncharged = 0;
  private readonly levels: Level[] = [];
  /** values the reference would have on its stack */
  private stack = 2;

  constructor(rt: Runtime, resp: 2 | 3) {
    this.rt = rt;
    this.resp = resp;
    this.holding = new Holding(rt.heap);
  }

  convert(table: LuaTable): Reply {
    const { levels } = this;
    const reply = this.table(table);
    for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) this.step(level);
    return reply;
  }

  private value(value: Value): Reply {
    this.uncharged += ELEMENT_BYTES + (typeof value === "string" ? value.length : 0);
    if (this.uncharged > PORTION) {
      this.holding.grow(this.uncharged);
      this.uncharged = 0;
    }
    if (value instanceof LuaTable) return this.table(value);
    return this.stack + 4 > MAX_C_STACK ? REACHED_LIMIT : scalar(value, this.resp);
  }

  /** The reply of a table; an array, map or set comes empty, as the innermost level. */
  private table(table: LuaTable): Reply {
    if (this.stack + 4 > MAX_C_STACK) return REACHED_LIMIT;
    this.rt.charge(4);
    if (table.slots.length > 0) {
      const err = table.getString("err");
      if (typeof err === "string") return new ErrorReply(oneLine(beforeNul(err)));
      const ok = table.getString("ok");
      if (typeof ok === "string") return new Status(oneLine(beforeNul(ok)));
      const double = table.getString("double");
      if (typeof double === "number") return new DoubleReply(double);
      const map = table.getString("map");
      const big = table.getString("big_number");
      if (typeof big === "string") return new BigNumberReply(oneLine(big));
      const verbatim = table.getString("verbatim_string");
      if (verbatim instanceof LuaTable) {
        const format = verbatim.getString("format");
        const text = verbatim.getString("string");
        if (typeof format === "string" && typeof text === "string") {
          return new VerbatimReply(beforeNul(format).slice(0, 3).padEnd(3, " "), text);
        }
      }
      if (map instanceof LuaTable) return new MapReply(this.open(map, "map"));
      const set = table.getString("set");
      if (set instanceof LuaTable) return new SetReply(this.open(set, "set"));
    }
    return this.open(table, "array");
  }

  private open(table: LuaTable, kind: Level["kind"]): Reply[] {
    const out: Reply[] = [];
    // what lies on the reference's stack while an element is converted
    this.stack += kind === "array" ? 1 : 3;
    this.levels.push({ table, kind, out, index: 0, key: undefined, atValue: false });
    return out;
  }

  private step(level: Level): void {
    const open = this.levels.length;
    const { table, out, kind } = level;
    const { rt } = this;
    for (;;) {
      rt.charge(1);
      if (kind === "array") {
        const value = table.getNumber(++level.index);
        if (value === undefined) break;
        out.push(this.value(value));
      } else if (level.atValue) {
        level.atValue = false;
        out.push(this.value(table.get(level.key)));
      } else {
        const position = table.nextPosition(level.key);
        if (position < 0) break;
        rt.charge(traversal.skipped >>> 3);
        level.key = table.keyAt(position);
        level.atValue = kind === "map";
        out.push(this.value(level.key));
      }
      if (this.levels.length !== open) return;
    }
    this.stack -= kind === "array" ? 1 : 3;
    this.levels.pop();
  }
}

function scalar(value: Value, resp: 2 | 3): Reply {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
      return integerReply(value);
    case "boolean":
      return resp === 3 ? value : value ? 1 : null;
  }
  return null;
}

/** The reply for what a script returned. Charges steps. `resp`: the script's protocol. */
export function toReply(rt: Runtime, value: Value, resp: 2 | 3): Reply {
  if (typeof value !== "object" || !(value instanceof LuaTable)) return scalar(value, resp);
  return new Converter(rt, resp).convert(value);
}

/** A number or string as text, for fields of error tables. */
export function fieldText(value: Value): string | undefined {
  return typeof value === "string" ? value : typeof value === "number" ? numberToString(value) : undefined;
}
