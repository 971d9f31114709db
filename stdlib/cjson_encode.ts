/**
 * `cjson.encode`: Lua values as JSON text, byte for byte what lua-cjson 2.1 writes.
 *
 * Tables in progress are on a stack of its own; nothing recurses.
 *
 * @module
 */

import { numberToString } from "../vm/number.ts";
import { flat } from "../vm/ropes.ts";
import { type Runtime, typeName } from "../vm/runtime.ts";
import { LuaTable, traversal } from "../vm/table.ts";
import { NULL_POINTER, type Value } from "../vm/value.ts";
import type { CjsonConfig } from "./cjson_config.ts";
import { formatGeneral } from "./format_number.ts";
import { flatCopy, StringBuilder } from "./string_tools.ts";

/** Values a C function may have on its stack; it bounds nesting besides `encode_max_depth`. */
const MAX_C_STACK = 8000;

const escapes: string[] = [];
for (let c = 0; c < 256; c++) escapes.push(String.fromCharCode(c));
for (let c = 0; c < 32; c++) escapes[c] = "\\u" + c.toString(16).padStart(4, "0");
for (const [code, letter] of [[8, "b"], [9, "t"], [10, "n"], [12, "f"], [13, "r"]] as const) {
  escapes[code] = "\\" + letter;
}
for (const c of '"\\/') escapes[c.charCodeAt(0)] = "\\" + c;
escapes[127] = "\\u007f";

