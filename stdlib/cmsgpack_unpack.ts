/**
 * The decoder behind `cmsgpack.unpack`: MessagePack to Lua values, as lua-cmsgpack 0.4.0.
 *
 * Containers in progress are on a stack of its own; nothing recurses. The trace is told of them, so that the
 * memory account sees what has been built so far.
 *
 * @module
 */

import { negativeNaN, positiveNaN } from "../vm/number.ts";
import { LuaThrow } from "../vm/errors.ts";
import type { Runtime } from "../vm/runtime.ts";
import { LuaTable } from "../vm/table.ts";
import type { Value } from "../vm/value.ts";
import { substring } from "./string_tools.ts";

/** Values a C function may have on its stack; it bounds nesting and the number of results. */
const MAX_C_STACK = 8000;

const scratch = new DataView(new ArrayBuffer(8));

/** A container being filled. */
interface Level {
  readonly table: LuaTable;
  readonly isMap: boolean;
  /** entries to come */
  left: number;
  /** array: index of the next element */
  index: number;
  /** map: the key, while its value is read */
  key: Value;
  hasKey: boolean;
}

/** Reads values from one string. */
export class MessageReader {
  declare private readonly rt: Runtime;
  declare private readonly text: string;
  private readonly levels: Level[] = [];
  /** offset of the next byte */
  declare at: number;

  /** Reads `text` from offset `at` on. */
  constructor(rt: Runtime, text: string, at: number) {
    this.rt = rt;
    this.text = text;
    this.at = at;
  }

  /** Whether all bytes have been read. */
  get atEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** Reads one value. `stack`: values the reference would have on its stack by now. */
  read(stack: number): Value {
    const { levels } = this;
    try {
      let value = this.item(stack);
      for (;;) {
        let level = levels.at(-1);
        if (level === undefined) return value;
        if (value === level.table && level.index === 0) level.index = 1;
        else this.store(level, value);
        // containers that are complete become values of those around them
        while (level.left === 0 && !level.hasKey) {
          levels.pop();
          value = level.table;
          this.rt.handles.delete(value);
          level = levels.at(-1);
          if (level === undefined) return value;
          this.store(level, value);
        }
        // table and key or index of each level
        value = this.item(stack + 2 * levels.length - (level.isMap && !level.hasKey ? 1 : 0));
      }
    } finally {
      for (const level of levels) this.rt.handles.delete(level.table);
      levels.length = 0;
    }
  }

  private store(level: Level, value: Value): void {
    const { heap } = this.rt;
    if (!level.isMap) {
      level.left--;
      level.table.setNumber(heap, level.index++, value);
    } else if (!level.hasKey) {
      level.hasKey = true;
      level.key = value;
    } else {
      const { key } = level;
      if (key === undefined) throw new LuaThrow("table index is nil");
      if (key !== key) throw new LuaThrow("table index is NaN");
      level.left--;
      level.hasKey = false;
      level.key = undefined;
      level.table.set(heap, key, value);
    }
  }

  private need(count: number): number {
    const at = this.at;
    if (at + count > this.text.length) this.rt.error("Missing bytes in input.");
    this.at = at + count;
    return at;
  }

  /** The unsigned number in the `count` (at most 4) bytes after the tag. */
  private unsigned(count: number): number {
    const at = this.need(count + 1) + 1;
    let value = 0;
    for (let i = 0; i < count; i++) value = value * 256 + this.text.charCodeAt(at + i);
    return value;
  }

  /** Loads the `count` bytes after the tag into the scratch buffer. */
  private load(count: number): void {
    const at = this.need(count + 1) + 1;
    for (let i = 0; i < count; i++) scratch.setUint8(i, this.text.charCodeAt(at + i));
  }

  private bytes(head: number, length: number): string {
    const from = this.at;
    if (from + head + length > this.text.length) this.rt.error("Missing bytes in input.");
    this.at = from + head + length;
    return substring(this.rt, this.text, from + head, this.at);
  }

  /** Begins a container; an empty one is complete. */
  private container(length: number, isMap: boolean, stack: number): LuaTable {
    const { rt, levels } = this;
    if (!isMap && stack + 2 > MAX_C_STACK) {
      rt.error("stack overflow (in function mp_decode_to_lua_array)");
    }
    const table = rt.newTable();
    if (length > 0) {
      rt.handles.add(table);
      levels.push({ table, isMap, left: length, index: 0, key: undefined, hasKey: false });
    }
    return table;
  }

  /** Reads the next item; a container that is not empty comes as a new level. */
  private item(stack: number): Value {
    const { rt, text } = this;
    rt.charge(2);
    if (this.atEnd) rt.error("Missing bytes in input.");
    if (stack + 1 > MAX_C_STACK) {
      rt.error(
        "stack overflow (too many return values at once; use unpack_one or unpack_limit instead.)",
      );
    }
    const tag = text.charCodeAt(this.at);
    if (tag < 0x80) {
      this.at++;
      return tag;
    }
    if (tag >= 0xe0) {
      this.at++;
      return tag - 256;
    }
    if (tag < 0xc0) {
      if (tag >= 0xa0) return this.bytes(1, tag & 31);
      this.at++;
      return this.container(tag & 15, tag < 0x90, stack);
    }
    switch (tag) {
      case 0xc0:
        this.at++;
        return undefined;
      case 0xc2:
        this.at++;
        return false;
      case 0xc3:
        this.at++;
        return true;
      case 0xca:
        this.load(4);
        return withSign(scratch.getFloat32(0), scratch.getUint8(0));
      case 0xcb:
        this.load(8);
        return withSign(scratch.getFloat64(0), scratch.getUint8(0));
      case 0xcc:
        return this.unsigned(1);
      case 0xcd:
        return this.unsigned(2);
      case 0xce:
        return this.unsigned(4);
      case 0xd0:
        this.load(1);
        return scratch.getInt8(0);
      case 0xd1:
        this.load(2);
        return scratch.getInt16(0);
      case 0xd2:
        this.load(4);
        return scratch.getInt32(0);
      case 0xcf:
      case 0xd3:
        // unsigned numbers from 2^63 on come out negative in the reference
        this.load(8);
        return scratch.getInt32(0) * 4294967296 + scratch.getUint32(4);
      case 0xd9:
        return this.sized(1);
      case 0xda:
        return this.sized(2);
      case 0xdb:
        return this.sized(4);
      case 0xdc:
        return this.container(this.unsigned(2), false, stack);
      case 0xdd:
        return this.container(this.unsigned(4), false, stack);
      case 0xde:
        return this.container(this.unsigned(2), true, stack);
      case 0xdf:
        return this.container(this.unsigned(4), true, stack);
    }
    return rt.error("Bad data format in input.");
  }

  private sized(count: number): string {
    const length = this.unsigned(count);
    return this.bytes(0, length);
  }
}

/** A number as read; a NaN by its sign, which the engine does not keep. */
function withSign(n: number, first: number): number {
  if (n === n) return n;
  return first < 0x80 ? positiveNaN() : negativeNaN();
}
