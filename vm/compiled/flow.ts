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
import { decodeAt, endsBlock, type Instruction, jumps, neverFallsThrough } from "./decode.ts";
import { livenessOf, MAX_WORDS } from "./liveness.ts";

/** The function is not compiled: its flow is not what structured code can express, or it is too large. */
export class Bail {
  /** @param elsewhere whether the function can still be compiled from another root */
  constructor(readonly elsewhere = false) {}
}

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

type Mutable = { -readonly [K in keyof Block]: Block[K] };

/**
 * Analyses the code reachable from word `root`. Throws `Bail`.
 */
export function analyse(proto: FunctionProto, root: number): Flow {
  const { code } = proto;
  if (code.length > MAX_WORDS) throw new Bail();
  const liveness = livenessOf(proto);
  if (!liveness.known) throw new Bail();
  const starts = findStarts(proto, root);
  const blocks = orderBlocks(proto, root, starts);
  findDominators(blocks);
  findLoops(blocks);
  return {
    proto,
    blocks,
    liveAt: (pc) => liveness.before(pc),
    openAt: (pc) => liveness.openAt(pc),
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
    for (const pred of back) if (!dominates(block, pred)) throw new Bail(true);
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
