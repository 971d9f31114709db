/**
 * What compiled code runs in: the accounts of the instance at work, the slow halves of instructions, and what
 * is kept of compiled activations on the way out.
 *
 * There is one context for the whole process. Compiled code of one instance at most is on the JS stack above
 * any entry, and entering saves and restores what it finds (`vm/compiled/tier.ts`).
 *
 * Slow halves return {@linkcode EXIT} without having done anything when they leave the instruction to the
 * interpreter. None of them throws.
 *
 * @module
 */

import type { Code, InlineCache } from "../code.ts";
import type { Coroutine } from "../coroutine.ts";
import { LimitTrap, LuaThrow } from "../errors.ts";
import { FURTHER } from "../further.ts";
import { COST, type Heap } from "../heap.ts";
import { findField, FREE_LINKS, knownCase, learnHandled, storeKnown } from "../fields.ts";
import { Event, metaOf } from "../meta.ts";
import type { Meter } from "../meter.ts";
import { negatedNaN, negativeNaN, toNumber, toStringValue } from "../number.ts";
import { compute, equalityHandler, modulo, power } from "../operators.ts";
import { joined, joinedFew, joinedList } from "../ropes.ts";
import type { Runtime } from "../runtime.ts";
import type { ShapeRoot } from "../shape.ts";
import { LuaTable } from "../table.ts";
import { type Builtin, type BuiltinGenerator, Closure, Continuation, type Value } from "../value.ts";

import { knowsMore } from "./cases.ts";
import { FIRST_ROOM, MAX_NEST, type Room, roomBelow, stepBelow } from "./js_stack.ts";
import { type Ended, Guard, raise, type Raised } from "./raise.ts";
import { METERED, resumptionBy, Saved, type Way } from "./saved.ts";
import { CALL, EXIT, PRESSURE, Retry } from "./signals.ts";

/** Strings up to this length are worked on at no charge. */
const LONG = 255;
/** Strings up to this length are converted to numbers at no charge. */
const LONG_NUMERAL = 64;
/** More than a new key of a few takes. */
const ROOM = 1024;
/** Times that a case was not written for a site before its function is compiled anew. */
const LATE = 200;

/**
 * A coroutine that yields no deeper than that, with so many slots of the stack above the arguments of `yield`, is
 * continued without asking how deep it is and how much it gets.
 */
const PLAIN_DEPTH = 33;
const PLAIN_STACK = 16;

/** Bytes of JS stack for the frames of what makes a protected call. */
const PROTECTED_BYTES = 1000;

/** What a call has returned, as a list. */
export function listOf(result: Value | readonly Value[]): readonly Value[] {
  return Array.isArray(result) ? result : [result as Value];
}

/** Those of `values`, which are those of the registers `kept`, that belong to `registers`; both ascend. */
function selected(
  values: readonly Value[],
  kept: readonly number[],
  registers: readonly number[],
): Value[] {
  const result: Value[] = [];
  for (let k = 0; result.length < registers.length; k++) {
    if (kept[k] === registers[result.length]) result.push(values[k]);
  }
  return result;
}

/** See the module comment. */
export class Context {
  rt: Runtime = null as unknown as Runtime;
  meter: Meter = null as unknown as Meter;
  heap: Heap = null as unknown as Heap;
  shapes: ShapeRoot = null as unknown as ShapeRoot;
  /** highest frame index and stack size that take nothing that was not charged, and for which JS has stack */
  max = 0;
  top = 0;
  /** `limits.callDepth` of the instance */
  callDepth = 0;
  /** what the JS stack allows of either in the running coroutine, and bytes for what they do not tell */
  jsDepth = 0;
  jsTop = 0;
  pool = 0;
  /** frames, stack slots and bytes that fit on the JS stack above an entry of the interpreter */
  room: Room = FIRST_ROOM;
  /** a trace is due once the frames are in place */
  collect = false;
  /** the limit that ends the run once the frames are in place */
  trap: unknown = undefined;
  /** something other than Lua functions called by call instructions is among them */
  mixed = false;
  /** `cCalls` of the running coroutine, and the calls by way of builtins and metamethods that are under way */
  nest = 0;
  /** what stops an error in the running coroutine */
  guard: Guard = Guard.None;
  /** the coroutine that was entered: all others were resumed by compiled code */
  entered: Coroutine = null as unknown as Coroutine;
  /** an error is on its way to a `pcall` of compiled code, as a result */
  throwing = false;
  thrown: Value = undefined;
  /** handlers of the `xpcall`s of compiled code that are under way, and what calls one; see `protected.ts` */
  readonly handlers: Value[] = [];
  callHandler!: (raised: Raised, handler: Value, depth: number, func: number) => Value;
  /** an error on its way whose position depends on the frames it passes through */
  raising: Raised | undefined = undefined;
  /** what a builtin has thrown, and the accounts as it left them */
  failed: LuaThrow | Retry | Ended | undefined = undefined;
  failedLeft = 0;
  failedUsed = 0;
  /** what the running coroutine yields, on its way to the `resume` of compiled code: one value bare, else a list */
  yielded: Value = undefined;
  yielding = false;
  /** a continued activation has yielded what it has returned, and is kept in the entry it came in */
  pausing = false;
  /** two values that nobody reads */
  readonly unread: readonly Value[] = [undefined, undefined];
  /** what `resume` or `pcall` returns first */
  ok = true;
  /** what the innermost frame does once it is there: call this, take these results, raise this error */
  pendingCall: Value[] | undefined = undefined;
  pendingResults: Value[] | undefined = undefined;
  pendingError: (() => LuaThrow) | undefined = undefined;
  /** runs a builtin that calls functions, see `nested.ts` */
  drive!: (f: Builtin, generator: BuiltinGenerator, nargs: number, depth: number, func: number) => Value;
  /** the metamethod that an instruction has to call, and the table or value it belongs to */
  handler: Value = undefined;
  self: Value = undefined;
  /** what functions have in place of what is not compiled yet */
  unmade: readonly unknown[] = [];
  /** has a function compiled anew that knows too few kinds of tables */
  relearn!: (code: Code) => boolean;
  /** that is why compiled code was left */
  learned = false;
  private bump = 0;

