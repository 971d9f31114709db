/**
 * The instance's step account.
 *
 * One step per bytecode instruction, plus proportional charges by builtins. The interpreter keeps the
 * number of steps `left` in the current quantum in a local variable; only when a quantum runs out does it
 * come here, so the cheap check also serves time limits, cancellation, slices and debug hooks.
 *
 * @module
 */

import { LimitTrap } from "./errors.ts";

/** Steps between two looks at the clock and the signal. */
const QUANTUM = 10_000;

/** Steps of the first quantum after a function was compiled. */
const SHORT_QUANTUM = 64;

/** What the interpreter loop must do when a quantum has ended. */
export const enum Verdict {
  /** go on */
  Continue = 0,
  /** the slice is over: leave the loop, frames intact */
  Pause = 1,
}

/** Counts steps and watches time and cancellation. */
export class Meter {
  /** steps left in the current quantum; negative while a builtin is overdrawn */
  left = 0;
  /** total steps allowed, Infinity for no limit; may be raised while running */
  declare limit: number;
  /** steps at which the current slice ends */
  sliceEnd = Infinity;
  /** value of `now()` after which the run is over */
  deadline = Infinity;
  /** asks the host for more steps when the limit is reached: the number to add, 0 to stop */
  onOutOfSteps: (() => number) | undefined = undefined;
  /** clock in milliseconds */
  declare now: () => number;
  signal: AbortSignal | undefined = undefined;
  /** debug hooks want to be asked before every instruction */
  everyStep = false;
  private quantum = 0;
  private before = 0;
  /** steps of the next quantum */
  private next = QUANTUM;

  constructor(limit: number, now: () => number) {
    this.limit = limit;
    this.now = now;
  }

  /**
   * Steps used so far, exact whenever the interpreter loop is not running. Never more than the limit: work
   * that does not fit is not counted.
   */
  get used(): number {
    return Math.min(this.spent, this.limit);
  }

  /** Steps charged so far. An instruction may charge more than is left; the next one is then not reached. */
  private get spent(): number {
    return this.before + this.quantum - this.left;
  }

  /** Steps granted so far, those of the current quantum included: less `left`, those spent. */
  get granted(): number {
    return this.before + this.quantum;
  }

  /**
   * Opens a quantum of at least `n` steps ahead of time, if nothing has to be asked before they are used up.
   *
   * @throws {LimitTrap} `time` or `aborted`
   */
  grant(n: number): boolean {
    const used = this.spent;
    if (this.everyStep || n > QUANTUM || Math.min(this.limit, this.sliceEnd) - used < n) return false;
    this.before = used;
    this.quantum = 0;
    this.left = 0;
    this.watch();
    this.open(used, n);
    return true;
  }

  /**
   * Makes the next quanta short, growing slowly. Code the JS engine optimizes before it has seen what is done when
   * a quantum ends would be thrown away there, and be optimized again for each place in turn.
   */
  shorten(): void {
    this.next = SHORT_QUANTUM;
  }

  /** Sets the limit to `steps` more than have been used so far. */
  allow(steps: number): void {
    // what is left of an open quantum was granted under the old limit
    this.interrupt();
    this.before = this.used;
    this.limit = this.before + steps;
  }

  /** Charges `n` steps for work inside a builtin. Throws `LimitTrap` when the limit is passed. */
  charge(n: number): void {
    if ((this.left -= n) < 0) this.overdrawn();
  }

  private overdrawn(): void {
    const used = this.spent;
    this.before = used;
    this.quantum = 0;
    this.left = 0;
    this.watch();
    while (used > this.limit) {
      if (!this.addSteps()) throw new LimitTrap("steps", "step limit exceeded");
    }
    // the interpreter sees nothing left and comes to `refill` before the next instruction
    if (used < this.sliceEnd && !this.everyStep) this.open(used);
  }

  /** Opens a quantum of at least `n` steps. */
  private open(used: number, n = 0): void {
    const room = Math.min(this.limit, this.sliceEnd) - used;
    let { next } = this;
    if (next < QUANTUM) this.next = Math.min(QUANTUM, next + (next >>> 5));
    if (next < n) next = n;
    this.quantum = this.everyStep ? Math.min(1, room) : room < next ? room : next;
    this.left = this.quantum;
  }

  private addSteps(): boolean {
    const more = this.onOutOfSteps === undefined ? 0 : this.onOutOfSteps();
    // less than a whole step would be asked for again without end
    if (!(more >= 1)) return false;
    this.limit += Math.floor(more);
    return true;
  }

  /**
   * Opens the next quantum, before an instruction that has not been charged.
   *
   * @throws {LimitTrap} `steps`, `time` or `aborted`
   */
  refill(): Verdict {
    const used = this.spent;
    this.before = used;
    this.quantum = 0;
    this.left = 0;
    this.watch();
    while (used >= this.limit) {
      if (!this.addSteps()) throw new LimitTrap("steps", "step limit exceeded");
    }
    if (used >= this.sliceEnd) return Verdict.Pause;
    this.open(used);
    return Verdict.Continue;
  }

  /** Ends the current quantum early, so that the loop comes to `refill` before the next instruction. */
  interrupt(): void {
    this.before = this.spent;
    this.quantum = 0;
    this.left = 0;
  }

  /** Checks clock and signal. */
  watch(): void {
    if (this.signal !== undefined && this.signal.aborted) {
      throw new LimitTrap("aborted", "run aborted", this.signal.reason);
    }
    if (this.deadline !== Infinity && this.now() > this.deadline) {
      throw new LimitTrap("time", "time limit exceeded");
    }
  }
}
