/**
 * From control flow to structured JavaScript.
 *
 * Every block is written once, inside the loops and labelled blocks its place in the dominator tree gives it:
 * a loop header opens `for (;;)`, a block that several others go to closes a labelled block that they leave
 * with `break` (after Ramsey, "Beyond Relooper"). Flow no such text can express is left to the interpreter.
 *
 * The text names registers, words of code and table positions by number and nothing else; names, strings and
 * numbers of the script reach it through arrays given to it when it is linked.
 *
 * @module
 */

import type { FunctionProto } from "../../compiler/proto.ts";
import type { Builtin, Intrinsic, QuickFunction, SeveralFunction } from "../value.ts";
import type { InlineCache } from "../code.ts";
import type { Shape, ShapeRoot } from "../shape.ts";
import { terminator } from "./branches.ts";
import { Bail, type Block, type Flow } from "./flow.ts";
import { operation } from "./operations.ts";
import type { Way } from "./saved.ts";
import { Writer } from "./writer.ts";
import { alongEdge, inferTypes, transfer, type Types } from "./types.ts";

/** What is to be compiled. */
export interface Request {
  readonly proto: FunctionProto;
  readonly flow: Flow;
  /** word at which it begins; 0 is a call, anything else a continuation */
  readonly root: number;
  /** all results are wanted: one bare, none or several as an array; otherwise just the first */
  readonly all: boolean;
  /** a continuation after a call: the registers its results go to, or the open list they are */
  readonly results: { readonly first: number; readonly count: number; readonly open: boolean } | undefined;
  /** coroutines are suspended in it: it is left all the time */
  readonly suspended: boolean;
  /** inline caches of the function */
  readonly sites: readonly InlineCache[];
  /** root of the shapes that may be written */
  readonly shapes: ShapeRoot;
  /** types at the root */
  readonly entry: Types;
  /** words of instructions that have met operands the fast path is not for */
  readonly generic: ReadonlySet<number>;
  /** words of call instructions that are expected to call a builtin, and which if that is known */
  readonly builtins: ReadonlyMap<number, Builtin | undefined>;
  /** words of SELF instructions that have met strings */
  readonly methods: ReadonlySet<number>;
  /** words of call instructions that are expected to call a builtin that calls back, or an object */
  readonly specials: ReadonlySet<number>;
  /** the intrinsics that call instructions are expected to call, by word */
  readonly intrinsics: ReadonlyMap<number, Intrinsic>;
  /** words of call instructions that are expected to call this very function */
  readonly selfCalls: ReadonlySet<number>;
  /** steps of what follows calls are taken off before them; see `prepaid.ts` */
  prepays: boolean;
  /** it always returns one value, so that both forms are one */
  single: boolean;
}

/** Text and the tables it refers to. */
export interface Emitted {
  readonly text: string;
  /** integers that instructions hold */
  readonly integers: readonly number[];
  /** ways out, by code */
  readonly ways: readonly Way[];
  /** builtins, their other forms, and shapes of tables that are expected */
  readonly library: readonly (Builtin | QuickFunction | SeveralFunction | Shape)[];
}

/** Braces that may be nested. */
const MAX_NESTING = 120;
/** Longest text. */
const MAX_TEXT = 600_000;

/** Steps that one check is made for at most. */
const MAX_JOINED = 200;
const ASKING = new Set([11, 14, 15, 18, 36, 67]);

/** Writes the function. Throws `Bail`. */
export function emit(request: Request): Emitted {
  return new Emitter(request).run();
}

class Emitter {
  readonly #request: Request;
  readonly #ops: Writer;
  readonly #types: (Types | undefined)[];
  /** blocks that `break` reaches, in the scope where their label closes */
  readonly #merges: Block[][];
  /** blocks that come after the loop a header opens */
  readonly #exits: Block[][];
  readonly #labelled = new Set<Block>();
  /** most steps that follow a block without a check of their own */
  readonly #extra: number[];
  /** whether the steps of a block are checked by the one before it */
  readonly #checked: boolean[];
  #nesting = 0;

