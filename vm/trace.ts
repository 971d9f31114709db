/**
 * The trace: finds what is live, so that the memory account says what is used and not what was ever
 * allocated, and so that weak tables lose dead entries deterministically (Lua 5.1 §2.10).
 *
 * Iterative with an explicit worklist; its cost is amortised like a garbage collector's, because the next
 * trace is due only when as much again has been charged. Roots: globals, registry, metatables of types,
 * library state, host handles, and the frames of the running coroutine and its resumers.
 *
 * @module
 */

import type { Code } from "./code.ts";
import { visitFrozen } from "./compiled/saved.ts";
import { livenessOf } from "./compiled/liveness.ts";
import { type Coroutine, Finish, type Frame, FrameKind, FREE_FRAMES, INITIAL_STACK } from "./coroutine.ts";
import { LimitTrap } from "./errors.ts";
import { COST, type Held } from "./heap.ts";
import type { Runtime } from "./runtime.ts";
import { StringSet } from "./string_set.ts";
import { LuaTable } from "./table.ts";
import { Box, Builtin, Closure, Userdata, type Value } from "./value.ts";

type Node = LuaTable | Closure | Userdata | Coroutine | Box;

/**
 * Strings shorter than this are charged but not told apart: one referred to twice is counted twice. What a trace
 * needs to tell longer ones apart is a fraction of what they take.
 */
const SHARED_STRING = 256;

/** Traces made so far, of all instances: nodes that have this number as their mark were met in this one. */
let traces = 0;

class Tracer {
  private readonly trace = ++traces;
  /** builtins are shared by instances and bear no marks */
  private readonly builtins = new Set<Builtin>();
  private readonly strings = new StringSet();
  private readonly codes = new Set<Code>();
  private readonly work: Node[] = [];
  private readonly weak: { table: LuaTable; keys: boolean; values: boolean }[] = [];
  /** entries of weak tables that were removed */
  cleared = 0;
  /** tables that may hold keys without values */
  private readonly lossy: LuaTable[] = [];
  live = 0;
  /** stack slots that nothing will read are emptied */
  declare private readonly drops: boolean;
  /** the active function is in the middle of an instruction, and has not just ended it */
  declare private readonly during: boolean;

  constructor(drops: boolean, during: boolean) {
    this.drops = drops;
    this.during = during;
  }

  /** Marks a value that stays where it is: a string counts, whether it is met elsewhere or not. */
  mark(value: unknown): void {
    if (typeof value === "string") this.live += COST.string + value.length;
    else if (typeof value === "object" && value !== null) {
      const node = value as Node;
      if (node.mark === this.trace) return;
      if (node instanceof Builtin) return this.markBuiltin(node);
      node.mark = this.trace;
      this.work.push(node);
    }
  }

  private markBuiltin(builtin: Builtin): void {
    if (this.builtins.has(builtin)) return;
    this.builtins.add(builtin);
    if (builtin.held === undefined) return;
    this.live += COST.iterator;
    this.mark(builtin.held);
  }

  /** Marks a value and returns what to put in its place: one string for all equal ones, which counts once. */
  private share(value: Value): Value {
    if (typeof value !== "string") {
      this.mark(value);
      return value;
    }
    if (value.length >= SHARED_STRING) {
      const known = this.strings.known(value);
      if (known !== undefined) return known;
    }
    this.live += COST.string + value.length;
    return value;
  }

  get hasWeak(): boolean {
    return this.weak.length > 0;
  }

  isLive(value: Value): boolean {
    if (typeof value !== "object") return true;
    return value instanceof Builtin ? this.builtins.has(value) : value.mark === this.trace;
  }

  drain(): void {
    for (let node = this.work.pop(); node !== undefined; node = this.work.pop()) this.visit(node);
  }

  private visit(node: Node): void {
    if (node instanceof LuaTable) this.visitTable(node);
    else if (node instanceof Closure) {
      this.live += COST.closure + 8 * node.upvalues.length;
      if (node.code.loaded) this.countCode(node.code);
      this.mark(node.env);
      for (const box of node.upvalues) this.mark(box);
    } else if (node instanceof Box) {
      this.live += COST.box;
      node.v = this.share(node.v);
    } else if (node instanceof Userdata) {
      this.live += COST.userdata;
      this.mark(node.metatable);
      this.mark(node.env);
    } else this.visitCoroutine(node);
  }

  private countCode(code: Code): void {
    if (this.codes.has(code)) return;
    this.codes.add(code);
    this.live += code.bytes;
  }

