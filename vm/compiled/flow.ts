/**
 * Control flow of a function as seen from one entry point: basic blocks, dominators, loops, and which
 * registers are live where.
 *
 * The entry need not be the function's beginning. A function that is to be continued in the middle is
 * compiled once more with that place as the root; what cannot be reached from there is left out.
 *
 * @module
 */

import type { FunctionProto } from "../../compiler/proto.ts";
import { decodeAt, endsBlock, type Instruction, jumps, neverFallsThrough, reads, writes } from "./decode.ts";

/** The function is not compiled: its flow is not what structured code can express, or it is too large. */
export class Bail {}

/** A straight piece of code. */
export interface Block {
  /** position in reverse postorder */
  readonly order: number;
  readonly instructions: readonly Instruction[];
  /** where its last instruction goes when it jumps, and when it does not; undefined: nowhere */
  readonly taken: Block | undefined;
  readonly fall: Block | undefined;
  readonly preds: Block[];
  /** immediate dominator; the root's is itself */
  idom: Block;
  /** jumped to from a block it dominates */
  isHeader: boolean;
  /** header of the innermost loop it is in (its own, for a header) */
  loop: Loop | null;
}

/** A natural loop. */
export interface Loop {
  readonly header: Block;
  readonly blocks: Set<Block>;
  parent: Loop | null;
}

/** A function's flow from one root. */
export interface Flow {
  readonly proto: FunctionProto;
  /** in reverse postorder, the root first */
  readonly blocks: readonly Block[];
  /** registers that are live before the instruction at a word, ascending */
  liveAt(pc: number): readonly number[];
  /** register at which the open list begins that the instruction at a word consumes, -1 for none */
  openAt(pc: number): number;
}

/** Functions with more words of code than this are left to the interpreter. */
const MAX_WORDS = 12_000;

type Mutable = { -readonly [K in keyof Block]: Block[K] };

/**
 * Analyses the code reachable from word `root`; `openAt` is where an open list begins there, -1 for none.
 * Throws `Bail`.
 */
export function analyse(proto: FunctionProto, root: number, openAt: number): Flow {
  const { code } = proto;
  if (code.length > MAX_WORDS) throw new Bail();
  const starts = findStarts(proto, root);
  const blocks = orderBlocks(proto, root, starts);
  findDominators(blocks);
  findLoops(blocks);
  const opens = findOpenLists(blocks);
  if (openAt >= 0) opens.set(root, openAt);
  const live = new Liveness(proto, blocks, opens);
  return {
    proto,
    blocks,
    liveAt: (pc) => live.at(pc),
    openAt: (pc) => opens.get(pc) ?? -1,
  };
}

/** Words that begin a block. */
function findStarts(proto: FunctionProto, root: number): Set<number> {
  const { code } = proto;
  const starts = new Set([0, root]);
  for (let pc = 0; pc < code.length;) {
    const i = decodeAt(code, pc);
    if (jumps(i.op)) starts.add(i.d);
    if (endsBlock(i.op)) starts.add(i.next);
    pc = i.next;
  }
  return starts;
}

function orderBlocks(proto: FunctionProto, root: number, starts: Set<number>): Block[] {
  const made = new Map<number, Mutable>();
  const make = (start: number): Mutable => {
    let block = made.get(start);
    if (block !== undefined) return block;
    const instructions: Instruction[] = [];
    for (let pc = start;;) {
      const i = decodeAt(proto.code, pc);
      instructions.push(i);
      pc = i.next;
      if (endsBlock(i.op) || starts.has(pc)) break;
    }
    block = {
      order: -1,
      instructions,
      taken: undefined,
      fall: undefined,
      preds: [],
      idom: undefined as unknown as Block,
      isHeader: false,
      loop: null,
    };
    made.set(start, block);
    return block;
  };
  // depth-first with an explicit stack; the postorder is reversed below
  const postorder: Mutable[] = [];
  const stack: { block: Mutable; stage: number }[] = [{ block: make(root), stage: 0 }];
  const seen = new Set<Mutable>([stack[0]!.block]);
  while (stack.length > 0) {
    const top = stack[stack.length - 1]!;
    const { block } = top;
    const last = block.instructions[block.instructions.length - 1]!;
    const stage = top.stage++;
    let target: Mutable | undefined;
    if (stage === 0) {
      if (!neverFallsThrough(last.op)) target = block.fall = make(last.next);
    } else if (stage === 1) {
      if (jumps(last.op)) target = block.taken = make(last.d);
    } else {
      postorder.push(block);
      stack.pop();
      continue;
    }
    if (target === undefined) continue;
    target.preds.push(block);
    if (!seen.has(target)) {
      seen.add(target);
      stack.push({ block: target, stage: 0 });
    }
  }
  postorder.reverse();
  for (let i = 0; i < postorder.length; i++) postorder[i]!.order = i;
  return postorder;
}

