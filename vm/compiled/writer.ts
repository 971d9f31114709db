/**
 * The text of one function as it is written: its ways out, the tables it refers to, and its frame.
 *
 * Names in the text: `c` the closure, `d` the index of its frame, `b` the stack index of `r0`, `r0`... registers, `L` steps left, `pc` where the
 * interpreter takes over, `X0`... labels of the ways out (one for each set of live registers), `E` what says
 * "went out", `C` the context, `m` the meter, `h` the heap, `v` varargs, `T` the open list, `o x y z` scratch. What is continued
 * after a call has its entry in `R`, the values kept in it in `O`, and what the call has returned in `u`.
 *
 * Steps are taken off `L` for a whole block at its beginning. A way out in the middle gives back those of the
 * instructions that have not been executed.
 *
 * @module
 */

import type { Block, Flow } from "./flow.ts";
import type { Shape } from "../shape.ts";
import type { FunctionProto } from "../../compiler/proto.ts";
import { decodeAt, type Instruction } from "./decode.ts";
import type { Emitted, Request } from "./emit.ts";
import type { Types } from "./types.ts";
import type { Builtin, QuickFunction } from "../value.ts";

/** Open lists longer than this are handed over by the interpreter. */
export const MAX_SPREAD = 24;

/** Writes the text of one function. */
export class Writer {
  readonly request: Request;
  readonly #parts: string[] = [];
  #length = 0;
  readonly #integers: number[] = [];
  readonly #lists: (readonly number[])[] = [];
  readonly #library: (Builtin | QuickFunction | Shape)[] = [];
  readonly loops: boolean;
  /** bytes of JS stack that its frame takes and its depth does not tell */
  readonly pool: number;
  /** the function calls itself in tail position: it is a loop */
  repeats = false;
  /** ways out: index of the list of live registers and where an open list begins */
  readonly #exits = new Map<string, { list: number; open: number }>();
  readonly #exitNames: string[] = [];
  /** CALL instructions of builtins: word and the way out */
  readonly #catches: { pc: number; exit: number }[] = [];
  #usesOpen = false;
  /** the open list is an array, not what a call has returned: one value bare, none or several as an array */
  listed: boolean;
  /** captured variables: how often they are named */
  readonly #boxes = new Map<number, number>();

  constructor(request: Request) {
    this.request = request;
    this.pool = root0(request) ? unseenBytes(request.proto) : 0;
    this.listed = request.root !== 0;
    this.loops = request.flow.blocks.some((block) => block.isHeader);
  }

  box(index: number, times = 1): string {
    this.#boxes.set(index, (this.#boxes.get(index) ?? 0) + times);
    return `q${index}.v`;
  }

  /** Characters written. */
  get length(): number {
    return this.#length;
  }

  /** Adds text. */
  write(text: string): void {
    this.#parts.push(text);
    this.#length += text.length;
  }

  // ---- ways out -----------------------------------------------------------------------------------

  exit(pc: number, other = pc): number {
    const { flow } = this.request;
    let live = flow.liveAt(pc);
    if (other !== pc) {
      const both = new Set([...live, ...flow.liveAt(other)]);
      live = [...both].sort((a, b) => a - b);
    }
    const open = flow.openAt(pc);
    // every way out keeps what is live there and no more: a value that is kept although nothing reads it
    // would be carried around loops, and numbers boxed for it
    const key = `${open}:${live.join()}`;
    let at = this.#exitNames.indexOf(key);
    if (at < 0) {
      at = this.#exitNames.push(key) - 1;
      this.#exits.set(key, { list: this.#lists.push(interned(live)) - 1, open });
      if (open >= 0) this.#usesOpen = true;
    }
    return at;
  }

  /** Leaves before `i`; `after` instructions of the block follow it. */
  redo(i: Instruction, after: number): string {
    return `{L+=${after + 1};pc=${i.pc};break X${this.exit(i.pc)}}`;
  }

  /** Leaves after `i`. */
  next(i: Instruction, after: number): string {
    return `{${after > 0 ? `L+=${after};` : ""}pc=${i.next};break X${this.exit(i.next)}}`;
  }

  integer(value: number): string {
    let at = this.#integers.indexOf(value);
    if (at < 0) at = this.#integers.push(value) - 1;
    return `n${at}`;
  }

  /** The name of a builtin, of a quick form, or of a shape. */
  library(entry: Builtin | QuickFunction | Shape): string {
    let at = this.#library.indexOf(entry);
    if (at < 0) at = this.#library.push(entry) - 1;
    return `u${at}`;
  }

  /** The way out of the call of a builtin at word `pc`, for when it throws. */
  catchAt(pc: number): void {
    this.#catches.push({ pc, exit: this.exit(pc) });
  }

  // ---- the whole ----------------------------------------------------------------------------------

