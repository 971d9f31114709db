/**
 * Values on their way between the pool and its workers: flat lists of primitives.
 *
 * Structured cloning is not given anything nested: it recurses, restores objects with a prototype, and copies
 * a string as often as it is met. Here a value is a run of items in one list. A primitive stands for itself; `null`
 * announces something else: a tag and what belongs to it.
 *
 * | Items | Mean |
 * | --- | --- |
 * | `null, ARRAY, n`, n values | an array |
 * | `null, RECORD, n`, n times key and value | an object; it is read back without prototype |
 * | `null, MAP, n`, n times key and value | a `Map` |
 * | `null, FUNCTION, id, name` | a function of the pool's side |
 * | `null, NULL` | `null` |
 * | `null, REF, index` | the container, long string or byte array met as the index-th of the value |
 *
 * Both directions are iterative. Reading trusts nothing: a list that is not well formed is a
 * {@linkcode WireFault}.
 *
 * @module
 */

import { MarshalError } from "../host/errors.ts";
import { unwrap } from "../host/handles.ts";
import type { HostRuntime } from "../host/state.ts";
import { bytesOf, describe, entriesOf, isObjectPrototype } from "../host/to_lua.ts";
import { MultipleResults } from "../host/values.ts";

/** What a message is made of. */
export type Item = undefined | null | boolean | number | string | Uint8Array;

/** What workers and pool send each other. */
export type Message = Item[];

/** A message that is not well formed. */
export class WireFault extends Error {}

const ARRAY = 0;
const RECORD = 1;
const MAP = 2;
const FUNCTION = 3;
const REF = 4;
const NULL = 5;

/** Strings from this length on are sent once per value. */
const LONG = 64;

/** Longest array that crosses. */
const MAX_ARRAY = 1 << 26;

/** An owner no Lua value has: what belongs to any instance belongs to another one. */
const NOBODY = Object.freeze(Object.create(null)) as HostRuntime;

/** Gives a function's number; a string says why it cannot cross. */
export type FunctionNumber = (f: (...args: unknown[]) => unknown) => number | string;

/** Gives the function with a number; undefined if there is none. */
export type FunctionByNumber = (id: number, name: string) => ((...args: unknown[]) => unknown) | undefined;

interface Source {
  readonly object: object;
  /** own keys of a record, entries of a map (key, value, ...), null for an array */
  readonly list: readonly unknown[] | null;
  readonly tag: number;
  /** values to write: two for each entry of a record or map */
  readonly length: number;
  next: number;
}

/**
 * Appends a value to a message.
 *
 * @param what how to call the value in messages, such as `argument 1`
 * @throws {MarshalError} Lua has no such value, or it must stay where it is
 */
export function writeValue(out: Message, value: unknown, what: string, numberOf: FunctionNumber): void {
  switch (typeof value) {
    case "undefined":
    case "boolean":
    case "number":
      out.push(value);
      return;
    case "string":
      if (value.length < LONG) {
        out.push(value);
        return;
      }
  }
  new Writer(out, what, numberOf).write(value);
}

class Writer {
  private readonly stack: Source[] = [];
  private readonly seen = new Map<unknown, number>();

  constructor(
    private readonly out: Message,
    private readonly what: string,
    private readonly numberOf: FunctionNumber,
  ) {}

  write(root: unknown): void {
    try {
      this.value(root);
      for (let source = this.stack.at(-1); source !== undefined; source = this.stack.at(-1)) {
        if (source.next < source.length) this.value(this.nextOf(source));
        else this.stack.pop();
      }
    } catch (error) {
      if (error instanceof MarshalError) throw error;
      // what is left are exceptions of a proxy's traps
      throw new MarshalError(`${this.path()}: reading it failed`, { cause: error });
    }
  }

  private nextOf(source: Source): unknown {
    const { list, object, tag } = source;
    const at = source.next++;
    if (list === null) return this.property(object, String(at));
    if (tag === MAP) return list[at];
    const key = list[at >> 1] as string;
    return (at & 1) === 0 ? key : this.property(object, key);
  }