// deno-lint-ignore no-control-regex
const SPECIAL = /["\\/\x00-\x1f\x7f]/;

/** 1 for chars that are escaped. */
const special = Uint8Array.from(escapes, (escape) => escape.length > 1 ? 1 : 0);

/** Texts up to this length are looked through char by char. */
const SHORT = 32;

function isPlain(text: string): boolean {
  if (text.length > SHORT) return !SPECIAL.test(text);
  for (let i = 0; i < text.length; i++) if (special[text.charCodeAt(i)] === 1) return false;
  return true;
}

/** Keys that were met last, in places that their lengths and chars give, and what is written for them. */
const knownKeys: string[] = new Array(64).fill("");
const firstForms: string[] = new Array(64).fill("");
const laterForms: string[] = new Array(64).fill("");

/** Where a key and what is written for it are kept; -1 if it is not a short and plain one. */
function placeOf(key: string): number {
  const { length } = key;
  if (length === 0 || length > SHORT) return -1;
  const place = (5 * length + key.charCodeAt(0) + 3 * key.charCodeAt(length >>> 1)) & 63;
  if (knownKeys[place] === key) return place;
  if (!isPlain(key)) return -1;
  // (a cache of texts that belong to no instance)
  knownKeys[place] = flatCopy(key);
  firstForms[place] = flat('"', knownKeys[place]! + '":');
  laterForms[place] = flat(',"', knownKeys[place]! + '":');
  return place;
}

/** A table whose entries are being written. */
interface Level {
  readonly table: LuaTable;
  /** elements of an array; -1 for an object */
  readonly length: number;
  /** array: index written last; object: unused */
  index: number;
  /** object: key written last */
  key: Value;
  first: boolean;
}

/** Writes one value. */
class Encoder {
  declare private readonly rt: Runtime;
  declare private readonly config: CjsonConfig;
  declare private readonly out: StringBuilder;
  private readonly levels: Level[] = [];
  /** values the reference would have on its stack */
  private stack = 1;

  constructor(rt: Runtime, config: CjsonConfig) {
    this.rt = rt;
    this.config = config;
    this.out = new StringBuilder(rt);
  }

  encode(value: Value): string {
    this.value(value, "");
    const { levels } = this;
    for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
      if (level.length < 0) this.objectStep(level);
      else this.arrayStep(level);
    }
    return this.out.finish(true);
  }

  private fail(value: Value, reason: string): never {
    return this.rt.error(`Cannot serialise ${typeName(value)}: ${reason}`);
  }

  /** Writes a value behind `comma`, which is one or nothing; of a table only the opening bracket. */
  private value(value: Value, comma: string): void {
    const { out } = this;
    switch (typeof value) {
      case "string":
        return this.string(value, comma);
      case "number":
        return out.add(comma + this.number(value));
      case "boolean":
        return out.add(comma + (value ? "true" : "false"));
      case "undefined":
        return out.add(comma + "null");
    }
    if (value instanceof LuaTable) return this.open(value, comma);
    if (value === NULL_POINTER) return out.add(comma + "null");
    this.fail(value, "type not supported");
  }

  private string(text: string, comma: string): void {
    this.rt.charge(text.length >>> 3);
    const { out } = this;
    const quote = comma === "" ? '"' : ',"';
    if (isPlain(text)) {
      if (text.length < 10) return out.add(quote + text + '"');
      out.add(quote);
      out.add(text);
      out.add('"');
      return;
    }
    out.add(quote);
    let from = 0;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      const escaped = escapes[code]!;
      if (escaped.length === 1) continue;
      if (i > from) out.add(text.slice(from, i));
      out.add(escaped);
      from = i + 1;
    }
    if (from < text.length) out.add(text.slice(from));
    out.add('"');
  }

  private number(x: number): string {
    const { encodeInvalid, precision } = this.config;
    if (x - x !== 0) {
      if (encodeInvalid === 0) this.fail(x, "must not be NaN or Inf");
      if (encodeInvalid === 2) return "null";
      if (x !== x) return "nan";
    }
    return precision === 14 ? numberToString(x) : formatGeneral(x, precision);
  }

  private open(table: LuaTable, comma: string): void {
    const { config, levels, out } = this;
    const depth = levels.length + 1;
    if (depth > config.encodeMaxDepth || this.stack + 3 > MAX_C_STACK) {
      this.rt.error(`Cannot serialise, excessive nesting (${depth})`);
    }
    const length = this.arrayLength(table);
    if (length > 0) {
      out.add(comma + "[");
      this.stack++;
      levels.push({ table, length, index: 0, key: undefined, first: true });
    } else {
      out.add(comma + "{");
      this.stack += 2;
      levels.push({ table, length: -1, index: 0, key: undefined, first: true });
    }
  }

  /** Number of elements if the table is to be written as an array; otherwise 0 or less. */
  private arrayLength(table: LuaTable): number {
    const { rt, config } = this;
    const array = table.array;
    let max = 0;
    let items = 0;
    let key: Value = undefined;
    if (array.length > 0 && !table.holes) {
      items = max = array.length;
      key = items;
      rt.charge(items >>> 2);
    }
    for (let p = table.nextPosition(key); p >= 0; p = table.nextPosition(key)) {
      rt.charge(1 + (traversal.skipped >>> 3));
      key = table.keyAt(p);
      if (typeof key !== "number" || Math.floor(key) !== key || key < 1) return -1;
      // a C int: keys that do not fit become its smallest value
      if (key > max) max = key <= 0x7fffffff ? key : -0x80000000;
      items++;
    }
    if (config.sparseRatio > 0 && max > items * config.sparseRatio && max > config.sparseSafe) {
      if (config.sparseConvert === 0) this.fail(table, "excessively sparse array");
      return -1;
    }
    return max;
  }

  private arrayStep(level: Level): void {
    const { out, rt } = this;
    const { table, length } = level;
    const open = this.levels.length;
    while (level.index < length) {
      const comma = level.first ? "" : ",";
      level.first = false;
      level.index++;
      if ((level.index & 7) === 0) rt.charge(8);
      this.value(table.getNumber(level.index), comma);
      if (this.levels.length !== open) return;
    }
    out.add("]");
    this.stack--;
    this.levels.pop();
  }

  private objectStep(level: Level): void {
    const { out, rt } = this;
    const { table } = level;
    const open = this.levels.length;
    for (;;) {
      const position = table.nextPosition(level.key);
      rt.charge(2 + (traversal.skipped >>> 3));
      if (position < 0) break;
      const { first } = level;
      level.first = false;
      const key = level.key = table.keyAt(position);
      const place = typeof key === "string" ? placeOf(key) : -1;
      if (place >= 0) {
        rt.charge((key as string).length >>> 3);
        out.add((first ? firstForms : laterForms)[place]!);
      } else {
        const comma = first ? "" : ",";
        if (typeof key === "string") this.string(key, comma);
        else if (typeof key === "number") out.add(comma + '"' + this.number(key) + '"');
        else this.fail(key, "table key must be a number or string");
        out.add(":");
      }
      this.value(table.valueAt(position), "");
      if (this.levels.length !== open) return;
    }
    out.add("}");
    this.stack -= 2;
    this.levels.pop();
  }
}

/** The JSON text of a value. */
export function encodeJson(rt: Runtime, config: CjsonConfig, value: Value): string {
  return new Encoder(rt, config).encode(value);
}
