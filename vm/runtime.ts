/**
 * The state of one instance that is not on a stack: accounts, globals, metatables of basic types, host
 * services. Everything a builtin may use is reached through the `Runtime` it is given.
 *
 * @module
 */

import { ShapeRoot } from "./shape.ts";
import { ceilPowerOfTwo, LuaTable } from "./table.ts";
import { COST, Heap } from "./heap.ts";
import { Meter } from "./meter.ts";
import { Coroutine } from "./coroutine.ts";
import { LimitTrap, LuaThrow } from "./errors.ts";
import { Builtin, Closure, NULL_POINTER, Userdata, type Value } from "./value.ts";
import { metaOf } from "./meta.ts";
import { numberToString, toNumber } from "./number.ts";
import { flat } from "./ropes.ts";
import type { Finalizers } from "./finalizers.ts";
import { collectGarbage } from "./trace.ts";
import { argumentMessage, calleeName, where } from "./debug_info.ts";
import { COLD, PRESSURE, Retry } from "./compiled/signals.ts";
import type { FileSystem } from "./file_system.ts";
import type { FunctionProto } from "../compiler/proto.ts";

/** What the host gives an instance. Everything is optional for the VM; absent means denied. */
export interface HostServices {
  /** wall clock in milliseconds since the epoch; absent: `os.time` and `os.date` have no clock */
  readonly wallClock?: () => number;
  /** monotonic clock in milliseconds, for `os.clock` and time limits */
  readonly clock?: () => number;
  /** minutes to add to UTC to get local time at a moment (milliseconds since the epoch); 0 if absent */
  readonly utcOffset?: (milliseconds: number) => number;
  /** receives the bytes that `print` and `io.write` produce */
  readonly stdout?: (bytes: string) => void;
  /** receives the bytes written to `io.stderr` */
  readonly stderr?: (bytes: string) => void;
  /** the next bytes of standard input, undefined at its end */
  readonly stdin?: () => string | undefined;
  /** text of module or file `name` (bytes) for `require`, `dofile`, `loadfile`; undefined if there is none */
  readonly resolve?: (name: string) => { source: string; chunkName: string } | undefined;
  /** compiles source bytes for `load` and `loadstring`; throws `LuaThrow` with Lua's message */
  readonly compile?: (source: string, chunkName: string) => FunctionProto;
  /** files for `io.open`, `os.remove` and their like */
  readonly files?: FileSystem;
}

/** Limits the VM itself enforces. */
export interface VmLimits {
  /** bytes, Infinity for none */
  readonly memory: number;
  /** steps, Infinity for none */
  readonly steps: number;
  /** Lua call frames of one coroutine */
  readonly callDepth: number;
  /** bytes a string may have */
  readonly stringLength: number;
}

/** Longest JS string that every supported engine can build, with room to spare. */
export const MAX_STRING = 0x1fffffe0;

/** What writing to a table that scripts must not change gives. */
export const SEALED = "Attempt to modify a readonly table";

/** LUAI_MAXCALLS less the frames the reference keeps in reserve. */
export const DEFAULT_CALL_DEPTH = 19_996;

/** One instance's state. */
export class Runtime {
  declare readonly shapes: ShapeRoot;
  declare readonly heap: Heap;
  declare readonly meter: Meter;
  declare readonly limits: VmLimits;
  declare readonly services: HostServices;
  /** `_G` */
  declare readonly globals: LuaTable;
  /** private table of libraries (`LUA_REGISTRYINDEX`); scripts reach it only through `debug` */
  declare readonly registry: LuaTable;
  /** the main thread */
  declare readonly main: Coroutine;
  /** the coroutine whose frames are running */
  declare current: Coroutine;
  /** number of arguments the running builtin was called with */
  argCount = 0;
  /** the builtin that runs or ran last; null once the VM itself raises an error */
  callee: Builtin | null = null;
  /** metatables of types without one per value, by type name */
  stringMeta: LuaTable | undefined = undefined;
  readonly typeMeta: Record<"nil" | "boolean" | "number" | "function" | "thread", LuaTable | undefined> = {
    nil: undefined,
    boolean: undefined,
    number: undefined,
    function: undefined,
    thread: undefined,
  };
  /** per-library state (random generator, files, ...), keyed by the library's own symbol */
  readonly state = new Map<symbol, unknown>();
  /** the instance's part of caches of compiled patterns and formats, see `stdlib/compiled_cache.ts` */
  readonly caches: unknown[] = [];
  /** a debug hook is running: it is not hooked itself */
  inHook = false;
  /** the promise a suspended run waits for, and how to settle its call */
  pending: PromiseLike<unknown> | null = null;
  /** runs of the interpreter that are active or suspended */
  entries = 0;
  /** coroutines that have a debug hook */
  hooked = 0;
  /** objects the host holds on to (callbacks, results), kept alive by the trace */
  readonly handles = new Set<Value>();
  /** `__gc` of userdata is honoured; null for instances that have no finalizers */
  finalizers: Finalizers | null = null;
  /** yields across pcall, metamethods and iterators give 5.1's error */
  strictYield = false;
  /** what `pcall` returns after `false`, for environments that make it different from the error's value */
  caught: ((value: Value) => Value[]) | null = null;
  /** heat at which functions and loops are compiled; Infinity: never */
  hot = COLD;
  /** compiled code is on top: its registers are out of a trace's sight */
  compiled = false;
  /** something of the instance has run as compiled code */
  everCompiled = false;
  /** builtins that call back are at work between two calls: traces come before their next call, in all tiers */
  driving = 0;
  /** a frame of a Lua function was pushed that the loop may enter as compiled code */
  fresh = false;
  private readonly addresses = new WeakMap<object, number>();
  private nextAddress = 0x5588_0000_1000;

