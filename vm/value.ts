/**
 * Lua values and their JS representation.
 *
 * | Lua | JS |
 * | --- | --- |
 * | nil | `undefined`, never `null` |
 * | boolean, number | `boolean`, `number` |
 * | string | JS string, one char (0-255) per byte |
 * | table, function, thread, userdata | one class each |
 *
 * No Lua value is a JS array, so an array can stand for "several values" where a builtin returns.
 *
 * @module
 */

import type { Code } from "./code.ts";
import type { Coroutine } from "./coroutine.ts";
import { nextId } from "./object_index.ts";
import type { Runtime } from "./runtime.ts";
import { LuaTable } from "./table.ts";

/** Any Lua value. */
export type Value =
  | undefined
  | boolean
  | number
  | string
  | LuaTable
  | Closure
  | Builtin
  | Coroutine
  | Userdata;

/** A Lua function of either kind. */
export type LuaFunction = Closure | Builtin;

/** Heap cell of a local variable that an inner function captures. */
export class Box {
  declare v: Value;
  /** number of the trace that met it last, see `vm/trace.ts`; all nodes have one */
  mark = 0;
  constructor(v: Value) {
    this.v = v;
  }
}

/** A Lua closure: code, captured variables, and its environment (`setfenv`). */
export class Closure {
  declare readonly code: Code;
  declare readonly upvalues: Box[];
  declare env: LuaTable;
  mark = 0;
  /** as a key, see `vm/object_index.ts` */
  id = 0;
  constructor(code: Code, upvalues: Box[], env: LuaTable) {
    this.code = code;
    this.upvalues = upvalues;
    this.env = env;
  }
}

/**
 * What a builtin returns: a single value bare; none or several values as an array; or, for builtins
 * declared with `mayCall`, a {@linkcode Continuation} or a {@linkcode Suspension}.
 */
export type BuiltinResult = Value | Value[] | Continuation | Suspension;

/**
 * Body of a builtin that calls Lua functions: it yields `[f, ...args]` and is resumed with all results
 * of the call. It runs as a frame of its own, so yields, errors and limits inside the call just work.
 */
export type BuiltinGenerator = Generator<Value[], Value | Value[], Value[]>;

/**
 * A {@linkcode BuiltinGenerator} that calls nothing but a function that compares two values, written as a machine:
 * whoever runs it may ask it directly, without the lists that `next` is about.
 */
export abstract class Comparing {
  /** what compares; undefined when it depends on the values */
  declare readonly comparator: Value;
  /** the values to be compared */
  left: Value = undefined;
  right: Value = undefined;

  constructor(comparator: Value) {
    this.comparator = comparator;
  }

  /** Goes on with the answer to the last comparison (the first time, none) up to the next one; false at the end. */
  abstract advance(answer: boolean): boolean;
}

/** A {@linkcode BuiltinGenerator} that calls one function for each of many things, written as a machine: as {@linkcode Comparing}. */
export abstract class Mapping {
  /** the function, and the arguments of the next call behind it */
  declare readonly call: Value[];

  constructor(call: Value[]) {
    this.call = call;
  }

  /** Goes on with the first result of the last call (the first time, none) up to the next one; false at the end. */
  abstract advance(result: Value): boolean;

  /** The builtin's results, at the end. */
  abstract results(): Value[];
}

/** Wraps a {@linkcode BuiltinGenerator} as the result of a `mayCall` builtin. */
export class Continuation {
  declare readonly generator: BuiltinGenerator;
  constructor(generator: BuiltinGenerator) {
    this.generator = generator;
  }
}

/**
 * Result of a `mayCall` builtin whose values come later: the script is suspended until the host settles
 * the call (see `vm/entry.ts`).
 */
export class Suspension {
  declare readonly promise: PromiseLike<unknown>;
  constructor(promise: PromiseLike<unknown>) {
    this.promise = promise;
  }
}

/** How the interpreter hands arguments to a builtin. */
export const enum BuiltinKind {
  /** `fn(rt, a, b, c, d, ...)`: missing arguments are undefined, `rt.argCount` tells how many came */
  Fixed = 0,
  /** `fn(rt, args)`: one array of all arguments, owned by the callee */
  Variadic = 1,
  /** handled inside the interpreter (pcall, coroutine.resume, ...); see `vm/specials.ts` */
  Special = 2,
}

