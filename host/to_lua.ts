/**
 * JS values to Lua values, by copy.
 *
 * Objects are read through their own data descriptors: an accessor is refused, never run, and nothing is
 * looked up on a prototype. (A `Proxy` cannot be told from its target; its traps run once per property.)
 * Iterative; a JS structure that contains itself becomes a Lua one that does.
 *
 * @module
 */

import { flatCopy } from "../stdlib/string_tools.ts";
import type { LuaTable } from "../vm/table.ts";
import type { Value } from "../vm/value.ts";
import { encodeUtf8, fromArray, isBytes } from "./bytes.ts";
import { FerrousError, MarshalError } from "./errors.ts";
import { unwrap } from "./handles.ts";
import { hostBuiltin } from "./host_functions.ts";
import { isA, throwIn } from "./safe.ts";
import type { HostRuntime } from "./state.ts";
import type { HostInput } from "./values.ts";

/** Longest array that crosses. */
const MAX_ARRAY = 1 << 26;

/** A JS object whose table is being filled. */
interface Source {
  readonly table: LuaTable;
  readonly object: object;
  /** own keys of a record, entries of a map (key, value, ...), null for an array */
  readonly list: readonly unknown[] | null;
  readonly isMap: boolean;
  readonly length: number;
  next: number;
}

// The engine's own accessors, taken before anyone can replace them: they look at what an object is, not at
// what it says of itself.
const typedArrayName = Object.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Uint8Array.prototype),
  Symbol.toStringTag,
)!.get!;
const mapSize = Object.getOwnPropertyDescriptor(Map.prototype, "size")!.get!;
const mapForEach = Map.prototype.forEach;

/**
 * Converts a value.
 *
 * @param what how to call the value in messages, such as `argument 1`
 * @throws {MarshalError} Lua has no such value
 * @throws {LimitTrap} the instance has no room for it
 */
export function toLua(rt: HostRuntime, value: HostInput, what: string): Value {
  switch (typeof value) {
    case "undefined":
    case "boolean":
    case "number":
      return value;
    case "string":
      return stringToLua(rt, value, what);
    case "object":
      if (value === null) return undefined;
  }
  return new Builder(rt, what).convert(value);
}

/** Converts a list of arguments. */
export function argumentsToLua(rt: HostRuntime, args: readonly HostInput[]): Value[] {
  const values: Value[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i];
    values.push(typeof arg === "number" ? arg : toLua(rt, arg, `argument ${i + 1}`));
  }
  return values;
}

/** The Lua string for a JS string, charged to the instance. */
export function stringToLua(rt: HostRuntime, text: string, what: string): string {
  if (rt.conversion.strings === "latin1") {
    if (!isBytes(text)) throw new MarshalError(`${what}: a string with chars above 255`);
    rt.chargeString(text.length);
    return flatCopy(text);
  }
  const bytes = encodeUtf8(text);
  rt.chargeString(bytes.length);
  // the host's string may be a slice of a large one, which nobody would be charged for
  return bytes === text ? flatCopy(bytes) : bytes;
}

class Builder {
  private readonly rt: HostRuntime;
  private readonly what: string;
  private readonly stack: Source[] = [];
  private tables: Map<object, LuaTable> | null = null;

  constructor(rt: HostRuntime, what: string) {
    this.rt = rt;
    this.what = what;
  }

  convert(root: unknown): Value {
    try {
      return this.build(root);
    } catch (error) {
      // what is left are exceptions of a proxy's traps
      if (isA(error, FerrousError) || throwIn(error) !== undefined) throw error;
      throw new MarshalError(`${this.path()}: reading it failed`, { cause: error });
    }
  }

  private build(root: unknown): Value {
    const { rt } = this;
    const result = this.value(root);
    if (this.stack.length === 0) return result;
    // while it is being built nothing but this holds it
    const known = rt.handles.has(result);
    rt.handles.add(result);
    try {
      for (let source = this.stack.at(-1); source !== undefined; source = this.stack.at(-1)) {
        this.step(source);
      }
    } finally {
      if (!known) rt.handles.delete(result);
    }
    return result;
  }

  private step(source: Source): void {
    const { rt } = this;
    const { table, list, object } = source;
    if (source.next >= source.length) {
      this.stack.pop();
      return;
    }
    const at = source.next++;
    rt.charge(1);
    if (list === null) {
      const value = this.property(object, at as unknown as string);
      if (value !== undefined && value !== null) table.setNumber(rt.heap, at + 1, this.value(value));
    } else if (source.isMap) {
      const key = list[2 * at];
      const value = list[2 * at + 1];
      if (value === undefined || value === null) return;
      const luaKey = this.value(key);
      if (luaKey === undefined) this.fail("nil as a key");
      if (luaKey !== luaKey) this.fail("NaN as a key");
      table.set(rt.heap, luaKey, this.value(value));
    } else {
      const key = list[at] as string;
      const value = this.property(object, key);
      if (value === undefined || value === null) return;
      table.setString(rt.heap, stringToLua(rt, key, this.path()), this.value(value));
    }
  }