  private visitTable(table: LuaTable): void {
    this.live += table.bytes;
    if (table.meta !== null) this.live += COST.metaCache;
    const metatable = table.metatable;
    this.mark(metatable);
    const mode = metatable === undefined ? undefined : metatable.getString("__mode");
    const keys = typeof mode === "string" && mode.includes("k");
    const values = typeof mode === "string" && mode.includes("v");
    // in 5.1 a weak key keeps its value alive as long as the entry is there (there are no ephemerons)
    if (keys || values) this.weak.push({ table, keys, values });
    const { array, slots, arraySize } = table;
    for (let i = 0; i < array.length; i++) {
      const value = array[i];
      // strings are values, never removed from weak tables
      if (typeof value === "string") array[i] = this.share(value);
      else if (typeof value === "number") {
        if ((value | 0) !== value) this.live += COST.double;
      } else if (!values) this.mark(value);
    }
    const used = table.endPosition - arraySize;
    let removed = false;
    for (let i = 0; i < used; i++) {
      const value = slots[i];
      if (value === undefined) {
        removed = true;
        continue;
      }
      const key = table.keyAt(arraySize + i);
      if (!keys || typeof key === "string") this.mark(key);
      if (typeof value === "string") slots[i] = this.share(value);
      else if (!values) this.mark(value);
    }
    if (removed && table.isDictionary && !keys) this.lossy.push(table);
  }

  private visitCoroutine(co: Coroutine): void {
    this.live += COST.coroutine;
    this.mark(co.globals);
    this.mark(co.body);
    if (co.frozen !== null) {
      // not one statement: marking adds to `live` too
      const bytes = visitFrozen(co.frozen, co.dead, (value) => this.mark(value));
      this.live += bytes;
    }
    const last = co.frozen === null ? co.depth : co.yieldDepth;
    this.live += Math.max(0, last + 1 - FREE_FRAMES) * COST.frame;
    this.mark(co.resumer);
    if (co.hook !== null) this.mark(co.hook.fn);
    for (let i = 0; i <= co.depth; i++) {
      const frame = co.frames[i]!;
      if (frame.kind === FrameKind.Lua) this.mark(frame.closure);
      else {
        // frames are used again: what other kinds have left in them does not count
        this.mark(frame.builtin);
        this.mark(frame.handler);
      }
    }
    if (!co.isFresh) this.visitStack(co);
    dropFrames(co, last);
    this.live += (co.stack.length - INITIAL_STACK) * COST.stackSlot;
  }

  /**
   * Marks what the frames hold: of Lua functions varargs, locals in scope and temporaries that will be read, and
   * nothing else, since what else is on the stack depends on how the function was run.
   */
  private visitStack(co: Coroutine): void {
    const { stack, frames, depth } = co;
    let end = 0;
    for (let i = 0; i <= depth; i++) {
      const frame = frames[i]!;
      const { kind, func, base } = frame;
      const above = i < depth ? frames[i + 1]! : undefined;
      if (kind === FrameKind.Lua) {
        end = this.visitRegisters(co, frame, above, end);
        continue;
      }
      if (above !== undefined) end = above.func;
      else end = kind === FrameKind.Generator || kind === FrameKind.Entry ? Math.max(base, co.top) : base;
      end = Math.min(end, stack.length);
      if (kind === FrameKind.Resume || kind === FrameKind.Yield) {
        // what it was called with has been handed over
        this.drop(stack, func + 1, end);
        continue;
      }
      // the slot of the function is not always set
      let from = func + 1;
      if (kind === FrameKind.Generator) {
        const held = frame.generator as Held | null;
        this.live += COST.generator + (held?.holding?.bytes ?? 0);
        // the builtin has its arguments in hand
        if (held?.args === undefined) { for (; from < base && from < end; from++) this.mark(stack[from]); }
        else {
          for (const value of held.args) this.mark(value);
          from = Math.max(from, Math.min(base, end));
        }
      }
      for (; from < end; from++) stack[from] = this.share(stack[from]);
    }
    // what lies above is dead; letting go of it also lets the JS collector have it
    this.drop(stack, end, stack.length);
  }

  /** Lets go of stack slots nothing will read. */
  private drop(stack: Value[], from: number, end: number): void {
    if (this.drops) { for (let i = from; i < end; i++) stack[i] = undefined; }
  }

  /** The part of a Lua frame; returns where it ends. */
  private visitRegisters(co: Coroutine, frame: Frame, above: Frame | undefined, from: number): number {
    const { stack } = co;
    const { code } = frame.closure!;
    const { base } = frame;
    const first = base - frame.varargs;
    this.drop(stack, Math.max(from, frame.func + 1), first);
    for (let r = first; r < base; r++) stack[r] = this.share(stack[r]);
    if (code.loaded) {
      const more = code.analyse();
      if (this.codes.has(code)) this.live += more;
    }
    const liveness = livenessOf(code.proto);
    const at = code.instructionBefore(frame.pc);
    let live: readonly number[];
    // the instruction that reads what lies above, up to the end of an open list
    let reader = -1;
    let more: readonly number[] = NONE;
    if (above === undefined) {
      const before = this.during || co.dead;
      reader = before ? at : frame.pc;
      live = liveness.before(reader);
    } else if (above.kind === FrameKind.Hook) {
      reader = above.finishPc;
      live = liveness.before(reader);
    } else if (above.kind === FrameKind.Entry || above.kind === FrameKind.Handler) {
      reader = at;
      live = liveness.before(at);
    } else {
      live = liveness.waiting(at, frame.pc);
      if (above.finish === Finish.Compare) more = liveness.waiting(at, frame.finishPc);
      else if (above.finish === Finish.Concat) more = span((code.code[at]! >>> 16) & 255, above.ret - base);
    }
    if (more.length > 0) live = [...new Set([...live, ...more])].sort((a, b) => a - b);
    let next = 0;
    for (let k = 0; k < live.length; k++) {
      const r = live[k]!;
      this.drop(stack, base + next, base + r);
      stack[base + r] = this.share(stack[base + r]);
      next = r + 1;
    }
    const size = base + code.maxStack;
    const open = reader < 0 ? -1 : liveness.openAt(reader);
    const opened = open < 0 ? 0 : above?.kind === FrameKind.Hook ? above.ret : co.top;
    let end = base + next;
    if (open >= 0) {
      this.drop(stack, end, base + open);
      for (end = Math.max(end, base + open); end < opened; end++) stack[end] = this.share(stack[end]);
    }
    if (above === undefined) {
      if (!this.during) return end;
      // what is being called has its arguments there
      return Math.max(end, size, co.top);
    }
    const limit = above.func;
    this.drop(stack, end, limit);
    return limit;
  }