/** Cooper, Harvey and Kennedy's iteration. */
function findDominators(blocks: readonly Block[]): void {
  const root = blocks[0]!;
  root.idom = root;
  for (let changed = true; changed;) {
    changed = false;
    for (let i = 1; i < blocks.length; i++) {
      const block = blocks[i]!;
      let idom: Block | undefined;
      for (const pred of block.preds) {
        if (pred.idom === undefined) continue;
        idom = idom === undefined ? pred : common(idom, pred);
      }
      if (block.idom !== idom) {
        block.idom = idom!;
        changed = true;
      }
    }
  }
}

function common(a: Block, b: Block): Block {
  while (a !== b) {
    while (a.order > b.order) a = a.idom;
    while (b.order > a.order) b = b.idom;
  }
  return a;
}

function dominates(a: Block, b: Block): boolean {
  while (b.order > a.order) b = b.idom;
  return a === b;
}

/** Finds natural loops, innermost last. A loop with two entries cannot be expressed. */
function findLoops(blocks: readonly Block[]): void {
  for (const block of blocks) {
    const back = block.preds.filter((pred) => pred.order >= block.order);
    if (back.length === 0) continue;
    for (const pred of back) if (!dominates(block, pred)) throw new Bail();
    block.isHeader = true;
    const loop: Loop = { header: block, blocks: new Set([block]), parent: null };
    const work = [...back];
    for (let b = work.pop(); b !== undefined; b = work.pop()) {
      if (loop.blocks.has(b)) continue;
      loop.blocks.add(b);
      work.push(...b.preds);
    }
    // headers come in order: the loops around it are known, and its blocks still belong to them
    loop.parent = block.loop;
    for (const b of loop.blocks) b.loop = loop;
  }
}

/** Where the open lists begin that instructions consume, by word. */
function findOpenLists(blocks: readonly Block[]): Map<number, number> {
  const found = new Map<number, number>();
  for (const block of blocks) {
    for (const i of block.instructions) {
      // CALL with an open result count, VARARG with an open count, TAILCALL of what is not a Lua function:
      // the consumer follows at once
      if ((i.op === 57 && i.c === 0) || (i.op === 67 && i.b === 0) || i.op === 58) found.set(i.next, i.a);
    }
  }
  return found;
}

class Liveness {
  readonly #proto: FunctionProto;
  readonly #opens: Map<number, number>;
  readonly #blocks: readonly Block[];
  /** registers live at the end of each block */
  readonly #out: Uint8Array[];
  readonly #known = new Map<number, readonly number[]>();

  constructor(proto: FunctionProto, blocks: readonly Block[], opens: Map<number, number>) {
    this.#proto = proto;
    this.#opens = opens;
    this.#blocks = blocks;
    const size = proto.maxStack;
    this.#out = blocks.map(() => new Uint8Array(size));
    const into = blocks.map(() => new Uint8Array(size));
    for (let changed = true; changed;) {
      changed = false;
      for (let b = blocks.length - 1; b >= 0; b--) {
        const block = blocks[b]!;
        const out = this.#out[b]!;
        for (const next of [block.fall, block.taken]) {
          if (next === undefined) continue;
          const source = into[next.order]!;
          for (let r = 0; r < size; r++) if (source[r]) out[r] = 1;
        }
        const state = out.slice();
        for (let k = block.instructions.length - 1; k >= 0; k--) this.#step(block.instructions[k]!, state);
        const old = into[b]!;
        for (let r = 0; r < size; r++) {
          if (state[r] && !old[r]) {
            old[r] = 1;
            changed = true;
          }
        }
      }
    }
    for (let b = 0; b < blocks.length; b++) this.#record(blocks[b]!, this.#out[b]!.slice());
  }

  #step(i: Instruction, state: Uint8Array): void {
    writes(this.#proto, i, (r) => {
      state[r] = 0;
    });
    reads(this.#proto, i, this.#opens.get(i.pc) ?? -1, (r) => {
      state[r] = 1;
    });
    // what a script can see through the debug library, and what holds on to objects, stays
    for (const { register, startPc, endPc } of this.#proto.locals) {
      if (startPc <= i.pc && i.pc < endPc) state[register] = 1;
    }
  }

  #record(block: Block, state: Uint8Array): void {
    for (let k = block.instructions.length - 1; k >= 0; k--) {
      const i = block.instructions[k]!;
      this.#step(i, state);
      const list: number[] = [];
      for (let r = 0; r < state.length; r++) if (state[r]) list.push(r);
      this.#known.set(i.pc, list);
    }
  }

  at(pc: number): readonly number[] {
    return this.#known.get(pc) ?? [];
  }
}