  constructor(options: { limits: VmLimits; services: HostServices; shapes?: ShapeRoot }) {
    this.shapes = options.shapes ?? new ShapeRoot();
    this.limits = options.limits;
    this.services = options.services;
    this.heap = new Heap(options.limits.memory);
    this.heap.onPressure = (bytes) => {
      if (this.driving > 0) {
        // it goes on until its next call, where a trace is possible
        if (this.heap.used <= 2 * this.heap.limit + (64 << 20)) return;
        throw new LimitTrap("memory", "memory limit exceeded");
      }
      if (this.compiled) throw PRESSURE;
      const before = this.heap.sinceTrace;
      collectGarbage(this, false, bytes);
      if (this.entries > 0) this.meter.charge(traceDebt(before, this.heap.used));
    };
    this.meter = new Meter(options.limits.steps, options.services.clock ?? (() => 0));
    // what the host does on its own account costs a script nothing
    this.heap.onWork = (steps) => {
      if (this.entries > 0) this.meter.charge(steps);
    };
    this.heap.onSealed = () => {
      this.callee = null;
      this.error(SEALED);
    };
    this.globals = new LuaTable(this.shapes);
    this.registry = new LuaTable(this.shapes);
    this.main = new Coroutine(this.globals, undefined);
    this.current = this.main;
  }

  // ---- accounts ---------------------------------------------------------------------------------

  /** Charges `n` steps for work inside a builtin. */
  charge(n: number): void {
    this.meter.charge(n);
  }

  /** Checks that a string of `length` bytes may be built and charges its memory and its steps. */
  chargeString(length: number): void {
    if (length > this.limits.stringLength) this.error("string length overflow");
    this.heap.chargeString(length);
    this.meter.charge(length >>> 4);
  }

  /** As `chargeString`, where that meets no bound; otherwise false, and nothing is charged. */
  chargesQuickly(length: number): boolean {
    const { heap, meter } = this;
    const used = heap.used + COST.string + length;
    const left = meter.left - (length >>> 4);
    if (used > heap.threshold || left < 0 || length > this.limits.stringLength) return false;
    heap.used = used;
    meter.left = left;
    return true;
  }

  /** The number a value is or spells (`tonumber` without a base); long strings are charged for. */
  toNumber(value: Value): number | undefined {
    if (typeof value === "string" && value.length > 64) this.charge(value.length >>> 3);
    return toNumber(value);
  }

  /** `#table`: a border, the same one Lua 5.1 finds. */
  border(table: LuaTable): number {
    const n = table.length();
    return n >= 0 ? n : table.linearLength(this.heap);
  }

  /** A new table with room for `arraySize` and `hashSize` entries, charged. */
  newTable(arraySize = 0, hashSize = 0): LuaTable {
    this.heap.charge(COST.table + ceilPowerOfTwo(hashSize) * COST.hashSlot);
    return new LuaTable(this.shapes, arraySize, hashSize);
  }

  /**
   * Traces what is live, clears weak tables, sets the account. Only at safe points: everything live must
   * be on a stack or reachable from the globals. `during`: the instruction has not stored its result yet.
   *
   * @throws {LimitTrap} `memory`, when what is live does not fit
   */
  collect(during = false): void {
    const { heap, meter } = this;
    const before = heap.sinceTrace;
    collectGarbage(this, true, 0, during);
    if (this.finalizers?.pending === true) {
      // they are called before the next instruction
      meter.interrupt();
      meter.everyStep = true;
    }
    // not `charge`: the loop traps before its next instruction
    if (this.entries > 0) meter.left -= traceDebt(before, heap.used);
  }

