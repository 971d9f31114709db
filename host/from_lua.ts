/**
 * Lua values to JS values, by copy.
 *
 * Iterative: the depth of a script's tables never becomes JS recursion. No metamethod is consulted, and
 * nothing made here runs script code when it is printed, awaited or compared: records have no prototype,
 * and a table that would be a thenable becomes a `Map`.
 *
 * @module
 */

import { Coroutine } from "../vm/coroutine.ts";
import { LuaTable } from "../vm/table.ts";
import { Builtin, Closure, NULL_POINTER, Userdata, type Value } from "../vm/value.ts";
import { decodeLossy, decodeUtf8, toArray } from "./bytes.ts";
import { Collisions } from "./collisions.ts";
import { MarshalError } from "./errors.ts";
import { hold } from "./handles.ts";
import { hostFunctionOf } from "./host_functions.ts";
import type { HostRuntime } from "./state.ts";
import type { LuaOutput, LuaRecord } from "./values.ts";

/** Strings from this length on are converted once for each value. */
const LONG = 64;

/** V8 hashes longer strings by their length. */
const MAX_HASHED = 16_383;

type Container = LuaOutput[] | LuaRecord | Map<LuaOutput, LuaOutput>;

/** A table whose copy is being filled, or has been. */
interface Copy {
  readonly table: LuaTable;
  readonly container: Container;
  /** next position of the table to look at */
  position: number;
  /** position of the entry being converted, for messages */
  current: number;
  /** key at that position, already converted: its value is next */
  key: LuaOutput;
  hasKey: boolean;
  /** levels of tables below this one, once it is closed */
  height: number;
  open: boolean;
}

/**
 * Converts a value.
 *
 * @param what how to call the value in messages, such as `result`
 * @throws {MarshalError} it contains itself or is nested too deep
 * @throws {LimitTrap} the steps it costs are not there
 */
export function fromLua(rt: HostRuntime, value: Value, what: string): LuaOutput {
  switch (typeof value) {
    case "undefined":
    case "boolean":
    case "number":
      return value;
    case "string":
      return stringFromLua(rt, value);
  }
  return value instanceof LuaTable ? new Copier(rt, what).convert(value) : objectFromLua(rt, value);
}

/** Converts a list of values; `all` of them, or the first. */
export function resultsFromLua(
  rt: HostRuntime,
  values: readonly Value[],
  all: boolean,
): LuaOutput | LuaOutput[] {
  if (!all) return fromLua(rt, values[0], "result");
  const results: LuaOutput[] = [];
  for (let i = 0; i < values.length; i++) results.push(fromLua(rt, values[i], `result ${i + 1}`));
  return results;
}

function stringFromLua(rt: HostRuntime, bytes: string): string | Uint8Array {
  if (bytes.length > 16) rt.charge(bytes.length >>> 4);
  switch (rt.conversion.strings) {
    case "utf8":
      return decodeUtf8(bytes) ?? toArray(bytes);
    case "latin1":
      return bytes;
    case "bytes":
      return toArray(bytes);
  }
}

function objectFromLua(rt: HostRuntime, value: Closure | Builtin | Coroutine | Userdata): LuaOutput {
  if (value === NULL_POINTER) return null;
  if (value instanceof Builtin) {
    const host = hostFunctionOf(value);
    // a host function comes back as itself
    if (host !== undefined) return host;
  }
  return hold(rt, value, value instanceof Closure || value instanceof Builtin);
}

/** Names of properties longer than this are looked at for collisions. */
const LONG_NAME = 8191;

const enum Kind {
  Sequence,
  Record,
  Mixed,
}

class Copier {
  private readonly rt: HostRuntime;
  private readonly what: string;
  private readonly stack: Copy[] = [];
  private readonly copies = new Map<LuaTable, Copy>();
  private readonly collisions: Collisions;
  /** long strings converted so far, by length if very long: a copy each time would be memory nobody is charged */
  private readonly strings = new Map<number, Map<string, string | Uint8Array>>();

  constructor(rt: HostRuntime, what: string) {
    this.rt = rt;
    this.what = what;
    this.collisions = new Collisions(rt);
  }

  convert(root: LuaTable): LuaOutput {
    const result = this.value(root);
    for (let copy = this.stack.at(-1); copy !== undefined; copy = this.stack.at(-1)) this.step(copy);
    return result;
  }