  /** the running coroutine; there is no field for it, because it would refer to young objects all the time */
  get co(): Coroutine {
    return this.rt.current;
  }

  /** the innermost one of the activations of the running coroutine that have left */
  get saved(): Saved | null {
    return this.rt.current.frozen;
  }
  set saved(innermost: Saved | null) {
    this.rt.current.frozen = innermost;
  }

  /** an exception has gone through compiled code, so what was on its way has not arrived */
  broken = false;

  /** Drops what was on its way. */
  forget(): void {
    this.broken = false;
    this.collect =
      this.mixed =
      this.throwing =
      this.yielding =
      this.pausing =
      this.learned =
        false;
    this.ok = true;
    this.trap =
      this.thrown =
      this.yielded =
      this.handler =
      this.self =
        undefined;
    this.raising = this.failed = undefined;
    this.pendingCall = this.pendingResults = this.pendingError = undefined;
  }

  /** Whether a function has been compiled in the form `compiled`. */
  isMade(compiled: unknown): boolean {
    return !this.unmade.includes(compiled);
  }

  // ---- leaving ------------------------------------------------------------------------------------

  /** Keeps an activation that leaves by `way`, as `taken`, with `values`; see `leaveWith`. */
  save(
    closure: Closure,
    way: Way,
    depth: number,
    base: number,
    varargs: readonly Value[] | undefined,
    tailCalls: number,
    list: Value | readonly Value[],
    values: Value[],
  ): Value {
    const { registers, kept, open } = way;
    if (registers !== kept) values = selected(values, kept, registers);
    const opened = open < 0 ? undefined : listOf(list);
    let { pc } = way;
    // a handler would see steps that were taken off too early
    const raises = this.guard !== Guard.None && !(way.prepaid && this.guard === Guard.Xpcall);
    if (raises && this.saved === null && !this.collect && !this.leaving()) {
      pc = raise(this, closure, pc, depth, base, registers, values, open, opened);
      if (pc < 0) return EXIT;
    }
    pc += this.bump;
    this.bump = 0;
    const resumption = resumptionBy(way, closure, pc);
    const entry = new Saved(closure, pc, base, registers, values, varargs, tailCalls, resumption);
    entry.openAt = open;
    entry.open = opened;
    this.keep(entry);
    return EXIT;
  }

  /** The same for an activation that was kept before, with the same registers. */
  saveAgain(entry: Saved, way: Way, left: number): Value {
    way = this.taken(way, left);
    if (this.throwing) return EXIT;
    let { pc } = way;
    const { closure } = entry;
    if (
      this.yielding !== true && this.guard !== Guard.None && this.saved === null && !this.collect &&
      !this.leaving()
    ) {
      pc = raise(this, closure, pc, 0, entry.base, entry.registers, entry.values, -1, undefined);
    }
    pc += this.bump;
    this.bump = 0;
    if (pc !== entry.pc) {
      entry.pc = pc;
      entry.resumption = resumptionBy(way, closure, pc);
    }
    entry.outer = null;
    this.keep(entry);
    return EXIT;
  }

  /**
   * Keeps a continued activation that yields `value` in the entry it came in, whose list holds the values `way` wants:
   * what goes to `resume`.
   */
  pause(entry: Saved, way: Way, left: number, value: Value): Value {
    this.meter.left = left + way.give;
    const { pc } = way;
    if (entry.pc !== pc) {
      entry.pc = pc;
      entry.registers = way.registers;
      entry.resumption = resumptionBy(way, entry.closure, pc);
    }
    this.pausing = true;
    return value;
  }

  /** The form of `way` that is taken. Puts the steps left in the meter. */
  taken(way: Way, left: number): Way {
    if (way.again !== undefined && !this.out()) way = way.again;
    this.settle(way, left);
    return way;
  }

  /** Puts the steps left in the meter. */
  settle({ give }: Way, left: number): void {
    const { meter } = this;
    meter.left = give < 0 ? meter.left + METERED - give : left + give;
  }