  /** The value of an own data property. */
  private property(object: object, key: string): unknown {
    const descriptor = Object.getOwnPropertyDescriptor(object, key);
    if (descriptor === undefined) return undefined;
    if (descriptor.get !== undefined || descriptor.set !== undefined) this.fail("an accessor property");
    return descriptor.value;
  }

  private value(value: unknown): Value {
    switch (typeof value) {
      case "undefined":
      case "boolean":
      case "number":
        return value;
      case "string":
        return stringToLua(this.rt, value, this.what);
      case "function":
        return this.functionToLua(value as (...args: unknown[]) => unknown);
      case "object":
        return value === null ? undefined : this.objectToLua(value);
      default:
        return this.fail(`a ${typeof value}`);
    }
  }

  private functionToLua(value: (...args: unknown[]) => unknown): Value {
    return this.own(value) ?? hostBuiltin(value, this.lastKey());
  }

  /** The Lua value behind a handle; undefined if `object` is none. */
  private own(object: object): Value {
    const known = unwrap(this.rt, object);
    if (typeof known === "string") this.fail(`a Lua value that cannot be used here: ${known}`);
    return known;
  }

  private objectToLua(object: object): Value {
    const table = this.tables?.get(object);
    if (table !== undefined) return table;
    if (Array.isArray(object)) return this.open(object, null, false, this.lengthOf(object));
    const prototype = Object.getPrototypeOf(object);
    if (prototype === null || isObjectPrototype(prototype)) {
      const keys = Object.keys(object);
      return this.open(object, keys, false, keys.length);
    }
    const bytes = bytesOf(object);
    if (bytes !== undefined) {
      this.rt.chargeString(bytes.length);
      return fromArray(bytes);
    }
    const entries = entriesOf(object);
    if (entries !== undefined) return this.open(object, entries, true, entries.length / 2);
    return this.own(object) ?? this.fail(`${describe(object)}: pass plain data or a function`);
  }

  private lengthOf(array: unknown[]): number {
    const length = array.length;
    if (length > MAX_ARRAY) this.fail(`an array of ${length} elements`);
    return length;
  }

  private open(object: object, list: readonly unknown[] | null, isMap: boolean, length: number): LuaTable {
    const { rt } = this;
    // an array part is charged as it is filled
    const table = list === null ? rt.newTable(length, 0) : rt.newTable(0, length);
    (this.tables ??= new Map()).set(object, table);
    this.stack.push({ table, object, list, isMap, length, next: 0 });
    return table;
  }

  private fail(why: string): never {
    throw new MarshalError(`${this.path()}: ${why}`);
  }

  /** Where in the value the conversion is. */
  private path(): string {
    let path = this.what;
    for (const { list, isMap, next } of this.stack.slice(0, 12)) {
      const key = list === null ? next - 1 : list[isMap ? 2 * (next - 1) : next - 1];
      if (typeof key === "string" && /^[A-Za-z_$][\w$]*$/.test(key)) path += "." + key;
      else if (typeof key === "string") path += `[${JSON.stringify(key)}]`;
      else path += `[${typeof key === "number" ? key : "?"}]`;
    }
    return this.stack.length > 12 ? path + "..." : path;
  }

  /** Name of the property being converted, for a function without one. */
  private lastKey(): string {
    const source = this.stack.at(-1);
    if (source === undefined || source.list === null) return "";
    const key = source.list[source.isMap ? 2 * (source.next - 1) : source.next - 1];
    return typeof key === "string" ? key : "";
  }
}

/** Whether this is some realm's `Object.prototype`. */
export function isObjectPrototype(prototype: object): boolean {
  return prototype === Object.prototype ||
    Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, "isPrototypeOf");
}

/** A copy of the bytes of a `Uint8Array`, whatever it claims to be. */
export function bytesOf(object: object): Uint8Array | undefined {
  return typedArrayName.call(object) === "Uint8Array" ? new Uint8Array(object as Uint8Array) : undefined;
}

/** Keys and values of a `Map`, alternating. */
export function entriesOf(object: object): unknown[] | undefined {
  try {
    mapSize.call(object);
  } catch {
    return undefined;
  }
  const entries: unknown[] = [];
  mapForEach.call(object as Map<unknown, unknown>, (value, key) => {
    entries.push(key, value);
  });
  return entries;
}

/** What to call an object in a message, without running any of its code. */
export function describe(object: object): string {
  const prototype = Object.getPrototypeOf(object);
  const constructor = Object.getOwnPropertyDescriptor(prototype, "constructor")?.value;
  const name = typeof constructor === "function"
    ? Object.getOwnPropertyDescriptor(constructor, "name")?.value
    : undefined;
  if (typeof name !== "string" || name === "") return "an object with a prototype";
  return name === "Promise" ? "a promise" : `an instance of ${name}`;
}