  /** The value of an own data property; accessors are not run. */
  private property(object: object, key: string): unknown {
    const descriptor = Object.getOwnPropertyDescriptor(object, key);
    if (descriptor === undefined) return undefined;
    if (descriptor.get !== undefined || descriptor.set !== undefined) this.fail("an accessor property");
    return descriptor.value;
  }

  private value(value: unknown): void {
    const { out } = this;
    switch (typeof value) {
      case "undefined":
      case "boolean":
      case "number":
        out.push(value);
        return;
      case "string":
        if (value.length < LONG || !this.met(value)) out.push(value);
        return;
      case "function":
        return this.functionValue(value as (...args: unknown[]) => unknown);
      case "object":
        if (value === null) out.push(null, NULL);
        else if (!this.met(value)) this.objectValue(value);
        return;
      default:
        this.fail(`a ${typeof value}`);
    }
  }

  /** Writes a reference if the value was met before; otherwise gives it the next index. */
  private met(value: unknown): boolean {
    const index = this.seen.get(value);
    if (index === undefined) {
      this.seen.set(value, this.seen.size);
      return false;
    }
    this.out.push(null, REF, index);
    return true;
  }

  private functionValue(value: (...args: unknown[]) => unknown): void {
    this.refuseHandle(value);
    const id = this.numberOf(value);
    if (typeof id === "string") this.fail(id);
    const name = Object.getOwnPropertyDescriptor(value, "name")?.value;
    this.out.push(null, FUNCTION, id, typeof name === "string" && name !== "" ? name : this.lastKey());
  }

  private objectValue(object: object): void {
    if (Array.isArray(object)) {
      const { length } = object;
      if (length > MAX_ARRAY) this.fail(`an array of ${length} elements`);
      return this.open(object, null, ARRAY, length, length);
    }
    const prototype = Object.getPrototypeOf(object);
    if (prototype === null || isObjectPrototype(prototype)) {
      const keys = Object.keys(object);
      return this.open(object, keys, RECORD, keys.length, 2 * keys.length);
    }
    const bytes = bytesOf(object);
    if (bytes !== undefined) {
      this.out.push(bytes);
      return;
    }
    const entries = entriesOf(object);
    if (entries !== undefined) return this.open(object, entries, MAP, entries.length / 2, entries.length);
    this.refuseHandle(object);
    this.fail(`${describe(object)}: pass plain data or a function`);
  }

  private open(
    object: object,
    list: readonly unknown[] | null,
    tag: number,
    count: number,
    length: number,
  ): void {
    this.out.push(null, tag, count);
    this.stack.push({ object, list, tag, length, next: 0 });
  }

  private refuseHandle(object: object): void {
    const known = unwrap(NOBODY, object);
    if (known !== undefined) this.fail("a Lua function, coroutine or userdata cannot leave its instance");
  }

  private fail(why: string): never {
    throw new MarshalError(`${this.path()}: ${why}`);
  }

  /** Where in the value the writer is. */
  private path(): string {
    let path = this.what;
    for (const source of this.stack.slice(0, 12)) {
      const key = keyOf(source);
      if (typeof key === "string" && /^[A-Za-z_$][\w$]*$/.test(key)) path += "." + key;
      else if (typeof key === "string") path += `[${JSON.stringify(key.slice(0, 40))}]`;
      else path += `[${typeof key === "number" ? key : "?"}]`;
    }
    return this.stack.length > 12 ? path + "..." : path;
  }

  /** Name of the property being written, for a function without one. */
  private lastKey(): string {
    const source = this.stack.at(-1);
    const key = source === undefined ? undefined : keyOf(source);
    return typeof key === "string" ? key : "";
  }
}

/** Key of the entry a source is at. */
function keyOf({ list, tag, next }: Source): unknown {
  const at = next - 1;
  if (list === null) return at;
  return tag === MAP ? list[at & ~1] : list[at >> 1];
}

/** A container being filled. */
interface Target {
  readonly container: unknown[] | Record<string, unknown> | Map<unknown, unknown>;
  remaining: number;
  key: unknown;
  hasKey: boolean;
}

/** Reads a message from its start to its end. */
export class Reader {
  #at = 0;