  /** Adds an activation to those that have left. */
  keep(entry: Saved): void {
    const { current } = this.rt;
    const innermost = current.frozen;
    if (innermost === null) {
      current.frozen = entry;
      entry.last = entry;
    } else {
      innermost.last.outer = entry;
      innermost.last = entry;
    }
  }

  /** Whether what was called is on its way out; otherwise it has not begun, and the call is to be done again. */
  out(): boolean {
    return this.saved !== null || this.throwing || this.leaving();
  }

  /** Whether there is something to do once the frames are in place. */
  private leaving(): boolean {
    return this.yielding || this.trap !== undefined || this.pendingError !== undefined;
  }

  /** What was called by a tail call is on its way out: whether that is so, as `out` says. */
  tailed(): boolean {
    const { frozen } = this.rt.current;
    if (frozen === null) return this.throwing || this.leaving();
    frozen.last.tailCalls++;
    return true;
  }

  /**
   * Called where a function at frame `depth` begins that needs a stack of `top` slots: if that is past what is known
   * to be there, makes room and charges for it as the interpreter would. True when the interpreter has to,
   * because JS has no room, or a limit or a trace may come.
   */
  deep(depth: number, top: number): boolean {
    if (this.fits(depth, top)) return false;
    const { co, heap } = this;
    let { stack } = co;
    if (depth > this.jsDepth || top > this.jsTop || depth > this.rt.limits.callDepth) return true;
    const slots = stack.length < top ? Math.max(top, stack.length + (stack.length >> 1)) - stack.length : 0;
    const frames = depth < co.room ? 0 : depth + 1 - co.room;
    const used = heap.used + slots * COST.stackSlot + frames * COST.frame;
    if (used > heap.threshold) return true;
    heap.used = used;
    if (slots > 0) stack = co.ownStack();
    for (let i = 0; i < slots; i++) stack.push(undefined);
    co.room += frames;
    this.refresh();
    return false;
  }

  /**
   * Calls a function that could not begin, now that it is known that there is more of the JS stack. What is known
   * holds only above here: a frame may be larger the next time. `EXIT` when there is none, or it could not begin
   * for another reason.
   */
  beginDeeper(
    closure: Closure,
    { begins, kept, registers }: Way,
    depth: number,
    base: number,
    values: readonly Value[],
    varargs: readonly Value[] | undefined,
  ): Value {
    const { code } = closure;
    const form = begins!;
    const args = selected(values, kept, registers);
    const top = base + code.maxStack;
    const { jsDepth, jsTop, pool } = this;
    if (depth <= jsDepth && top <= jsTop) return EXIT;
    const step = stepBelow();
    if (step === undefined) return EXIT;
    this.jsDepth = depth + step.frames;
    this.jsTop = top + step.slots;
    this.pool = step.bytes;
    this.refresh();
    let result: Value;
    if (varargs !== undefined && varargs.length > 0) {
      result = code[form](closure, depth, base - args.length - varargs.length, ...args, ...varargs);
    } else result = code[form](closure, depth, base, ...args);
    this.jsDepth = jsDepth;
    this.jsTop = jsTop;
    this.pool = pool;
    this.refresh();
    return result;
  }

  /** Called when the pool is used up: true when there is no more. */
  drained(): boolean {
    this.measure();
    return this.pool < 0;
  }

  /** Finds out how much there is besides what is used without asking, once. */
  private measure(): void {
    if (this.room !== FIRST_ROOM) return;
    const room = roomBelow();
    this.jsDepth += room.frames;
    this.jsTop += room.slots;
    this.pool += room.bytes;
    this.room = {
      frames: FIRST_ROOM.frames + room.frames,
      slots: FIRST_ROOM.slots + room.slots,
      bytes: FIRST_ROOM.bytes + room.bytes,
    };
  }

  /** More room than there was when bounds were taken note of. */
  gained(before: Room): void {
    const { frames, slots, bytes } = this.room;
    this.jsDepth += frames - before.frames;
    this.jsTop += slots - before.slots;
    this.pool += bytes - before.bytes;
    this.refresh();
  }

  /** The activation at the bottom of the JS stack is not the one with its registers at `from` any more, but at `to`. */
  begin(from: number, to: number): number {
    this.jsDepth--;
    this.jsTop += to - from;
    this.refresh();
    return to;
  }

  /** Sets the bounds of the running coroutine. */
  refresh(): void {
    const { jsDepth, jsTop, callDepth, co } = this;
    const frames = co.room - 1;
    const slots = co.stack.length;
    const max = frames < callDepth ? frames : callDepth;
    this.max = jsDepth < max ? jsDepth : max;
    this.top = jsTop < slots ? jsTop : slots;
  }

