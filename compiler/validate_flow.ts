/**
 * The validator's data flow: what each register holds at each instruction.
 *
 * An abstract run over the basic blocks, in passes over the code, until nothing changes. What it
 * establishes: a box is never read as a value nor a value as a box; loop instructions find the numbers
 * their preparation checked; lists are stored into tables; every register read was written before, on every
 * path (stack slots may hold leftovers of other calls); variables that the debug tables call boxed are.
 *
 * @module
 */

import { ModuleFault } from "./errors.ts";
import { type OpcodeInfo, OPCODES } from "./opcodes.ts";
import type { FunctionProto } from "./proto.ts";
import { BOX, CONTROL, RegisterState, TABLE, VALUE } from "./register_state.ts";

/** Words that may be walked per word of code, and regardless of size, before giving up. */
const WORK_PER_WORD = 64;
const WORK_ALWAYS = 1 << 20;

const JUMP_TARGET = 2; // as in validate.ts

/** Checks the data flow of one function whose instructions are already checked one by one. */
export function checkFlow(proto: FunctionProto, marks: Uint8Array): void {
  new Flow(proto, marks).run();
}

class Flow {
  readonly #proto: FunctionProto;
  readonly #state: RegisterState;
  /** word index of each block's first instruction */
  readonly #starts: number[] = [];
  /** block that starts at a word, for words that start one */
  readonly #blockAt: Int32Array;
  /** 0: not reached; 1: state known and walked; 2: to be walked (again) */
  readonly #status: Uint8Array;
  /** register states at the starts of blocks */
  readonly #entry: Int32Array;
  /** the state right before the block walked last ended, for edges that add to it */
  readonly #edge: RegisterState;
  #pc = 0;

  constructor(proto: FunctionProto, marks: Uint8Array) {
    this.#proto = proto;
    this.#state = new RegisterState(proto.maxStack);
    this.#edge = new RegisterState(proto.maxStack);
    const { code } = proto;
    this.#blockAt = new Int32Array(code.length);
    let starts = true; // the next instruction starts a block
    for (let pc = 0; pc < code.length;) {
      const op = code[pc]! & 255;
      if (starts || (marks[pc]! & JUMP_TARGET) !== 0) {
        this.#blockAt[pc] = this.#starts.length;
        this.#starts.push(pc);
      }
      starts = endsBlock(op);
      pc += OPCODES[op]!.wide === "none" ? 1 : 2;
    }
    this.#status = new Uint8Array(this.#starts.length);
    this.#entry = new Int32Array(this.#starts.length * this.#state.size);
  }

  run(): void {
    const { numParams, needsArg, code } = this.#proto;
    const state = this.#state;
    for (let i = 0; i < numParams + (needsArg ? 1 : 0); i++) state.set(VALUE, i);
    this.#flowTo(0, state);
    let work = WORK_ALWAYS + WORK_PER_WORD * code.length;
    for (let again = true; again;) {
      again = false;
      for (let block = 0; block < this.#starts.length; block++) {
        if (this.#status[block] !== 2) continue;
        this.#status[block] = 1;
        again = true;
        const end = this.#starts[block + 1] ?? code.length;
        work -= end - this.#starts[block]! + 1;
        this.#load(block);
        this.#walk(this.#starts[block]!, end);
      }
      work -= this.#starts.length >> 4;
      if (work < 0) this.#fault("too intricate to verify");
    }
    this.#checkLocals();
  }

  #fault(message: string): never {
    throw new ModuleFault(`function at line ${this.#proto.lineDefined}, word ${this.#pc}: ${message}`);
  }

