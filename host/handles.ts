/**
 * Lua values in JS hands: functions as callables, coroutines and userdata as opaque references.
 *
 * Each belongs to one instance. As long as JS holds one, the Lua value counts as live (`rt.handles`); the
 * same Lua value gives the same JS object while that object is alive.
 *
 * @module
 */

import { Coroutine } from "../vm/coroutine.ts";
import type { Builtin, Closure, Userdata, Value } from "../vm/value.ts";
import { UsageError } from "./errors.ts";
import type { HostRuntime } from "./state.ts";
import type { HostInput, LuaFunction, LuaOutput, LuaReference } from "./values.ts";

/** What stands behind a JS object made here. */
interface Handle {
  readonly rt: HostRuntime;
  readonly value: Closure | Builtin | Coroutine | Userdata;
  released: boolean;
}

const handles = new WeakMap<object, Handle>();

/** `Symbol.dispose`, where the engine has it. */
export const DISPOSE: typeof Symbol.dispose = Symbol.dispose ?? Symbol.for("Symbol.dispose");

function live(object: object): Handle {
  const handle = handles.get(object);
  if (handle === undefined) throw new UsageError("not a value of an instance");
  if (handle.released) throw new UsageError("the Lua value was released");
  return handle;
}

function release(object: object): void {
  const handle = handles.get(object);
  if (handle === undefined || handle.released) return;
  handle.released = true;
  handle.rt.held?.delete(handle.value);
  handle.rt.handles.delete(handle.value);
}

/** Methods of all callables. Fixed: nothing a script does changes how a callable prints or converts. */
const FUNCTION_PROTOTYPE: object = Object.freeze(Object.create(Function.prototype, {
  all: {
    value: function all(this: LuaFunction, ...args: HostInput[]): LuaOutput | LuaOutput[] {
      const { rt, value } = live(this);
      return rt.caller.sync(rt, value, args, true);
    },
  },
  async: {
    // deno-lint-ignore require-await
    value: async function (this: LuaFunction, ...args: HostInput[]): Promise<LuaOutput | LuaOutput[]> {
      const { rt, value } = live(this);
      return rt.caller.async(rt, value, args, false);
    },
  },
  allAsync: {
    // deno-lint-ignore require-await
    value: async function (this: LuaFunction, ...args: HostInput[]): Promise<LuaOutput | LuaOutput[]> {
      const { rt, value } = live(this);
      return rt.caller.async(rt, value, args, true);
    },
  },
  release: {
    value: function (this: LuaFunction): void {
      release(this);
    },
  },
  [DISPOSE]: {
    value: function (this: LuaFunction): void {
      release(this);
    },
  },
  toString: { value: () => "[Lua function]" },
}));

class Reference implements LuaReference {
  readonly type: "thread" | "userdata";
  constructor(type: "thread" | "userdata") {
    this.type = type;
    Object.freeze(this);
  }
  release(): void {
    release(this);
  }
  toString(): string {
    return `[Lua ${this.type}]`;
  }
}

/**
 * The JS side of a Lua function, coroutine or userdata. A `lasting` one lives as long as the Lua value: engines
 * keep what a `WeakRef` was made for until the job ends, and with it the whole instance.
 */
export function hold(
  rt: HostRuntime,
  value: Closure | Builtin | Coroutine | Userdata,
  isFunction: boolean,
  lasting = false,
): LuaFunction | LuaReference {
  const held = rt.held ??= new WeakMap();
  const known = held.get(value)?.deref();
  if (known !== undefined) return known;
  let object: LuaFunction | LuaReference;
  if (isFunction) {
    const callable = (...args: HostInput[]): LuaOutput | LuaOutput[] => {
      const handle = live(callable);
      return handle.rt.caller.sync(handle.rt, handle.value, args, false);
    };
    object = Object.setPrototypeOf(callable, FUNCTION_PROTOTYPE) as LuaFunction;
  } else object = new Reference(value instanceof Coroutine ? "thread" : "userdata");
  handles.set(object, { rt, value, released: false });
  rt.handles.add(value);
  if (lasting) {
    held.set(value, { deref: () => object });
    return object;
  }
  held.set(value, new WeakRef(object));
  rt.dropped ??= new FinalizationRegistry((value: Value) => {
    // a new JS object may have taken the place of the one that was collected
    if (rt.held?.get(value as object)?.deref() === undefined) rt.handles.delete(value);
  });
  rt.dropped.register(object, value);
  return object;
}

/**
 * The Lua value behind a JS object made here; undefined for any other object, a string saying why it cannot
 * be used in `rt`.
 */
export function unwrap(rt: HostRuntime, object: object): Value | string {
  const handle = handles.get(object);
  if (handle === undefined) return undefined;
  if (handle.rt !== rt) return "it belongs to another instance";
  if (handle.released) return "it was released";
  return handle.value;
}