  /**
   * Whether the running coroutine may yield from compiled code: `f` is called at index `depth` of the frames and
   * `func` of the stack with `nargs` arguments.
   */
  yields(f: Builtin, depth: number, func: number, nargs: number): boolean {
    const { rt } = this;
    const co = rt.current;
    if (co === this.entered || (rt.strictYield && this.nest > co.cCalls)) return false;
    if (depth <= this.max && depth <= PLAIN_DEPTH && func + nargs + PLAIN_STACK <= this.top) co.plain = true;
    else if (this.deep(depth, func + nargs + 8)) return false;
    else co.plain = false;
    if (co.yieldedBy !== f) co.yieldedBy = f;
    co.yieldDepth = depth;
    co.yieldAt = func;
    return true;
  }

  /** Whether a native frame at index `depth` and a stack of `top` slots need nothing that was not charged. */
  fits(depth: number, top: number): boolean {
    if (depth <= this.max && top <= this.top) return true;
    if (depth > this.jsDepth || top > this.jsTop) this.measure();
    this.refresh();
    return depth <= this.max && top <= this.top;
  }

  /** Whether a protected call may be made whose frame is at index `depth` and needs `top` slots of the stack. */
  protects(depth: number, top: number): boolean {
    return this.nest < MAX_NEST && this.pool >= PROTECTED_BYTES && this.fits(depth, top);
  }

  /** Begins a protected call; returns what `leave` needs to end it. */
  enter(guard: Guard): Guard {
    const before = this.guard;
    this.guard = guard;
    this.nest++;
    this.pool -= PROTECTED_BYTES;
    return before;
  }

  /** Ends a protected call. */
  leave(before: Guard): void {
    this.guard = before;
    this.nest--;
    this.pool += PROTECTED_BYTES;
    this.ok = true;
  }

  /** Makes the stack `size` slots long for results that are there, as `ensureStack` does. */
  grow(size: number): void {
    if (size <= this.co.stack.length) return;
    const stack = this.co.ownStack();
    const grown = Math.max(size, stack.length + (stack.length >> 1)) - stack.length;
    this.heap.used += grown * COST.stackSlot;
    for (let i = 0; i < grown; i++) stack.push(undefined);
    this.refresh();
  }

  /**
   * A builtin has thrown. It is called again by the interpreter, whose frames its error needs; only a limit
   * ends it here. Gives the steps left.
   */
  caught(error: unknown, granted: number, left: number, used: number): number {
    const { meter } = this;
    if (error instanceof LuaThrow || error instanceof Retry || error === PRESSURE) {
      if (this.guard !== Guard.None && error !== PRESSURE) {
        this.fail(error as LuaThrow | Retry);
      }
      this.rewind(granted, left, used);
      return meter.left + 1;
    }
    if (!(error instanceof LimitTrap)) throw error;
    this.trap = error;
    this.bump = 1;
    return meter.left;
  }

  /** A builtin has failed: that is raised at the instruction that called it, which is to be left. */
  fail(failed: LuaThrow | Retry | Ended): void {
    this.failed = failed;
    this.failedLeft = this.meter.left;
    this.failedUsed = this.heap.used;
  }

  /** Sets the accounts back to before a builtin was called. */
  rewind(granted: number, left: number, used: number): void {
    const { meter } = this;
    meter.left = meter.granted - (granted - left);
    this.heap.used = used;
  }

  // ---- steps --------------------------------------------------------------------------------------

  /**
   * Steps left after a block of `n`, which have been taken off `left` already; negative when the interpreter has to
   * count them one by one.
   */
  more(left: number, n: number): number {
    const { meter } = this;
    meter.left = left + n;
    try {
      if (!meter.grant(n)) return -1;
    } catch (error) {
      this.trap = error;
      this.bump = 1;
      return -1;
    }
    return meter.left -= n;
  }

  // ---- results of builtins ------------------------------------------------------------------------

  /** Calls builtin `f` with a list of arguments. */
  invoke(f: Builtin, args: Value[]): unknown {
    if (f.kind !== 0) return f.fn(this.rt, args);
    return f.fn(this.rt, args[0], args[1], args[2], args[3], args[4], args[5]);
  }

  /** The first of a builtin's results; the builtin lies at stack index `func`. */
  one(result: unknown, depth: number, func: number): Value {
    const { rt } = this;
    if (!Array.isArray(result)) {
      if (!(result instanceof Continuation)) return result as Value;
      result = this.drive(rt.callee!, result.generator, rt.argCount, depth, func);
      return (Array.isArray(result) ? result[0] : result) as Value;
    }
    if (rt.callee!.kind !== 0) this.grow(func + result.length + 1);
    // as the interpreter does where results are moved
    if (result.length > 15 && rt.callee!.kind !== 0) this.meter.charge(result.length >>> 3);
    return result.length > 0 ? result[0] : undefined;
  }

  /**
   * All of a builtin's results: one bare, none or several as an array. `mode` is 0 for a fixed number of
   * results, 1 for an open one, 2 for a tail call.
   */
  several(result: unknown, depth: number, func: number, mode: number): Value | Value[] {
    const { rt } = this;
    const simple = rt.callee!.kind === 0 && mode !== 2;
    if (!Array.isArray(result)) {
      if (result instanceof Continuation) {
        return this.drive(rt.callee!, result.generator, rt.argCount, depth, func);
      }
      if (!simple && mode !== 0) this.grow(func + 2);
      return result as Value;
    }
    if (!simple || mode === 1) this.grow(func + result.length + 1);
    // as the interpreter does where results are moved
    if (!simple && result.length > 15) this.meter.charge(result.length >>> 3);
    return result.length === 1 ? result[0] : result;
  }

