/**
 * Which registers of a function still matter where: those that hold local variables in scope, and temporaries
 * that something will read. They are what a trace finds in a frame, and what compiled code keeps when it
 * leaves, so that both tiers have the same roots.
 *
 * Worked out when it is first asked for. Functions too large for the compiled tier keep all their registers.
 *
 * @module
 */

import type { FunctionProto } from "../../compiler/proto.ts";
import type { Coroutine, Frame } from "../coroutine.ts";
import { decodeAt, endsBlock, type Instruction, jumps, neverFallsThrough, reads, writes } from "./decode.ts";

/** Functions with more words of code than this are not analysed. */
export const MAX_WORDS = 12_000;
/** Passes after which a function is taken for one no compiler has made. */
const MAX_PASSES = 64;

/** Bits of the registers. */
const LANES = 8;
type Bits = Uint32Array;

interface Piece {
  readonly instructions: readonly Instruction[];
  /** live at its end whatever comes before: registers read before they are written, and those written */
  readonly gen: Bits;
  readonly kill: Bits;
  readonly into: Bits;
  readonly out: Bits;
  fall: Piece | undefined;
  taken: Piece | undefined;
}

/** What is known of one function. */
export class Liveness {
  readonly #proto: FunctionProto;
  /** blocks by word; undefined when the function is not analysed */
  readonly #pieceAt: Map<number, Piece> | undefined;
  /** open lists: where the one begins that the instruction at a word consumes */
  readonly #opens = new Map<number, number>();
  readonly #before = new Map<number, readonly number[]>();
  readonly #waiting = new Map<number, readonly number[]>();
  /** registers of the locals in scope, for each range of words */
  readonly #scopeStarts: number[] = [];
  readonly #scopes: Bits[] = [];

  constructor(proto: FunctionProto) {
    this.#proto = proto;
    const { code } = proto;
    for (let pc = 0; pc < code.length;) {
      const i = decodeAt(code, pc);
      // CALL with an open result count, VARARG with an open count, TAILCALL of what is not a Lua function: the
      // consumer follows at once
      if ((i.op === 57 && i.c === 0) || (i.op === 67 && i.b === 0) || i.op === 58) {
        this.#opens.set(i.next, i.a);
      }
      pc = i.next;
    }
    if (code.length > MAX_WORDS) return;
    this.#findScopes();
    const pieces = this.#cut();
    if (this.#solve(pieces)) {
      this.#pieceAt = new Map();
      for (const piece of pieces) for (const i of piece.instructions) this.#pieceAt.set(i.pc, piece);
    }
  }

  /** Whether the function was analysed. */
  get known(): boolean {
    return this.#pieceAt !== undefined;
  }

  /** Where the open list begins that the instruction at word `pc` consumes, -1 for none. */
  openAt(pc: number): number {
    return this.#opens.get(pc) ?? -1;
  }

  /** Registers live before the instruction at word `pc`, ascending. */
  before(pc: number): readonly number[] {
    let list = this.#before.get(pc);
    if (list === undefined) this.#before.set(pc, list = this.#find(pc));
    return list;
  }