  constructor(request: Request) {
    this.#request = request;
    const { flow } = request;
    this.#ops = new Writer(request);
    this.#types = inferTypes(flow, request.entry, request.generic);
    this.#merges = flow.blocks.map(() => []);
    this.#exits = flow.blocks.map(() => []);
    this.#extra = flow.blocks.map(() => 0);
    this.#checked = flow.blocks.map(() => false);
    this.#joinChecks();
    for (const block of flow.blocks) {
      if (block.order === 0) continue;
      let parent = block.idom;
      let leaves = false;
      for (let loop = parent.loop; loop !== null; loop = loop.parent) {
        if (loop.blocks.has(block)) break;
        parent = loop.header;
        leaves = true;
      }
      const forward = block.preds.filter((pred) => pred.order < block.order).length;
      if (!leaves && forward < 2) continue;
      this.#labelled.add(block);
      (leaves ? this.#exits : this.#merges)[parent.order]!.push(block);
    }
  }

  /** Joins the checks of blocks to those of the only block they are reached from. */
  #joinChecks(): void {
    const { blocks } = this.#request.flow;
    for (let b = blocks.length - 1; b >= 0; b--) {
      const block = blocks[b]!;
      const last = block.instructions[block.instructions.length - 1]!;
      if (this.#asks(block, last.op)) continue;
      for (const next of [block.fall, block.taken]) {
        if (next === undefined || next.order <= block.order || next.preds.length !== 1) continue;
        const steps = next.instructions.length + this.#extra[next.order]!;
        if (steps > MAX_JOINED) continue;
        this.#checked[next.order] = true;
        this.#extra[b] = Math.max(this.#extra[b]!, steps);
      }
    }
  }

  /** Whether what a block does may change the steps left. */
  #asks(block: Block, last: number): boolean {
    if (last === 57) return !this.#request.prepays;
    if (last === 58 || last === 64) return true;
    // SETGLOBAL, SETTABLE, SETFIELD, SETLIST, CONCAT, VARARG check for themselves what they take
    return block.instructions.some(({ op }) => ASKING.has(op));
  }

  run(): Emitted {
    const ops = this.#ops;
    this.#tree(this.#request.flow.blocks[0]!);
    return ops.finish();
  }

  /** A block, what it dominates, and what comes after it. */
  #tree(block: Block): void {
    if (++this.#nesting > MAX_NESTING || this.#ops.length > MAX_TEXT) throw new Bail();
    const exits = this.#exits[block.order]!;
    const out = this.#ops;
    // in reverse postorder an earlier block may go to a later one, so the later one's label is further out
    for (let i = exits.length - 1; i >= 0; i--) out.write(`B${exits[i]!.order}:{`);
    // two loops, so that the call for more steps is not in the inner one: across a call in a loop V8 keeps
    // everything in memory. What stands between keeps it from taking both for one.
    if (block.isHeader) out.write(`for(;;){pc=0;H${block.order}:for(;;){`);
    const merges = this.#merges[block.order]!;
    for (let i = merges.length - 1; i >= 0; i--) out.write(`B${merges[i]!.order}:{`);
    this.#block(block);
    for (const merge of merges) {
      out.write("}");
      out.metered = false;
      this.#tree(merge);
    }
    if (block.isHeader) out.again(block, this.#extra[block.order]!);
    for (const exit of exits) {
      out.write("}");
      out.metered = false;
      this.#tree(exit);
    }
    this.#nesting--;
  }

  #block(block: Block): void {
    const { proto, generic } = this.#request;
    const types = this.#types[block.order]!.copy();
    const ops = this.#ops;
    const { instructions } = block;
    const extra = this.#extra[block.order]!;
    ops.begin(block, this.#checked[block.order]! ? this.#extra[block.preds[0]!.order] : undefined, extra);
    for (let k = 0; k < instructions.length - 1; k++) {
      const i = instructions[k]!;
      operation(ops, i, types, instructions.length - 1 - k + extra);
      transfer(proto, i, types, generic);
    }
    const last = instructions[instructions.length - 1]!;
    const before = types.copy();
    transfer(proto, last, types, generic);
    const edge = (taken: boolean) => {
      const target = taken ? block.taken : block.fall;
      const state = types.copy();
      alongEdge(proto, last, taken, state);
      const { metered } = ops;
      if (target !== undefined) this.#go(block, target);
      ops.metered = metered;
    };
    terminator(ops, last, before, edge);
  }

  #go(from: Block, to: Block): void {
    const ops = this.#ops;
    if (!this.#checked[to.order]) ops.giveBack(this.#extra[from.order]!);
    const joins = this.#labelled.has(to);
    if (to.order <= from.order || joins) ops.local();
    if (to.order <= from.order) ops.write(`continue H${to.order};`);
    else if (joins) ops.write(`break B${to.order};`);
    else this.#tree(to);
  }
}