  /** The results of an iterator. */
  stepped(result: unknown, depth: number, func: number): Value | Value[] {
    const { rt } = this;
    if (result instanceof Continuation) {
      result = this.drive(rt.callee!, result.generator, rt.argCount, depth, func);
    }
    if (!Array.isArray(result)) return result as Value;
    this.grow(func + result.length + 1);
    if (result.length > 15) this.meter.charge(result.length >>> 3);
    return result;
  }

  /** The same for those it has left in `FURTHER`. */
  moved(func: number): void {
    const count = FURTHER.count + 1;
    this.grow(func + count + 1);
    if (count > 15) this.meter.charge(count >>> 3);
  }

  // ---- indexing -----------------------------------------------------------------------------------

  /** `object[cache.key]` past the first case of the cache. */
  getField(object: Value, cache: InlineCache): Value {
    const key = cache.key;
    if (key.length > LONG) return EXIT;
    if (object instanceof LuaTable) {
      if (this.isLate(cache)) return EXIT;
      const known = knownCase(cache, object);
      return known === CALL ? EXIT : known === EXIT ? findField(object, cache) : known;
    }
    if (typeof object !== "string") return EXIT;
    const metatable = this.rt.stringMeta;
    if (metatable === undefined) return EXIT;
    const holder = metaOf(metatable).index;
    if (!(holder instanceof LuaTable)) return EXIT;
    const at = holder.shape === cache.holder ? cache.holderIndex : holder.findString(key);
    const value = at < 0 ? undefined : holder.slots[at];
    if (value === undefined) return EXIT;
    cache.missing = null;
    cache.holder = holder.shape;
    cache.holderIndex = at;
    return value;
  }

  /** `object[key]`, any types. */
  get(object: Value, key: Value): Value {
    if (typeof key === "number" && object instanceof LuaTable && object.metatable === undefined) {
      return object.getNumber(key);
    }
    if (typeof key === "string" && key.length > LONG) return EXIT;
    for (let i = 0; i < FREE_LINKS; i++) {
      if (!(object instanceof LuaTable)) return EXIT;
      const value = object.get(key);
      if (value !== undefined) return value;
      const metatable: LuaTable | undefined = object.metatable;
      if (metatable === undefined) return undefined;
      const handler = metaOf(metatable).index;
      if (handler === undefined) return undefined;
      object = handler;
    }
    return EXIT;
  }

  /** The slots of a table that is full made more, if that asks for nothing else. */
  moreSlots(object: LuaTable): Value[] | undefined {
    const { heap } = this;
    return heap.used + ROOM > heap.threshold ? undefined : object.growSlots(heap);
  }

  /** Whether it is time to compile a function anew, because a case that it was not written for is met all the time. */
  private isLate(cache: InlineCache): boolean {
    if (++cache.late !== LATE || !knowsMore(cache, this.shapes)) return false;
    return this.learned = this.relearn(cache.owner);
  }

  // ---- metamethods ----------------------------------------------------------------------------------

  /** Leaves the call of metamethod `handler` to compiled code; `self` is the table or value it belongs to. */
  private call(handler: Value, self?: Value): Value {
    if (!(handler instanceof Closure)) return EXIT;
    this.handler = handler;
    this.self = self;
    return CALL;
  }

  /** `object[key]` with metamethods. */
  getMeta(object: Value, key: Value): Value {
    if (typeof key === "string" && key.length > LONG) return EXIT;
    for (let i = 0; i < FREE_LINKS; i++) {
      let handler: Value;
      if (object instanceof LuaTable) {
        const value = object.get(key);
        if (value !== undefined) return value;
        const metatable: LuaTable | undefined = object.metatable;
        if (metatable === undefined) return undefined;
        handler = metaOf(metatable).index;
        if (handler === undefined) return undefined;
      } else {
        const metatable = this.rt.metatableOf(object);
        if (metatable === undefined) return EXIT;
        handler = metaOf(metatable).index;
        if (handler === undefined) return EXIT;
      }
      if (!(handler instanceof LuaTable)) return this.call(handler, object);
      object = handler;
    }
    return EXIT;
  }

  /** `object[cache.key]` with metamethods. */
  fieldMeta(object: Value, cache: InlineCache): Value {
    const value = this.getField(object, cache);
    return value === EXIT ? this.getMeta(object, cache.key) : value;
  }