  /** A reader of `items`, which must be an array. `byNumber` finds functions. */
  constructor(
    private readonly items: Message,
    private readonly byNumber: FunctionByNumber,
  ) {
    if (!Array.isArray(items)) throw new WireFault("not a message");
  }

  /** The next item. */
  item(): Item {
    if (this.#at >= this.items.length) throw new WireFault("a message that ends too early");
    return this.items[this.#at++];
  }

  /** The next item, which is a number. */
  number(): number {
    const item = this.item();
    if (typeof item !== "number") throw new WireFault("a number was expected");
    return item;
  }

  /** The next item, which is a count of things that take at least `size` items each. */
  count(size: number): number {
    const count = this.number();
    if (!Number.isInteger(count) || count < 0 || count * size > this.items.length - this.#at) {
      throw new WireFault("a count that cannot be");
    }
    return count;
  }

  /** The next item, which is a string. */
  text(): string {
    const item = this.item();
    if (typeof item !== "string") throw new WireFault("a string was expected");
    return item;
  }

  /** The next item, which is a string or undefined. */
  optionalText(): string | undefined {
    const item = this.item();
    if (item !== undefined && typeof item !== "string") throw new WireFault("a string was expected");
    return item;
  }

  /** As many values as the next item says. */
  values(): unknown[] {
    const count = this.count(1);
    const values: unknown[] = [];
    for (let i = 0; i < count; i++) values.push(this.value());
    return values;
  }

  /** The next value. */
  value(): unknown {
    const seen: unknown[] = [];
    const stack: Target[] = [];
    const root = this.#start(seen, stack);
    for (let target = stack.at(-1); target !== undefined; target = stack.at(-1)) {
      if (target.remaining === 0) stack.pop();
      else {
        target.remaining--;
        put(target, this.#start(seen, stack));
      }
    }
    return root;
  }

  /** Reads a value, or the beginning of a container. */
  #start(seen: unknown[], stack: Target[]): unknown {
    const item = this.item();
    if (item !== null) {
      // typed as an item, but it comes from outside
      if (typeof item === "bigint") throw new WireFault("an item that is no primitive");
      if (typeof item === "string") {
        if (item.length >= LONG) seen.push(item);
      } else if (typeof item === "object") {
        if (!(item instanceof Uint8Array)) throw new WireFault("an item that is no primitive");
        seen.push(item);
      }
      return item;
    }
    const tag = this.number();
    switch (tag) {
      case ARRAY:
        return open(seen, stack, [], this.count(1));
      case RECORD:
        return open(seen, stack, Object.create(null), 2 * this.count(2));
      case MAP:
        return open(seen, stack, new Map(), 2 * this.count(2));
      case FUNCTION: {
        const f = this.byNumber(this.number(), this.text());
        if (f === undefined) throw new WireFault("a function that does not exist");
        return f;
      }
      case NULL:
        return null;
      case REF: {
        const index = this.number();
        if (!Number.isInteger(index) || index < 0 || index >= seen.length) {
          throw new WireFault("a reference to nothing");
        }
        return seen[index];
      }
    }
    throw new WireFault("an unknown tag");
  }
}

function open(seen: unknown[], stack: Target[], container: Target["container"], remaining: number): unknown {
  seen.push(container);
  stack.push({ container, remaining, key: undefined, hasKey: false });
  return container;
}

function put(target: Target, value: unknown): void {
  const { container } = target;
  if (Array.isArray(container)) container.push(value);
  else if (!target.hasKey) {
    target.key = value;
    target.hasKey = true;
  } else {
    target.hasKey = false;
    if (container instanceof Map) container.set(target.key, value);
    else if (typeof target.key === "string") container[target.key] = value;
    else throw new WireFault("a key that is no string");
  }
}

/** Appends the results of a host function: their count and the values. */
export function writeResults(out: Message, result: unknown, numberOf: FunctionNumber): void {
  if (!(result instanceof MultipleResults)) {
    out.push(1);
    return writeValue(out, result, "result", numberOf);
  }
  const { values } = result;
  out.push(values.length);
  for (let i = 0; i < values.length; i++) writeValue(out, values[i], `result ${i + 1}`, numberOf);
}