/** Library functions that the VM knows: `TFORCALL` carries out the first two, compiled code those from `Pcall` on. */
export const enum Intrinsic {
  None = 0,
  /** `next` */
  Next = 1,
  /** the iterator that `ipairs` returns */
  IpairsStep = 2,
  Error = 3,
  Pcall = 4,
  /** `coroutine.resume` */
  Resume = 5,
  /** a function that `coroutine.wrap` made; `held` is the coroutine */
  Wrapped = 6,
  Yield = 7,
  Xpcall = 8,
}

// deno-lint-ignore no-explicit-any
type BuiltinFunction = (rt: Runtime, ...args: any[]) => BuiltinResult;

/**
 * The everyday case of a builtin for one number of arguments, which compiled code tries first: the one result,
 * or `EXIT` (`vm/compiled/signals.ts`) with nothing done where arguments are out of the ordinary, or a charge
 * meets a bound. It must charge what the builtin charges, throw nothing, and read neither `argCount` nor `callee`.
 * That for one argument may declare a second parameter: the list of all arguments behind the first, if there are any.
 */
// deno-lint-ignore no-explicit-any
export type QuickFunction = (rt: Runtime, ...args: any[]) => Value;

/**
 * What `fn` is, with at most six arguments that come one by one, and with results that need no list: the first is returned, the others are in `FURTHER`
 * (`vm/further.ts`). A builtin that may call returns its {@linkcode Continuation} all the same.
 */
// deno-lint-ignore no-explicit-any
export type SeveralFunction = (rt: Runtime, ...args: any[]) => Value | Continuation;

const NOT_QUICK: readonly (QuickFunction | undefined)[] = Object.freeze([]);

/**
 * A function written in TypeScript. Stateless and frozen: all per-instance state lives in the
 * `Runtime` passed to it, so library functions are shared by all instances.
 */
export class Builtin {
  declare readonly name: string;
  declare readonly kind: BuiltinKind;
  declare readonly fn: BuiltinFunction;
  /** the function may return a {@linkcode Continuation} */
  declare readonly mayCall: boolean;
  /** a Lua value the function keeps alive (an iterator's state), for the trace */
  declare readonly held: Value;
  /** which library function the interpreter may carry out itself */
  declare readonly intrinsic: Intrinsic;
  /**
   * compiled code may call it: it looks at no frames, may be called again after it has thrown, and does
   * nothing before it asks for memory
   */
  declare readonly direct: boolean;
  /** by number of arguments; only of builtins that all instances share */
  declare readonly quick: readonly (QuickFunction | undefined)[];
  /** for builtins that give several results, or take any number of arguments; they are direct */
  declare readonly several: SeveralFunction | undefined;
  /** what an iterator made by a library keeps between its steps; scripts cannot see it */
  declare readonly state: unknown;
  /** not for marks: most builtins are shared by all instances */
  readonly mark = NaN;
  readonly id = nextId();
  constructor(
    name: string,
    kind: BuiltinKind,
    fn: BuiltinFunction,
    mayCall = false,
    held: Value = undefined,
    intrinsic: Intrinsic = Intrinsic.None,
    direct = false,
    quick: readonly (QuickFunction | undefined)[] = NOT_QUICK,
    several: SeveralFunction | undefined = undefined,
    state: unknown = undefined,
  ) {
    this.name = name;
    this.kind = kind;
    this.fn = fn;
    this.mayCall = mayCall;
    this.held = held;
    this.intrinsic = intrinsic;
    this.direct = direct;
    this.quick = quick;
    this.several = several;
    this.state = state;
  }
}

/** Full userdata: an opaque value with a metatable, made by `newproxy` or by a library. */
export class Userdata {
  mark = 0;
  id = 0;
  declare metatable: LuaTable | undefined;
  env: LuaTable | undefined = undefined;
  /** its finalizer has been called, or is due */
  finalized = false;
  /** what the library that made it keeps in it; scripts cannot see it */
  declare readonly payload: unknown;
  constructor(payload: unknown, metatable: LuaTable | undefined) {
    this.payload = payload;
    this.metatable = metatable;
  }
}

/**
 * The null pointer as a light userdata, such as `cjson.null`: one value for all instances, without a metatable.
 */
export const NULL_POINTER: Userdata = new Userdata(null, undefined);