  /** Lets go of everything a script made. Nothing may run afterwards. */
  discard(): void {
    this.globals.discard();
    this.registry.discard();
    this.stringMeta = undefined;
    for (const type of Object.keys(this.typeMeta) as (keyof Runtime["typeMeta"])[]) {
      this.typeMeta[type] = undefined;
    }
    this.state.clear();
    this.caches.length = 0;
    this.handles.clear();
    this.main.discard();
    this.current = this.main;
    this.pending = null;
    this.callee = null;
  }

  /** Has the interpreter call the running builtin again, if compiled code called it. */
  leaveCompiled(): void {
    if (this.compiled) throw PRESSURE;
  }

  /** The same, where growth of `table` could reach the memory limit half-way. */
  leaveIfTight(table: LuaTable): void {
    if (this.compiled && this.heap.used + 256 + 4 * table.bytes > this.heap.limit) throw PRESSURE;
  }

  /** Takes note of a new userdata that may get a finalizer. */
  track(userdata: Userdata): Userdata {
    if (this.finalizers !== null) {
      this.finalizers.add(userdata);
      this.heap.observe();
    }
    return userdata;
  }

  // ---- types and metatables ---------------------------------------------------------------------

  /** The metatable of any value. */
  metatableOf(value: Value): LuaTable | undefined {
    if (value instanceof LuaTable || value instanceof Userdata) return value.metatable;
    if (typeof value === "string") return this.stringMeta;
    return this.typeMeta[typeName(value) as keyof Runtime["typeMeta"]];
  }

  /** Metamethod `name` of a value, by name (`luaL_getmetafield`). */
  metafield(value: Value, name: string): Value {
    const metatable = this.metatableOf(value);
    return metatable === undefined ? undefined : metatable.getString(name);
  }

  /** The `__call` metamethod of a value. */
  callMetamethod(value: Value): Value {
    const metatable = this.metatableOf(value);
    return metatable === undefined ? undefined : metaOf(metatable).events[12];
  }

  /** `tostring` without metamethods. */
  basicToString(value: Value): string {
    switch (typeof value) {
      case "string":
        return value;
      case "number":
        return numberToString(value);
      case "undefined":
        return "nil";
      case "boolean":
        return value ? "true" : "false";
    }
    return flat(`${typeName(value)}: `, this.addressOf(value));
  }

  /** A stable number for an object, in the look of an address. Says nothing about the process. */
  addressOf(value: object): string {
    if (value === NULL_POINTER) return "(nil)";
    let address = this.addresses.get(value);
    if (address === undefined) {
      address = this.nextAddress;
      this.nextAddress += 0x40;
      this.addresses.set(value, address);
    }
    return "0x" + address.toString(16).padStart(12, "0");
  }

  // ---- errors -----------------------------------------------------------------------------------

  /** `luaL_error`: throws `message` with the position of the caller at `level` (1 by default). */
  error(message: string, level = 1): never {
    if (this.compiled) throw new Retry(() => this.error(message, level), level === 1 ? message : undefined);
    throw this.raised(message, level);
  }

  /** The error that `error` throws. */
  raised(message: string, level = 1): LuaThrow {
    if (message.length > 255) this.charge(message.length >>> 4);
    const text = flat(where(this, level), message);
    this.heap.chargeString(text.length);
    return new LuaThrow(text);
  }

  /** `luaL_argerror`: `bad argument #n to 'f' (message)`. */
  argError(n: number, message: string): never {
    if (this.compiled) throw new Retry(() => this.argError(n, message), message, n);
    this.error(argumentMessage(calleeName(this), n, message));
  }

  /** `luaL_typerror`: `bad argument #n to 'f' (expected expected, got ...)`. */
  argTypeError(n: number, expected: string, value: Value): never {
    const got = n > this.argCount ? "no value" : typeName(value);
    this.argError(n, `${expected} expected, got ${got}`);
  }
}

/**
 * Steps to charge for a trace. Allocation pays for the traces it makes necessary; but close to the limit, or
 * when a script asks for them, traces come without it.
 */
function traceDebt(allocated: number, live: number): number {
  const debt = Math.floor(live / 32 - allocated / 16);
  return debt > 0 ? debt : 0;
}

/** Lua's name of a value's type. */
export function typeName(value: Value): string {
  switch (typeof value) {
    case "undefined":
      return "nil";
    case "boolean":
      return "boolean";
    case "number":
      return "number";
    case "string":
      return "string";
  }
  if (value instanceof LuaTable) return "table";
  if (value instanceof Closure || value instanceof Builtin) return "function";
  return value instanceof Userdata ? "userdata" : "thread";
}