  /** The finished function. */
  finish(): Emitted {
    const { proto, root, flow, entry } = this.request;
    let body = this.#parts.join("");
    const used = new Set(body.match(/\b[a-z]\d*\b|\brt\b|\bT\b/g));
    for (const { list } of this.#exits.values()) for (const r of this.#lists[list]!) used.add(`r${r}`);
    const params: string[] = [];
    const locals: string[] = [];
    for (let r = 0; r < proto.maxStack; r++) {
      if (root === 0 && r < proto.numParams) params.push(`r${r}`);
      else if (used.has(`r${r}`)) locals.push(`r${r}`);
    }
    // boxes of captured variables that are named more than once are fetched once
    let boxes = "";
    for (const [index, uses] of this.#boxes) {
      if (uses < 2 && !this.loops) body = body.replaceAll(`q${index}.v`, `c.upvalues[${index}].v`);
      else {
        locals.push(`q${index}`);
        boxes += `q${index}=c.upvalues[${index}];`;
      }
    }
    for (const { list } of this.#exits.values()) used.add(`w${list}`);
    const names = (prefix: string, source: string): string => {
      let text = "";
      for (const name of used) {
        if (name.length > 1 && name[0] === prefix) text += `const ${name}=${source}[${name.slice(1)}];`;
      }
      return text;
    };
    let text =
      '"use strict";const E=V[0],C=V[1],A=V[2],B=V[3],F=V[4],Q=V[5],G=V[6],Y=V[7],Z=V[8],J=V[9],I=V[10],O=V[11];';
    text += names("k", "K") + names("s", "S") + names("p", "P") + names("n", "N") + names("w", "W") +
      names("u", "D");
    let prologue = "";
    if (root === 0) {
      if (proto.isVararg) params.push("...v");
      const base = proto.isVararg ? "g" : "b";
      text += `return function f(c,d,${base}${params.map((p) => "," + p).join("")}){`;
      if (proto.isVararg) prologue = `const b=v.length>0?g+v.length+${proto.numParams}:g;`;
      prologue += `if((d>C.max||b+${proto.maxStack}>C.top)&&C.deep(d,b+${proto.maxStack}))return E;`;
      if (this.pool > 0) {
        prologue += `if((C.pool-=${this.pool})<0&&C.drained()){C.pool+=${this.pool};return E}`;
      }
    } else {
      // continued with the registers in a stack, or with the live ones alone and the results of a call
      const { results } = this.request;
      if (results === undefined) text += "return function(c,d,b,R,v){";
      else {
        text += "return function(R,d,u){const c=R.closure,b=R.base,O=R.values;";
        if (proto.isVararg) text += "const v=R.varargs;";
      }
      if (proto.isVararg) prologue += `const g=v.length>0?b-v.length-${proto.numParams}:b;`;
      const live = flow.liveAt(root);
      for (let k = 0; k < live.length; k++) {
        const r = live[k]!;
        if (!locals.includes(`r${r}`)) locals.push(`r${r}`);
        if (results !== undefined && !results.open && r >= results.first) continue;
        const value = results === undefined ? `R[b+${r}]` : `O[${k}]`;
        if (entry.isNumber(r)) prologue += `if(typeof ${value}!=="number")return Q;r${r}=+${value};`;
        else prologue += `r${r}=${value};`;
      }
      if (results !== undefined) {
        const { first, count, open } = results;
        const taken: string[] = [];
        for (let r = first; r < first + count; r++) taken.push(locals.includes(`r${r}`) ? `r${r}` : "");
        prologue += open ? "let T=Array.isArray(u)?u:[u];" : spread("u", taken.join());
      }
    }
    if (locals.length > 0) text += `let ${locals.join()};`;
    text += prologue;
    if (used.has("h")) text += "const h=C.heap;";
    if (used.has("rt")) text += "const rt=C.rt;";
    text += "const m=C.meter;let L=m.left,pc=0,x,y,z";
    if ((used.has("T") || this.#usesOpen) && this.request.results?.open !== true) text += ",T";
    if (used.has("o")) text += ",o";
    if (this.repeats) text += ",t=0";
    const tries = this.#catches.length > 0;
    if (tries) text += ",M,U";
    text += ";";
    if (this.repeats) text += "S:for(;;){";
    text += boxes;
    for (let k = this.#exitNames.length - 1; k >= 0; k--) text += `X${k}:{`;
    if (tries) text += "try{";
    text += body;
    if (tries) {
      text += "}catch(e){L=C.caught(e,M,L,U);switch(pc){";
      for (const { pc, exit } of this.#catches) text += `case ${pc}:break X${exit};`;
      text += "}throw e}";
    }
    const varargs = proto.isVararg ? "v" : "undefined";
    const tails = this.repeats ? "t" : "0";
    // what is continued after a call leaves in the same entry it came in, if it keeps the same registers
    const kept = this.request.results === undefined ? undefined : liveAtRoot(flow, root);
    for (let k = 0; k < this.#exitNames.length; k++) {
      const { list, open } = this.#exits.get(this.#exitNames[k]!)!;
      const registers = this.#lists[list]!;
      if (registers === kept && open < 0) {
        // as they came
        registers.forEach((r, k) => text += `${k > 0 ? "" : "}"}O[${k}]=r${r};`);
        text += `${registers.length > 0 ? "" : "}"}return C.saveAgain(R,pc,L);`;
        continue;
      }
      // one kind of array for all: that of lists with something other than numbers in them
      const values = [...registers.map((r) => `r${r}`), "undefined"].join();
      text += `}return C.save(c,pc,L,b,w${list},[${values}],${varargs},${tails}${
        open >= 0 ? `,${open},T` : ""
      });`;
    }
    if (this.repeats) text += "}";
    text += "}";
    return { text, integers: this.#integers, lists: this.#lists, library: this.#library };
  }

  /**
   * Takes off the steps of a block. The check comes once for a block and those after it that can only be
   * reached through it before anything else is asked; `extra` are the most steps those take.
   */
  begin(block: Block, checked: boolean, extra: number): void {
    const n = block.instructions.length;
    if (checked) return this.write(`L-=${n};`);
    const all = n + extra;
    if (block.isHeader) this.write(`if((L-=${all})<0)break;`);
    else this.write(`if((L-=${all})<0&&${this.#more(block, all)}`);
    if (extra > 0) this.write(`L+=${extra};`);
  }

  /** Ends the loop whose header is `block`: its steps did not fit. */
  again(block: Block, extra: number): void {
    const all = block.instructions.length + extra;
    this.write(`}if(${this.#more(block, all)}L+=${all};}`);
  }

  /** Asks for the steps of a block that have been taken off and are not there, or leaves before it. */
  #more(block: Block, all: number): string {
    const pc = block.instructions[0]!.pc;
    return `(L=C.more(L+${all},${all}))<0){L=m.left;pc=${pc};break X${this.exit(pc)}}`;
  }

  // ---- operands -----------------------------------------------------------------------------------

  guardNumbers(registers: readonly number[], types: Types): string {
    const checks: string[] = [];
    for (const r of registers) {
      if (!types.isNumber(r) && !checks.includes(`typeof r${r}!=="number"`)) {
        checks.push(`typeof r${r}!=="number"`);
      }
    }
    return checks.join("||");
  }

  /** The open list as an array. */
  list(): string {
    return this.listed ? "T" : "(Array.isArray(T)?T:[T])";
  }

  /** The value at `index` of the open list. */
  listItem(index: number): string {
    const item = `T.length>${index}?T[${index}]:undefined`;
    return this.listed ? item : `Array.isArray(T)?${item}:${index === 0 ? "T" : "undefined"}`;
  }

  /** An array of the values from register `from` on, up to the end of the open list. */
  openList(i: Instruction, from: number): string {
    const open = this.request.flow.openAt(i.pc);
    const list = this.list();
    if (open > from) return `[${span(from, open)},...${list}]`;
    return open < from ? `${list}.slice(${from - open})` : list;
  }

  /** Ends the function with steps and JS stack settled; what is returned follows. */
  leave(): string {
    return `m.left=L;${this.pool > 0 ? `C.pool+=${this.pool};` : ""}`;
  }
}

/** Bytes of JS stack that each frame is taken to need besides what its registers and calls tell. */
export const TAIL_BYTES = 400;
/** Registers a frame may have above those its calls keep, without being counted for them. */
const FREE_REGISTERS = 8;

function root0(request: Request): boolean {
  return request.root === 0;
}

/** Bytes a frame may take beyond what follows from depth and stack index (see `Context.refresh`). */
function unseenBytes({ code, maxStack }: FunctionProto): number {
  let lowest = maxStack;
  let list = 0;
  for (let pc = 0; pc < code.length;) {
    const i = decodeAt(code, pc);
    if (i.op === 57 || i.op === 58) {
      lowest = Math.min(lowest, i.a);
      if (i.b === 0) list = 8 * MAX_SPREAD;
    }
    pc = i.next;
  }
  const above = maxStack - lowest - FREE_REGISTERS;
  return (above > 0 ? 12 * above : 0) + list;
}

const lists = new Map<string, readonly number[]>();
const MAX_LISTS = 10_000;

/** One array for all lists of the same registers, as long as there are not too many. */
function interned(list: readonly number[]): readonly number[] {
  const key = list.join();
  let known = lists.get(key);
  if (known === undefined) {
    if (lists.size >= MAX_LISTS) lists.clear();
    lists.set(key, known = list);
  }
  return known;
}

/** The list of the registers live at the root. */
export function liveAtRoot(flow: Flow, root: number): readonly number[] {
  return interned(flow.liveAt(root));
}

/** Takes values that `from` holds, one bare or none or several as an array, into `targets`, of which some may be empty. */
export function spread(from: string, targets: string): string {
  let several = "";
  let bare = "";
  targets.split(",").forEach((target, k) => {
    if (target === "") return;
    several += `${target}=${from}.length>${k}?${from}[${k}]:undefined;`;
    bare += `${target}=${k === 0 ? from : "undefined"};`;
  });
  return bare === "" ? "" : `if(Array.isArray(${from})){${several}}else{${bare}}`;
}

/** `r1,r2,...` from register `from` up to but not including `end`. */
export function span(from: number, end: number): string {
  const names: string[] = [];
  for (let r = from; r < end; r++) names.push(`r${r}`);
  return names.join();
}