  #load(block: number): void {
    this.#state.load(this.#entry, block * this.#state.size);
  }

  /** Control may go to the block at `pc` with the registers as in `state`. */
  #flowTo(pc: number, state: RegisterState): void {
    const block = this.#blockAt[pc]!;
    if (this.#status[block] === 0) {
      state.save(this.#entry, block * state.size);
      this.#status[block] = 2;
    } else if (state.meet(this.#entry, block * state.size)) {
      this.#status[block] = 2;
    }
  }

  /** Control may jump to `pc` with `register` holding a value besides what the state says. */
  #flowWith(pc: number, register: number): void {
    this.#state.save(this.#scratch, 0);
    this.#edge.load(this.#scratch, 0);
    this.#edge.set(VALUE, register);
    this.#flowTo(pc, this.#edge);
  }

  get #scratch(): Int32Array {
    return this.#scratchWords ??= new Int32Array(this.#state.size);
  }
  #scratchWords: Int32Array | undefined;

  #value(register: number): void {
    if (!this.#state.has(VALUE, register)) this.#fault(`register ${register} does not hold a value`);
  }

  #values(from: number, end: number): void {
    for (let register = from; register < end; register++) this.#value(register);
  }

  #setValues(from: number, end: number): void {
    for (let register = from; register < end; register++) this.#state.set(VALUE, register);
  }

  #box(register: number): void {
    if (!this.#state.has(BOX, register)) this.#fault(`register ${register} does not hold a box`);
  }

  /** Walks the instructions from `pc` to `end`, which is the end of a block, and on to its successors. */
  #walk(pc: number, end: number): void {
    const { code } = this.#proto;
    let op = 0;
    while (pc < end) {
      const word = code[pc]!;
      op = word & 255;
      const info = OPCODES[op]!;
      const wide = info.wide !== "none";
      this.#pc = pc;
      this.#step(info, word, wide ? code[pc + 1]! : 0);
      pc += wide ? 2 : 1;
    }
    if (!neverContinues(op)) this.#flowTo(pc, this.#state);
  }

  /** The effect of one instruction on the state, and its jumps. */
  #step(info: OpcodeInfo, word: number, d: number): void {
    const state = this.#state;
    const a = (word >>> 8) & 255;
    const b = (word >>> 16) & 255;
    const c = word >>> 24;
    switch (word & 255) {
      case 4: // LOADNIL
        this.#setValues(a, a + b + 1);
        return;
      case 7: // NEWBOX
        this.#value(a);
        state.set(BOX, a);
        return;
      case 16: // SELF
        this.#value(b);
        state.set(VALUE, a);
        state.set(VALUE, a + 1);
        return;
      case 17: // NEWTABLE
        state.set(TABLE, a);
        return;
      case 18: // SETLIST
        if (!state.has(TABLE, a)) this.#fault("list stored into something else than a new table");
        this.#values(a + 1, b === 0 ? this.#openStart() : a + b + 1);
        return;
      case 36: // CONCAT
        this.#values(b, c + 1);
        state.set(VALUE, a);
        return;
      case 40: // TESTSET
        this.#value(b);
        this.#flowWith(d, a);
        return;
      case 57: // CALL
        this.#values(a, b === 0 ? this.#openStart() : a + b);
        state.clearFrom(a);
        this.#setValues(a, a + c - 1);
        return;
      case 58: // TAILCALL
        this.#values(a, b === 0 ? this.#openStart() : a + b);
        state.clearFrom(a);
        return;
      case 59: // RETURN
        this.#values(a, b === 0 ? this.#openStart() : a + b - 1);
        return;
      case 62: // FORPREP
        this.#values(a, a + 3);
        for (let i = a; i < a + 3; i++) state.set(CONTROL, i);
        this.#flowTo(d, state);
        return;
      case 63: // FORLOOP
        for (let i = a; i < a + 3; i++) {
          if (!state.has(CONTROL, i)) this.#fault("loop without its preparation");
        }
        this.#flowWith(d, a + 3);
        return;
      case 64: // TFORCALL
        this.#values(a, a + 3);
        state.clearFrom(a + 3);
        this.#setValues(a + 3, a + 3 + c);
        return;
      case 65: // TFORLOOP
        this.#value(a + 3);
        this.#flowWith(d, a + 2);
        return;
      case 66: // CLOSURE
        for (const { fromParentLocal, index } of this.#proto.protos[d]!.upvalues) {
          if (fromParentLocal) this.#box(index);
        }
        state.set(VALUE, a);
        return;
      case 67: // VARARG
        if (b === 0) state.clearFrom(a);
        else this.#setValues(a, a + b - 1);
        return;
    }
    // everything else is what the opcode table says
    if (info.a === "src") this.#value(a);
    else if (info.a === "box") this.#box(a);
    if (info.b === "src") this.#value(b);
    else if (info.b === "box") this.#box(b);
    if (info.c === "src") this.#value(c);
    if (info.a === "dst") state.set(VALUE, a);
    if (info.wide === "jump") this.#flowTo(d, state);
  }

  /** Where the open list starts that the instruction before this one left. */
  #openStart(): number {
    return (this.#proto.code[this.#pc - 1]! >>> 8) & 255; // CALL and VARARG have one word
  }

  /** Variables in the debug tables are what these say wherever they are active. */
  #checkLocals(): void {
    const { locals, code, maxStack } = this.#proto;
    const words = (maxStack + 31) >> 5;
    const boxes = new Int32Array(words);
    const values = new Int32Array(words);
    const starts = locals.map((_, i) => i).sort((x, y) => locals[x]!.startPc - locals[y]!.startPc);
    const ends = locals.map((_, i) => i).sort((x, y) => locals[x]!.endPc - locals[y]!.endPc);
    let started = 0;
    let ended = 0;
    let block = -1;
    for (let pc = 0; pc < code.length;) {
      while (ended < ends.length && locals[ends[ended]!]!.endPc <= pc) {
        const { register, startPc, endPc, boxed } = locals[ends[ended++]!]!;
        if (startPc < endPc) (boxed ? boxes : values)[register >> 5]! &= ~(1 << (register & 31));
      }
      while (started < starts.length && locals[starts[started]!]!.startPc <= pc) {
        const { register, startPc, endPc, boxed } = locals[starts[started++]!]!;
        if (startPc >= endPc || endPc <= pc) continue;
        const bit = 1 << (register & 31);
        const at = register >> 5;
        this.#pc = pc;
        if (((boxes[at]! | values[at]!) & bit) !== 0) this.#fault("two variables in one register");
        (boxed ? boxes : values)[at]! |= bit;
      }
      const word = code[pc]!;
      const info = OPCODES[word & 255]!;
      if (this.#starts[block + 1] === pc) {
        block++;
        if (this.#status[block] !== 0) this.#load(block);
      }
      if (this.#status[block] !== 0) {
        this.#pc = pc;
        if (!this.#state.covers(boxes, values)) this.#fault("a variable is not where the debug table says");
        this.#step(info, word, info.wide === "none" ? 0 : code[pc + 1]!);
      }
      pc += info.wide === "none" ? 1 : 2;
    }
  }
}

/** Whether the instruction after `op` starts a new block. */
function endsBlock(op: number): boolean {
  return (op >= 37 && op <= 56) || (op >= 59 && op <= 63) || op === 65;
}

/** Whether control never goes on to the instruction after `op`. */
function neverContinues(op: number): boolean {
  return op === 37 || (op >= 59 && op <= 62);
}