  /** `object[key] = value` with metamethods; results as those of `set`, or `CALL`. */
  setMeta(object: Value, key: Value, value: Value, cache?: InlineCache): Value {
    // no such key is handed to a handler
    if (key === undefined || key !== key || typeof key === "string" && key.length > LONG) return EXIT;
    for (let i = 0; i < FREE_LINKS; i++) {
      const table: LuaTable | undefined = object instanceof LuaTable ? object : undefined;
      const metatable = table === undefined ? this.rt.metatableOf(object) : table.metatable;
      const handler = metatable === undefined ? undefined : metaOf(metatable).newindex;
      if (table !== undefined && (handler === undefined || table.get(key) !== undefined)) {
        return cache === undefined ? this.set(object, key, value) : this.setField(object, cache, value);
      }
      if (i === 0 && table !== undefined && cache !== undefined) learnHandled(cache, table);
      if (!(handler instanceof LuaTable)) return this.call(handler, object);
      object = handler;
    }
    return EXIT;
  }

  /** `object[cache.key] = value` with metamethods; results as those of `setMeta`. */
  setFieldMeta(object: Value, cache: InlineCache, value: Value): Value {
    return this.isLate(cache) ? EXIT : this.setMeta(object, cache.key, value, cache);
  }

  /** `env[cache.key] = value` with metamethods; results as those of `setMeta`. */
  setGlobalMeta(object: Value, cache: InlineCache, value: Value): Value {
    const done = this.setGlobal(object, cache, value);
    return done === EXIT ? this.setMeta(object, cache.key, value) : done;
  }

  private event(value: Value, event: number): Value {
    const metatable = this.rt.metatableOf(value);
    return metatable === undefined ? undefined : metaOf(metatable).events[event];
  }

  /** Arithmetic with metamethods. */
  arithMeta(op: number, b: Value, c: Value): Value {
    const plain = this.arith(op, b, c);
    if (plain !== EXIT) return plain;
    return isLong(b) || isLong(c) ? EXIT : this.call(this.event(b, op) ?? this.event(c, op));
  }

  /** `-b` with metamethods. */
  negate(b: Value): Value {
    const x = numeral(b);
    if (x !== undefined) return x === x ? -x : negatedNaN(x);
    return isLong(b) ? EXIT : this.call(this.event(b, Event.Unm));
  }

  /** `b .. c` with metamethods. */
  concatMeta(b: Value, c: Value): Value {
    const text = this.concat2(b, c);
    if (text !== EXIT || (isText(b) && isText(c))) return text;
    return this.call(this.event(b, Event.Concat) ?? this.event(c, Event.Concat));
  }

  /** `b == c` with metamethods. */
  equalMeta(b: Value, c: Value): Value {
    const plain = this.equal(b, c);
    return plain !== EXIT || typeof b === "string" ? plain : this.call(equalityHandler(b, c));
  }

  /** `b < c` with metamethods. */
  ltMeta(b: Value, c: Value): Value {
    const plain = this.lt(b, c);
    return plain === EXIT ? this.orderMeta(b, c, Event.Lt) : plain;
  }

  /** `b <= c` with metamethods, but not by way of `__lt`. */
  leMeta(b: Value, c: Value): Value {
    const plain = this.le(b, c);
    return plain === EXIT ? this.orderMeta(b, c, Event.Le) : plain;
  }

  private orderMeta(b: Value, c: Value, event: number): Value {
    if (!(b instanceof LuaTable && c instanceof LuaTable)) return EXIT;
    const handler = this.event(b, event);
    return handler === this.event(c, event) ? this.call(handler) : EXIT;
  }

  /** `object[key] = value`; 0 when done, 1 when done and the interpreter has to go on. */
  set(object: Value, key: Value, value: Value): Value {
    if (!(object instanceof LuaTable)) return EXIT;
    const { heap } = this;
    if (object.metatable !== undefined) {
      const own = object.get(key);
      if (own === undefined && metaOf(object.metatable).newindex !== undefined) return EXIT;
    }
    if (key === undefined || key !== key) return EXIT;
    if (typeof key === "string" && key.length > LONG) return EXIT;
    if (!object.overwrite(key, value)) {
      if (object.shape.sealed || isTight(heap, object)) return EXIT;
      try {
        object.place(heap, key, value);
      } catch (error) {
        return this.stopped(error);
      }
    }
    if (heap.used > heap.threshold && object.metatable === undefined) {
      this.collect = true;
      return 1;
    }
    return 0;
  }

  /** A limit was reached in the middle of an instruction. */
  private stopped(error: unknown): Value {
    if (!(error instanceof LimitTrap)) throw error;
    this.trap = error;
    return 1;
  }

  /** `object[cache.key] = value`; results as those of `set`. */
  setField(object: Value, cache: InlineCache, value: Value): Value {
    const { heap } = this;
    const before = heap.used;
    const done = this.storeField(object, cache, value);
    if (done === 0 && heap.used > heap.threshold && heap.used !== before) {
      this.collect = true;
      return 1;
    }
    return done;
  }

  /** `env[cache.key] = value`; results as those of `set`. */
  setGlobal(object: Value, cache: InlineCache, value: Value): Value {
    return this.storeField(object, cache, value);
  }