  /** Converts one entry of a table, or closes it. */
  private step(copy: Copy): void {
    const { table, container } = copy;
    const end = table.endPosition;
    let position = copy.position;
    while (position < end && table.valueAt(position) === undefined) position++;
    copy.position = copy.current = position;
    if (position >= end) return this.close(copy);
    const key = table.keyAt(position);
    if (container instanceof Map) {
      if (!copy.hasKey) {
        copy.hasKey = true;
        const depth = this.stack.length;
        copy.key = this.value(key);
        // a table as a key is copied first
        if (this.stack.length > depth) return;
      }
      const keyOut = copy.key;
      this.collisions.add(keyOut);
      container.set(keyOut, this.value(table.valueAt(position)));
      copy.hasKey = false;
    } else if (Array.isArray(container)) {
      container[(key as number) - 1] = this.value(table.valueAt(position));
    } else {
      const name = this.keyText(key as string)!;
      if (name.length > LONG_NAME) this.collisions.add(name);
      container[name] = this.value(table.valueAt(position));
    }
    copy.position = position + 1;
  }

  private close(copy: Copy): void {
    this.stack.pop();
    copy.open = false;
    const parent = this.stack.at(-1);
    if (parent !== undefined && parent.height <= copy.height) parent.height = copy.height + 1;
  }

  /** The copy of a value; a table met for the first time is put on the stack to be filled. */
  private value(value: Value): LuaOutput {
    if (typeof value === "string" && value.length >= LONG) return this.longString(value);
    if (!(value instanceof LuaTable)) return fromLua(this.rt, value, this.what);
    const { maxDepth, cycles } = this.rt.conversion;
    const depth = this.stack.length;
    const known = this.copies.get(value);
    if (known !== undefined) {
      if (known.open) {
        if (cycles === "error") this.fail("a table that contains itself");
      } else if (depth + known.height >= maxDepth) this.fail(`tables nested deeper than ${maxDepth}`);
      else this.stack[depth - 1]!.height = Math.max(this.stack[depth - 1]!.height, known.height + 1);
      return known.container;
    }
    if (depth >= maxDepth) this.fail(`tables nested deeper than ${maxDepth}`);
    const copy: Copy = {
      table: value,
      container: this.containerFor(value),
      position: 0,
      current: 0,
      key: undefined,
      hasKey: false,
      height: 0,
      open: true,
    };
    this.copies.set(value, copy);
    this.stack.push(copy);
    return copy.container;
  }

  private longString(bytes: string): string | Uint8Array {
    const { rt } = this;
    const n = bytes.length;
    // very long strings of one length have one hash: a look-up compares with all of them
    const length = n > MAX_HASHED ? n : 0;
    let known = this.strings.get(length);
    if (known === undefined) this.strings.set(length, known = new Map());
    else if (length > 0) rt.charge(known.size * (n >>> 6));
    let copy = known.get(bytes);
    if (copy === undefined) known.set(bytes, copy = stringFromLua(rt, bytes));
    return copy;
  }

  private containerFor(table: LuaTable): Container {
    switch (this.kindOf(table)) {
      case Kind.Sequence:
        return [];
      case Kind.Record:
        return Object.create(null);
      case Kind.Mixed:
        return new Map();
    }
  }

  /** Looks at all keys once. */
  private kindOf(table: LuaTable): Kind {
    const end = table.endPosition;
    this.rt.charge(1 + (end >>> 2));
    let count = 0;
    let highest = 0;
    let strings = 0;
    for (let position = 0; position < end; position++) {
      const value = table.valueAt(position);
      if (value === undefined) continue;
      count++;
      const key = table.keyAt(position);
      if (typeof key === "string") {
        strings++;
        if (this.keyText(key) === undefined) return Kind.Mixed;
        // the promise machinery must not take script data for a promise
        if (key === "then" && (value instanceof Closure || value instanceof Builtin)) return Kind.Mixed;
      } else if (typeof key === "number" && Number.isInteger(key) && key > 0) {
        if (key > highest) highest = key;
      } else return Kind.Mixed;
      if (strings > 0 && strings < count) return Kind.Mixed;
    }
    if (count === 0) return this.rt.conversion.emptyTable === "array" ? Kind.Sequence : Kind.Record;
    if (strings === count) return Kind.Record;
    return highest === count ? Kind.Sequence : Kind.Mixed;
  }

  private keyText(key: string): string | undefined {
    return this.rt.conversion.strings === "latin1" ? key : decodeUtf8(key);
  }

  private fail(why: string): never {
    let path = this.what;
    for (const copy of this.stack.slice(0, 12)) {
      const key = copy.table.keyAt(copy.current);
      if (typeof key === "string" && /^[A-Za-z_]\w*$/.test(key)) path += "." + key.slice(0, 40);
      else if (typeof key === "string") path += `["${decodeLossy(key.slice(0, 40))}"]`;
      else path += `[${typeof key === "number" ? key : "?"}]`;
    }
    if (this.stack.length > 12) path += "...";
    throw new MarshalError(`${path}: ${why}`);
  }
}
