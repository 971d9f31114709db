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
import { type Coroutine, FrameKind, FREE_FRAMES, INITIAL_STACK } from "./coroutine.ts";
import { currentInstruction } from "./debug_info.ts";
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
      const bytes = visitFrozen(co.frozen, (value) => this.mark(value));
      this.live += bytes;
    }
    this.mark(co.resumer);
    if (co.hook !== null) this.mark(co.hook.fn);
    for (let i = 0; i <= co.depth; i++) {
      const frame = co.frames[i]!;
      if (i >= FREE_FRAMES) this.live += COST.frame;
      this.mark(frame.closure);
      this.mark(frame.builtin);
      this.mark(frame.handler);
    }
    let top = endOfStack(co);
    const stack = co.stack;
    if (top > stack.length) top = stack.length;
    let from = 0;
    for (let i = 0; i <= co.depth; i++) {
      const { kind, func, base, generator } = co.frames[i]!;
      if (kind !== FrameKind.Generator) continue;
      const held = generator as Held | null;
      this.live += COST.generator + (held?.holding?.bytes ?? 0);
      for (; from < func; from++) stack[from] = this.share(stack[from]);
      // the builtin has its arguments in hand
      if (held?.args === undefined) { for (; from < base && from < top; from++) this.mark(stack[from]); }
      else {
        for (const value of held.args) this.mark(value);
        for (; from < base && from < top; from++) stack[from] = this.share(stack[from]);
      }
    }
    for (; from < top; from++) stack[from] = this.share(stack[from]);
    // what lies above is dead; letting go of it also lets the JS collector have it
    for (let i = top; i < stack.length; i++) stack[i] = undefined;
    dropFrames(co);
    this.live += (stack.length - INITIAL_STACK) * COST.stackSlot;
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

/** Lets go of the frames above the active one, which are neither charged for nor looked into. */
function dropFrames(co: Coroutine): void {
  const { frames, depth } = co;
  if (frames.length > FREE_FRAMES && frames.length > depth + 1) {
    frames.length = Math.max(depth + 1, FREE_FRAMES);
  }
  for (let i = depth + 1; i < frames.length; i++) {
    const frame = frames[i]!;
    frame.closure = null;
    frame.builtin = null;
    frame.generator = null;
    frame.handler = undefined;
  }
}

/**
 * End of the live part of a coroutine's stack: frames adjoin, so it is the end of the innermost one. A
 * function that is calling something has nothing live above what it calls.
 */
function endOfStack(co: Coroutine): number {
  if (co.depth < 0) return 0;
  const frame = co.frames[co.depth]!;
  if (frame.kind !== FrameKind.Lua) return Math.max(frame.base, co.top);
  const { proto, maxStack } = frame.closure!.code;
  const word = proto.code[currentInstruction(frame)]!;
  if ((word & 255) !== OP_CALL) return Math.max(frame.base + maxStack, co.top);
  const func = frame.base + ((word >>> 8) & 255);
  const nargs = (word >>> 16) & 255;
  const wanted = word >>> 24;
  // arguments before the call, results after it; an open count ends at top
  return nargs === 0 || wanted === 0
    ? Math.max(func + nargs + wanted, co.top)
    : func + Math.max(nargs, wanted);
}

const OP_CALL = 57;

/** What the objects of an entry weigh at least. */
const CLEARED_BYTES = 128;

/** How much of the limit may be used until weak tables can be cleared and finalizers called. */
const OVERDRAFT = 1.125;

/**
 * Traces and settles the account. `safe` says that every live value is reachable from the roots, so that
 * weak tables may be cleared; in the middle of a builtin that is not known. `coming` bytes have been
 * charged for something that is about to be allocated.
 *
 * @throws {LimitTrap} `memory`
 */
export function collectGarbage(rt: Runtime, safe: boolean, coming = 0): void {
  const heap = rt.heap;
  const tracer = new Tracer();
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
