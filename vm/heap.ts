/**
 * The instance's memory account.
 *
 * JS cannot say how large a heap is, so every allocation is charged here before it is made, at the
 * sizes below. When the charges since the last trace pass a threshold the live data is traced
 * (`vm/trace.ts`) and the account is set to what is really reachable; only then can the limit trap.
 *
 * @module
 */

/** Charge in bytes of each kind of object; `docs/memory.md` explains how they were measured. */
export const COST = Object.freeze({
  /** an empty table */
  table: 120,
  /** one slot of a table's array part: the slot itself, and half of a boxed double */
  arraySlot: 16,
  /** one slot of a table's hash part: value slot and its share of key and index */
  hashSlot: 56,
  /** what a table needs besides that has keys other than few strings, */
  dictionary: 448,
  /** and each slot of its hash part */
  keySlot: 24,
  /** the metamethods of a metatable, once one was looked for */
  metaCache: 208,
  /** a number that is no small integer, in a list of values */
  double: 12,
  /** a Lua closure without its upvalue array entries */
  closure: 104,
  /** a function a library makes: an iterator, a wrapped coroutine */
  iterator: 512,
  /** one captured variable */
  box: 24,
  /** a string, without its bytes */
  string: 24,
  /** a coroutine with its initial stack and frames */
  coroutine: 1024,
  /** a builtin that waits for a function it has called */
  generator: 768,
  /** one call frame beyond the initial ones */
  frame: 216,
  /** one stack slot beyond the initial ones */
  stackSlot: 8,
  /** a userdata */
  userdata: 72,
});

/** Smallest amount of new charges between two traces. */
const MIN_STRIDE = 1 << 20;

/** The same where traces free what the JS collector cannot. */
const SHORT_STRIDE = 4 << 20;

/** Keeps the account of one instance. */
export class Heap {
  /** bytes charged: live size at the last trace plus everything charged since */
  used = 0;
  private highest = 0;
  /** what was live at the last trace */
  private live = 0;
  /** `used` above this asks for a trace at the next safe point of the interpreter loop */
  declare threshold: number;
  /** the limit in bytes, Infinity for none */
  declare readonly limit: number;
  /** bytes the compiled tier may still take for functions that the script has loaded itself; never given back */
  declare compiledRoom: number;
  /** traces made so far */
  traces = 0;
  private observed = false;
  /** most that may be charged between two traces */
  private most = Infinity;
  private stopped = false;
  /**
   * Called when `used` has passed the limit, with the size just charged: traces, and throws a
   * `LimitTrap` if what is live and the new bytes really do not fit.
   */
  onPressure: (bytes: number) => void = () => {};
  /** Called with the steps to charge for work on a table that its size makes large, before it is done. */
  onWork: (steps: number) => void = () => {};

  /** Called when a table that scripts must not change is written to; throws. */
  onSealed: () => void = () => {};

  constructor(limit: number) {
    this.limit = limit;
    this.compiledRoom = limit / 16;
    this.threshold = this.nextThreshold(0);
  }

  /** Highest value the account has had, what was garbage by then included. */
  get peak(): number {
    return Math.max(this.highest, this.used);
  }

  /** Charges `bytes`, before they are allocated. Throws `LimitTrap("memory")` if they cannot fit. */
  charge(bytes: number): void {
    this.used += bytes;
    if (this.used > this.limit) this.onPressure(bytes);
  }

  /** Charges a new string of `length` bytes, before it is built. */
  chargeString(length: number): void {
    this.used += COST.string + length;
    if (this.used > this.limit) this.onPressure(COST.string + length);
  }

  /** Bytes charged since the last trace. */
  get sinceTrace(): number {
    return this.used - this.live;
  }

  /**
   * Sets the account to `live` bytes after a trace. `freed`: much of what is garbage now was alive for the JS
   * collector until the trace let go of it, so the next one should come before it takes such things for old.
   */
  settle(live: number, freed = false): void {
    this.traces++;
    this.most = freed ? SHORT_STRIDE : Infinity;
    this.live = live;
    this.highest = this.peak;
    this.used = live;
    this.threshold = this.nextThreshold(live);
  }

  /**
   * From now on traces are made even if there is no limit, because a script can see their effect: it has
   * a weak table, or has asked for the memory in use.
   */
  observe(): void {
    if (this.observed) return;
    this.observed = true;
    this.threshold = this.nextThreshold(this.used);
  }

  /** `collectgarbage("stop")`: no traces but those the limit calls for. */
  stop(): void {
    this.stopped = true;
    this.threshold = this.nextThreshold(this.used);
  }

  /** `collectgarbage("restart")`: the next trace is due at once. */
  restart(): void {
    this.stopped = false;
    this.threshold = this.nextThreshold(0);
    if (this.observed) this.threshold = Math.min(this.threshold, this.used);
  }

  private nextThreshold(live: number): number {
    if (this.stopped || (this.limit === Infinity && !this.observed)) return this.limit;
    return Math.min(this.limit, live + Math.min(live, this.most) + MIN_STRIDE);
  }
}

/** A generator of a builtin that says what it holds while it waits for a function it has called. */
export interface Held {
  /** values it holds that may be nowhere else: compiled code keeps no arguments of the calls it makes */
  args?: readonly unknown[];
  holding?: { readonly bytes: number };
  /** it takes much memory between two calls: it is traced in the middle, which compiled code could not do */
  interpreted?: boolean;
}

/**
 * Memory that a builtin holds while it works, where a trace does not see it. A trace forgets what was
 * charged for it, so the whole is charged again with the first growth after a trace.
 */
export class Holding {
  declare private readonly heap: Heap;
  private total = 0;
  declare private traces: number;

  constructor(heap: Heap) {
    this.heap = heap;
    this.traces = heap.traces;
  }

  /** Charges `bytes` more, before they are allocated. Throws `LimitTrap("memory")` if they cannot fit. */
  grow(bytes: number): void {
    const { heap } = this;
    const forgotten = this.traces !== heap.traces;
    this.total += bytes;
    this.traces = heap.traces;
    heap.charge(forgotten ? this.total : bytes);
  }
}