  private storeField(object: Value, cache: InlineCache, value: Value): Value {
    const key = cache.key;
    if (key.length > LONG || !(object instanceof LuaTable)) return EXIT;
    const metatable = object.metatable;
    const { heap } = this;
    if (this.isLate(cache)) return EXIT;
    // what growing takes is far from the limit, or looked at below
    if (heap.used + ROOM < heap.limit && storeKnown(heap, cache, object, value)) return 0;
    // a sealed table's error comes from the interpreter, as does what a removed key leaves behind
    if (object.shape.sealed || value === undefined && object.mindsLosses) return EXIT;
    const own = object.findString(key);
    if (own >= 0) {
      if (object.slots[own] !== undefined || metatable === undefined) {
        if (cache.isEvent) object.meta = null;
        else cache.learnStore(object.shape, own, null);
        object.slots[own] = value;
        return 0;
      }
      if (metaOf(metatable).newindex !== undefined) return EXIT;
    } else if (metatable !== undefined && metaOf(metatable).newindex !== undefined) {
      learnHandled(cache, object);
      return EXIT;
    }
    if (isTight(heap, object)) return EXIT;
    const before = object.shape;
    try {
      object.setString(heap, key, value);
    } catch (error) {
      return this.stopped(error);
    }
    const after = object.shape;
    if (own < 0 && !cache.isEvent && !object.isDictionary && after.count === before.count + 1) {
      cache.learnStore(before, before.count, after);
    }
    return 0;
  }

  /** `SETLIST`; results as those of `set`. `given`: see `LuaTable.storeList`. */
  setList(table: LuaTable, first: number, values: Value[], given: boolean): Value {
    const { heap, meter } = this;
    const n = values.length;
    // elements before them that are nil take room as well
    const skipped = Math.max(0, first - table.array.length);
    if (isTight(heap, table, 32 * (n + skipped))) return EXIT;
    meter.left -= n >>> 4;
    try {
      table.storeList(heap, first, values, 0, n, given);
    } catch (error) {
      return this.stopped(error);
    }
    return 0;
  }

  /** `#value`; negative when the interpreter has to find it. */
  length(value: Value): number {
    if (value instanceof LuaTable) return value.length();
    return typeof value === "string" ? value.length : -1;
  }

  // ---- operators ----------------------------------------------------------------------------------

  /** `b % c`. */
  mod(b: number, c: number): number {
    const x = b | 0;
    const y = c | 0;
    if (y > 0 && x === b && y === c) {
      // exact for integers, and the sign of a zero is that of the formula
      const r = (x % y) | 0;
      return r < 0 ? r + y : r;
    }
    return modulo(b, c);
  }

  /** `-b` for a NaN. */
  negatedNaN(b: number): number {
    return negatedNaN(b);
  }

  /** What an invalid operation on numbers gives. */
  invalid(): number {
    return negativeNaN();
  }

  /** `b ^ c`. */
  pow(b: number, c: number): number {
    return power(b, c);
  }

  /** Arithmetic on values that are not both numbers. */
  arith(op: number, b: Value, c: Value): Value {
    const x = numeral(b);
    if (x === undefined) return EXIT;
    const y = numeral(c);
    return y === undefined ? EXIT : compute(op, x, y);
  }

  /** `b < c`. */
  lt(b: Value, c: Value): Value {
    if (typeof b === "string" && typeof c === "string" && (b.length <= LONG || c.length <= LONG)) {
      return b < c;
    }
    return typeof b === "number" && typeof c === "number" ? b < c : EXIT;
  }

  /** `b <= c`. */
  le(b: Value, c: Value): Value {
    if (typeof b === "string" && typeof c === "string" && (b.length <= LONG || c.length <= LONG)) {
      return b <= c;
    }
    return typeof b === "number" && typeof c === "number" ? b <= c : EXIT;
  }

  /** `b == c`. */
  equal(b: Value, c: Value): Value {
    if (b === c) return typeof b === "string" && b.length > LONG ? EXIT : true;
    if (typeof b === "string") {
      return b.length > LONG && typeof c === "string" && c.length === b.length ? EXIT : false;
    }
    return typeof b === "object" && equalityHandler(b, c) !== undefined ? EXIT : false;
  }

  /** `b .. c`. */
  concat2(b: Value, c: Value): Value {
    if (typeof b === "string" && typeof c === "string") {
      return this.chargeText(b.length + c.length) ? joined(b, c) : EXIT;
    }
    const left = textOf(b);
    const right = textOf(c);
    if (left === undefined || right === undefined) return EXIT;
    return this.chargeText(left.length + right.length) ? joined(left, right) : EXIT;
  }

  /** `b .. c .. d`. */
  concat3(b: Value, c: Value, d: Value): Value {
    return this.concat4(b, c, d, "");
  }

  /** `b .. c .. d .. e`. */
  concat4(b: Value, c: Value, d: Value, e: Value): Value {
    const first = textOf(b);
    const second = textOf(c);
    const third = textOf(d);
    const fourth = textOf(e);
    if (first === undefined || second === undefined || third === undefined || fourth === undefined) {
      return EXIT;
    }
    const length = first.length + second.length + third.length + fourth.length;
    return this.chargeText(length) ? joinedFew(first, second, third, fourth, length) : EXIT;
  }