  /**
   * Registers a frame needs that goes on at word `next` and waits for what the instruction at word `at` has
   * called: none of those that the results go to or that belong to what was called. Ascending.
   */
  waiting(at: number, next: number): readonly number[] {
    const key = next * 2 + (next > at + 2 || next <= at ? 1 : 0);
    let list = this.#waiting.get(key);
    if (list !== undefined) return list;
    const i = decodeAt(this.#proto.code, at);
    const gone = new Set<number>();
    // SELF has stored the object already
    if (i.op === 16) gone.add(i.a);
    else if (i.op !== 66) writes(this.#proto, i, (r) => gone.add(r));
    list = this.before(next).filter((r) => !gone.has(r));
    this.#waiting.set(key, list);
    return list;
  }

  #find(pc: number): readonly number[] {
    const list: number[] = [];
    const piece = this.#pieceAt?.get(pc);
    if (piece === undefined) {
      for (let r = 0; r < this.#proto.maxStack; r++) list.push(r);
      return list;
    }
    const state = piece.out.slice();
    const { instructions } = piece;
    for (let k = instructions.length - 1; k >= 0; k--) {
      const i = instructions[k]!;
      this.#step(i, state);
      if (i.pc === pc) break;
    }
    for (let r = 0; r < this.#proto.maxStack; r++) if (has(state, r)) list.push(r);
    return list;
  }

  #step(i: Instruction, state: Bits): void {
    writes(this.#proto, i, (r) => remove(state, r));
    reads(this.#proto, i, this.openAt(i.pc), (r) => add(state, r));
    // what a script can see through the debug library, and what holds on to objects, stays
    merge(state, this.#scopeAt(i.pc));
  }

  #findScopes(): void {
    const { locals, maxStack } = this.#proto;
    const events: { pc: number; register: number; by: number }[] = [];
    for (const { register, startPc, endPc } of locals) {
      if (register >= maxStack || startPc >= endPc) continue;
      events.push({ pc: startPc, register, by: 1 }, { pc: endPc, register, by: -1 });
    }
    events.sort((a, b) => a.pc - b.pc);
    const counts = new Int32Array(256);
    const bits = new Uint32Array(LANES);
    this.#scopeStarts.push(-1);
    this.#scopes.push(bits.slice());
    for (let k = 0; k < events.length;) {
      const { pc } = events[k]!;
      for (; k < events.length && events[k]!.pc === pc; k++) {
        const { register, by } = events[k]!;
        counts[register] = counts[register]! + by;
        if (counts[register]! > 0) add(bits, register);
        else remove(bits, register);
      }
      this.#scopeStarts.push(pc);
      this.#scopes.push(bits.slice());
    }
  }

  #scopeAt(pc: number): Bits {
    const starts = this.#scopeStarts;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (starts[middle]! <= pc) low = middle;
      else high = middle - 1;
    }
    return this.#scopes[low]!;
  }

  #cut(): Piece[] {
    const { code } = this.#proto;
    const all: Instruction[] = [];
    const starts = new Set([0]);
    for (let pc = 0; pc < code.length;) {
      const i = decodeAt(code, pc);
      all.push(i);
      if (jumps(i.op)) starts.add(i.d);
      if (endsBlock(i.op)) starts.add(i.next);
      pc = i.next;
    }
    const pieces: Piece[] = [];
    const made = new Map<number, Piece>();
    for (let k = 0; k < all.length;) {
      const first = k;
      do k++; while (k < all.length && !starts.has(all[k]!.pc));
      const instructions = all.slice(first, k);
      const piece: Piece = {
        instructions,
        gen: new Uint32Array(LANES),
        kill: new Uint32Array(LANES),
        into: new Uint32Array(LANES),
        out: new Uint32Array(LANES),
        fall: undefined,
        taken: undefined,
      };
      for (let n = instructions.length - 1; n >= 0; n--) {
        const i = instructions[n]!;
        this.#step(i, piece.gen);
        writes(this.#proto, i, (r) => add(piece.kill, r));
      }
      pieces.push(piece);
      made.set(instructions[0]!.pc, piece);
    }
    for (const piece of pieces) {
      const last = piece.instructions[piece.instructions.length - 1]!;
      if (!neverFallsThrough(last.op)) piece.fall = made.get(last.next);
      if (jumps(last.op)) piece.taken = made.get(last.d);
    }
    return pieces;
  }

  /** False when that takes too long. */
  #solve(pieces: readonly Piece[]): boolean {
    for (let pass = 0; pass < MAX_PASSES; pass++) {
      let changed = false;
      for (let k = pieces.length - 1; k >= 0; k--) {
        const { gen, kill, into, out, fall, taken } = pieces[k]!;
        if (fall !== undefined) merge(out, fall.into);
        if (taken !== undefined) merge(out, taken.into);
        for (let lane = 0; lane < LANES; lane++) {
          const bits = (gen[lane]! | (out[lane]! & ~kill[lane]!)) >>> 0;
          if (bits !== into[lane]) {
            into[lane] = bits;
            changed = true;
          }
        }
      }
      if (!changed) return true;
    }
    return false;
  }
}

function add(bits: Bits, register: number): void {
  bits[register >>> 5] = bits[register >>> 5]! | (1 << (register & 31));
}

function remove(bits: Bits, register: number): void {
  bits[register >>> 5] = bits[register >>> 5]! & ~(1 << (register & 31));
}

function has(bits: Bits, register: number): boolean {
  return (bits[register >>> 5]! & (1 << (register & 31))) !== 0;
}

function merge(into: Bits, from: Bits): void {
  for (let lane = 0; lane < LANES; lane++) into[lane] = into[lane]! | from[lane]!;
}

const known = new WeakMap<FunctionProto, Liveness>();

/** What is known of `proto`. */
export function livenessOf(proto: FunctionProto): Liveness {
  let liveness = known.get(proto);
  if (liveness === undefined) known.set(proto, liveness = new Liveness(proto));
  return liveness;
}

/**
 * End of what is on the stack of a Lua function that executes the instruction at word `pc`, or is about to: its
 * registers, and the open list the instruction reads. Anything else that `top` may have been used for is over.
 */
export function endOfRegisters(co: Coroutine, frame: Frame, pc: number): number {
  const { proto, maxStack } = frame.closure!.code;
  const end = frame.base + maxStack;
  return livenessOf(proto).openAt(pc) < 0 ? end : Math.max(end, co.top);
}