  /**
   * Lets go of removed keys. They stay in their tables for traversals that are at them; a key that nothing refers
   * to, no traversal can be at.
   */
  dropKeys(): void {
    const keep = (key: Value): boolean => {
      if (typeof key !== "string") return this.isLive(key);
      if (key.length >= SHARED_STRING && !this.strings.has(key)) return false;
      this.live += COST.string + key.length;
      return true;
    };
    for (const table of this.lossy) table.dropKeys(keep);
    for (const { table, keys } of this.weak) if (keys) table.dropKeys(keep);
  }

  clearWeak(): void {
    for (const { table, keys, values } of this.weak) {
      const end = table.endPosition;
      for (let position = 0; position < end; position++) {
        const value = table.valueAt(position);
        if (value === undefined) continue;
        // as in the reference, what is finalized leaves weak values at once, weak keys one trace later
        const gone = value instanceof Userdata && value.finalized;
        if (values && (gone || !this.isLive(value)) || keys && !this.isLive(table.keyAt(position))) {
          table.clearAt(position);
          this.cleared++;
        }
      }
    }
  }
}

/** Lets go of the frames above the `last` one needed, which are neither charged for nor looked into. */
function dropFrames(co: Coroutine, last: number): void {
  const { frames, depth } = co;
  co.room = Math.max(last + 1, FREE_FRAMES);
  if (frames.length > co.room) frames.length = co.room;
  for (let i = depth + 1; i < frames.length; i++) {
    const frame = frames[i]!;
    frame.closure = null;
    frame.builtin = null;
    frame.generator = null;
    frame.handler = undefined;
  }
}

const NONE: readonly number[] = [];

/** Numbers from `from` up to but not including `end`. */
function span(from: number, end: number): readonly number[] {
  const list: number[] = [];
  for (let r = from; r < end; r++) list.push(r);
  return list;
}

/** What the objects of an entry weigh at least. */
const CLEARED_BYTES = 128;

/** How much of the limit may be used until weak tables can be cleared and finalizers called. */
const OVERDRAFT = 1.125;

/**
 * Traces and settles the account. `safe` says that every live value is reachable from the roots, so that
 * weak tables may be cleared; in the middle of a builtin that is not known. `coming` bytes have been
 * charged for something that is about to be allocated. `during` says that the active function is in the middle of
 * an instruction, and has not just ended one.
 *
 * @throws {LimitTrap} `memory`
 */
export function collectGarbage(rt: Runtime, safe: boolean, coming = 0, during = true): void {
  const heap = rt.heap;
  const tracer = new Tracer(safe, during);
  tracer.mark(rt.globals);
  tracer.mark(rt.registry);
  tracer.mark(rt.stringMeta);
  for (const metatable of Object.values(rt.typeMeta)) tracer.mark(metatable);
  tracer.mark(rt.main);
  tracer.mark(rt.current);
  for (const handle of rt.handles) tracer.mark(handle);
  const { finalizers } = rt;
  if (finalizers !== null) { for (const userdata of finalizers.waiting) tracer.mark(userdata); }
  tracer.drain();
  const reached = tracer.live;
  if (finalizers !== null) {
    if (safe) finalizers.separate((userdata) => tracer.isLive(userdata));
    // in the middle of a builtin nothing is found dead, so all of it is still there
    for (const userdata of safe ? finalizers.waiting : finalizers.kept) tracer.mark(userdata);
    tracer.drain();
  }
  const marked = tracer.live;
  if (safe) {
    tracer.clearWeak();
    tracer.dropKeys();
  }
  heap.settle(tracer.live + coming, tracer.cleared * CLEARED_BYTES > (heap.used - tracer.live) >>> 2);
  if (heap.used <= heap.limit) return;
  // entries of weak tables, and what waits for its finalizer, may be dead weight: the next safe point decides,
  // which is at most an instruction away
  const waiting = finalizers?.pending === true || marked > reached;
  const deadWeight = waiting || !safe && tracer.hasWeak;
  if (deadWeight && heap.used <= heap.limit * OVERDRAFT) return;
  // what was about to be allocated will not be
  heap.used = tracer.live;
  throw new LimitTrap("memory", "memory limit exceeded");
}