  /** The concatenation of several values. */
  concatList(values: Value[]): Value {
    let length = 0;
    for (let i = 0; i < values.length; i++) {
      const piece = values[i];
      if (typeof piece === "string") length += piece.length;
      else if (typeof piece === "number") length += (values[i] = toStringValue(piece)).length;
      else return EXIT;
    }
    if (!this.chargeText(length)) return EXIT;
    return joinedList(values, 0, values.length - 1, length);
  }

  /** Charges for a string of `length` bytes, if that raises no question. */
  private chargeText(length: number): boolean {
    const { heap, meter } = this;
    const used = heap.used + 24 + length;
    const left = meter.left - (length >>> 4);
    if (used > heap.threshold || left < 0 || length > this.rt.limits.stringLength) return false;
    heap.used = used;
    meter.left = left;
    return true;
  }
}

/** Whether it may be that a table cannot get another key, or elements that take `more` bytes. */
function isTight(heap: Heap, table: LuaTable, more = 0): boolean {
  const { used, limit } = heap;
  // its own bytes have been charged, and take a while to add up
  return 5 * used + 256 + more > limit && used + 256 + more + 4 * table.bytes > limit;
}

function isText(value: Value): boolean {
  return typeof value === "string" || typeof value === "number";
}

/** Whether the interpreter charges for finding out that a string is no number. */
function isLong(value: Value): boolean {
  return typeof value === "string" && value.length > LONG_NUMERAL;
}

function numeral(value: Value): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" && value.length <= LONG_NUMERAL ? toNumber(value) : undefined;
}

// V8 relies on constants of a module as long as they are not exported
const context = new Context();

/** The one context. */
export const CONTEXT = context;

/**
 * What compiled code does when it leaves: keeps an activation of `closure`, with `left` steps left, by the way with
 * a code. As many of the values count as it keeps.
 */
export function leave(
  closure: Closure,
  ways: readonly Way[],
  code: number,
  left: number,
  depth: number,
  base: number,
  a: Value,
  b: Value,
  c: Value,
  d: Value,
  e: Value,
  f: Value,
  g: Value,
  h: Value,
): Value {
  let way = ways[code]!;
  if (context.yielding === true && way.registers === way.kept && way.open < 0) {
    // what is most common, without questions that have one answer then
    context.settle(way, left);
    const values = several(way.kept.length, a, b, c, d, e, f, g, h);
    const resumption = resumptionBy(way, closure, way.pc);
    context.keep(new Saved(closure, way.pc, base, way.registers, values, undefined, 0, resumption));
    return EXIT;
  }
  if (way.begins !== undefined) {
    const values = several(way.kept.length, a, b, c, d, e, f, g, h);
    return context.beginDeeper(closure, way, depth, base, values, undefined);
  }
  way = context.taken(way, left);
  if (context.throwing) return EXIT;
  const values = several(way.kept.length, a, b, c, d, e, f, g, h);
  return context.save(closure, way, depth, base, undefined, 0, undefined, values);
}

/** The first `count` of some values. */
function several(
  count: number,
  a: Value,
  b: Value,
  c: Value,
  d: Value,
  e: Value,
  f: Value,
  g: Value,
  h: Value,
): Value[] {
  switch (count) {
    case 0:
      return [];
    case 1:
      return [a];
    case 2:
      return [a, b];
    case 3:
      return [a, b, c];
    case 4:
      return [a, b, c, d];
    case 5:
      return [a, b, c, d, e];
    case 6:
      return [a, b, c, d, e, f];
    case 7:
      return [a, b, c, d, e, f, g];
  }
  return [a, b, c, d, e, f, g, h];
}

/** The same with varargs, tail calls of the function to itself, an open list, or more values. */
export function leaveWith(
  closure: Closure,
  ways: readonly Way[],
  code: number,
  left: number,
  depth: number,
  base: number,
  varargs: readonly Value[] | undefined,
  tailCalls: number,
  list: Value | readonly Value[],
  ...values: Value[]
): Value {
  let way = ways[code]!;
  if (way.begins !== undefined) return context.beginDeeper(closure, way, depth, base, values, varargs);
  way = context.taken(way, left);
  if (context.throwing) return EXIT;
  if (way.slots) values.length = way.kept.length;
  return context.save(closure, way, depth, base, varargs, tailCalls, list, values);
}

/** `Context.deep`, as compiled code calls it. */
export function deep(depth: number, top: number): boolean {
  return context.deep(depth, top);
}

/** `Context.more`, as compiled code calls it: a proxy, which V8 does not inline where it would make code larger. */
export const more: (left: number, n: number) => number = new Proxy((left: number, n: number) => left - n, {
  apply: (_target, _this, [left, n]) => context.more(left, n),
});

/** What a value is in a concatenation; undefined when it is no string or number. */
function textOf(value: Value): string | undefined {
  return typeof value === "string" ? value : typeof value === "number" ? toStringValue(value) : undefined;
}
