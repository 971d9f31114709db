/**
 * The text of one function as it is written: its ways out, the tables it refers to, and its frame.
 *
 * Names in the text: `c` the closure, `d` the index of its frame, `b` the stack index of `r0`, `r0`... registers,
 * `L` steps left, `pc` the code of the way out that is taken, `X0`... labels of what hands over registers, `e0`...
 * variables they are handed over in, `E` what says "went out", `l` the ways out, `C` the context, `m` the meter,
 * `h` the heap, `v` varargs, `T` the open list, `w` the further results of builtins, `o x y z` scratch. What is
 * continued after a call has its entry in `R`, the values kept in it in `j`, and what the call has returned in `u`.
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
import { MAX_HANDED, METERED, type Way } from "./saved.ts";
import type { Types } from "./types.ts";
import type { Builtin, QuickFunction, SeveralFunction } from "../value.ts";

/** Functions longer than this are too long to be inlined. */
const MAX_TWIN = 1800;

/** How registers are handed over where a function is left. */
const enum Handing {
  /** as they are: one list for all ways out */
  Registers,
  /**
   * in variables of the text around the function, those that are live there and no more: a value that is handed over
   * although nothing reads it would be carried around loops, and numbers boxed for it. Setting such variables is the
   * one thing V8 need not have seen before, so what it has optimised is not thrown away at the first way out that is
   * taken.
   */
  Slots,
  /** in the entry that the function is continued from */
  Same,
  /** in that entry, whatever it kept before: see `Context.pause` */
  Pause,
}

/** A block of text that hands registers over. */
interface Handler {
  readonly form: Handing;
  /** it is for these registers alone */
  readonly only: readonly number[] | undefined;
  readonly ways: Set<Way>;
  readonly kept: Set<number>;
  /** whether an open list is handed over, too */
  open: boolean;
}

/** Writes the text of one function. */
export class Writer {
  declare readonly request: Request;
  readonly #parts: string[] = [];
  #length = 0;
  readonly #integers: number[] = [];
  readonly #library: (Builtin | QuickFunction | SeveralFunction | Shape)[] = [];
  declare readonly loops: boolean;
  /** bytes of JS stack that its frame takes and its depth does not tell */
  declare readonly pool: number;
  /** the function calls itself in tail position: it is a loop */
  repeats = false;
  /** ways out, by the codes that stand for them */
  readonly #ways: Way[] = [];
  readonly #codes = new Map<string, number>();
  readonly #handlers: Handler[] = [];
  /** variables for functions that calls have met */
  #callees = 0;
  /** variables that registers are handed over in */
  #slots = 0;
  /** what is kept in the entry the function is continued from */
  readonly #came: readonly number[] | undefined;
  /** each set of registers is handed over by a text of its own */
  readonly #apart: boolean;
  /** codes of the ways out of calls of builtins, for when they throw */
  readonly #catches = new Set<number>();
  /** steps that are taken off already for blocks behind the one being written */
  reserve = 0;
  /** the open list is an array, not what a call has returned: one value bare, none or several as an array */
  declare listed: boolean;
  /** it prepays, and there are no loops that would carry the steps left in `L` */
  readonly #straight: boolean;
  /** the steps left are those in the meter, and not in `L` */
  metered = false;
  /** captured variables: how often they are named */
  readonly #boxes = new Map<number, number>();

  constructor(request: Request) {
    this.request = request;
    this.#straight = request.prepays && !request.flow.blocks.some((block) => block.isHeader);
    this.pool = root0(request) ? unseenBytes(request.proto) : 0;
    this.listed = request.root !== 0;
    this.loops = request.flow.blocks.some((block) => block.isHeader) || jumpsToItself(request) ||
      request.results !== undefined;
    this.#apart = this.loops && (request.suspended || request.results !== undefined);
    this.#came = request.results === undefined ? undefined : liveAtRoot(request.flow, request.root);
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

  /** The code of a way out: see `Way`. The registers live at word `other` are kept, too. */
  #way(pc: number, give: number, again = -1, other = pc): number {
    const key = `${pc}:${give}:${again}:${other}`;
    let code = this.#codes.get(key);
    if (code === undefined) {
      const redo = again < 0 ? undefined : this.#newWay(again, give - 1, undefined, again);
      code = this.#ways.push(this.#newWay(pc, give, redo, other)) - 1;
      this.#codes.set(key, code);
    }
    return code;
  }

  #newWay(pc: number, give: number, again: Way | undefined, other: number): Way {
    return {
      pc,
      give,
      registers: this.#live(pc, other),
      open: this.request.flow.openAt(pc),
      again,
      kept: [],
      slots: false,
      prepaid: this.request.prepays,
      begins: undefined,
      resumption: null,
    };
  }

  /** Leaves where the function begins, with its parameters and nothing done. */
  #unbegun(): Way {
    const { proto, all } = this.request;
    const registers = interned(Array.from({ length: proto.numParams }, (_, r) => r));
    return {
      ...this.#newWay(0, 0, undefined, 0),
      registers,
      open: -1,
      prepaid: false,
      begins: all ? "jitN" : "jit1",
    };
  }

  #live(pc: number, other: number): readonly number[] {
    const { flow } = this.request;
    if (other === pc) return interned(flow.liveAt(pc));
    const both = new Set([...flow.liveAt(pc), ...flow.liveAt(other)]);
    return interned([...both].sort((a, b) => a - b));
  }

  /** Leaves by the way with a code; `pausing`: because it yields. */
  #leave(code: number, pausing = false): string {
    const way = this.#ways[code]!;
    const { registers, open, again } = way;
    const listed = open >= 0 || again !== undefined && again.open >= 0;
    const kept = again === undefined || again.registers === registers
      ? registers
      : interned([...new Set([...registers, ...again.registers])].sort((x, y) => x - y));
    // what is continued after a call leaves in the same entry it came in, if it keeps the same registers
    const stays = !listed && kept === this.#came && staysSame(way, kept);
    // what is left all the time is fastest with a text for each set of registers, and nothing brought together from
    // elsewhere: V8 gives optimised code up at an addition it has never seen
    const resumed = this.#apart;
    const form = pausing
      ? Handing.Pause
      : stays
      ? Handing.Same
      : this.loops && !resumed
      ? Handing.Slots
      : Handing.Registers;
    const only = pausing || resumed && !stays ? kept : undefined;
    let at = this.#handlers.findIndex((handler) => handler.form === form && handler.only === only);
    if (at < 0) at = this.#handlers.push({ form, only, ways: new Set(), kept: new Set(), open: false }) - 1;
    const handler = this.#handlers[at]!;
    handler.ways.add(way);
    for (const r of kept) handler.kept.add(r);
    if (listed) handler.open = true;
    let values = "";
    if (form === Handing.Slots) {
      keeps(way, kept);
      way.slots = true;
      if (again !== undefined) again.slots = true;
      this.#slots = Math.max(this.#slots, kept.length);
      kept.forEach((r, k) => values += `e${k}=r${r};`);
    }
    return `{pc=${resumed ? "L+" : ""}${code};${values}break X${at}}`;
  }

  /** Leaves before `i`; `after` instructions of the block follow it. */
  redo(i: Instruction, after: number): string {
    return this.#leave(this.#way(i.pc, this.#given(after + 1)));
  }

  /** Leaves after `i`. */
  next(i: Instruction, after: number): string {
    return this.#leave(this.#way(i.next, this.#given(after)));
  }

  /** `Way.give` for a number of steps. */
  #given(steps: number): number {
    return this.metered ? METERED - steps : steps;
  }

  /** Leaves after `i`, which yields `value`. */
  yielded(i: Instruction, value: string): string {
    const code = this.#way(i.next, 0);
    if (this.#came === undefined || this.#ways[code]!.open >= 0) {
      return `C.yielding=true;C.yielded=${value};${this.#leave(code)}`;
    }
    return `x=${value};${this.#leave(code, true)}`;
  }

  /** Leaves for word `pc`; the steps left are those in the meter. */
  leaveAt(pc: number): string {
    return this.#leave(this.#way(pc, METERED));
  }

  /**
   * Leaves because what `i` called has left, or before `i` if that has not begun. The steps left are those in the
   * meter, and `prepaid` for what follows. It may go on at word `other` as well.
   */
  called(i: Instruction, other = i.next, prepaid = 0): string {
    if (this.request.results !== undefined) {
      // it was suspended there, and is likely to be once more, with the same registers
      const before = this.#leave(this.#way(i.pc, METERED - 1));
      return `{if(!C.out())${before}${this.#leave(this.#way(i.next, METERED, -1, other))}}`;
    }
    return this.#leave(this.#way(i.next, METERED - prepaid, i.pc, other));
  }

  /** The code of the way out of the call `i` of a builtin, for when it throws. */
  catchAt(i: Instruction): number {
    const code = this.#way(i.pc, 0);
    this.#catches.add(code);
    return code;
  }

  integer(value: number): string {
    let at = this.#integers.indexOf(value);
    if (at < 0) at = this.#integers.push(value) - 1;
    return `n${at}`;
  }

  /**
   * A variable for the function that a call meets first. A call of V8's that has met two is of no known function
   * from then on, so the others are called in another place.
   */
  callee(): string {
    return `g${this.#callees++}`;
  }

  /** The name of a builtin, of a form of one, or of a shape. */
  library(entry: Builtin | QuickFunction | SeveralFunction | Shape): string {
    let at = this.#library.indexOf(entry);
    if (at < 0) at = this.#library.push(entry) - 1;
    return `u${at}`;
  }

  // ---- the whole ----------------------------------------------------------------------------------

  /** The finished function. */
  finish(): Emitted {
    const { proto, root, flow, entry } = this.request;
    let body = this.#parts.join("");
    const used = new Set(body.match(/\b[a-z]\d*\b|\brt\b|\bT\b/g));
    const catches = [...this.#catches].map((code) => `case ${code}:${this.#leave(code)}`).join("");
    const check = root === 0 ? this.#check() : "";
    for (const { kept } of this.#handlers) for (const r of kept) used.add(`r${r}`);
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
    const names = (prefix: string, source: string): string => {
      let text = "";
      for (const name of used) {
        if (name.length > 1 && name[0] === prefix) text += `const ${name}=${source}[${name.slice(1)}];`;
      }
      return text;
    };
    let text =
      '"use strict";const E=V[0],C=V[1],A=V[2],B=V[3],F=V[4],Q=V[5],G=V[6],Y=V[7],Z=V[8],J=V[9],H=V[10],W=V[11],a=V[12],X=V[13],I=V[14],O=V[15],w=V[16];';
    text += names("k", "K") + names("s", "S") + names("p", "P") + names("n", "N") + names("u", "D");
    for (let k = 0; k < this.#callees; k++) text += `var g${k};`;
    let head = "";
    let prologue = "";
    /** registers that are what they were when the entry was left, unless they are written to */
    const brought = new Set<number>();
    if (root === 0) {
      if (proto.isVararg) params.push("...v");
      const base = proto.isVararg ? "g" : "b";
      head = `(c,d,${base}${params.map((p) => "," + p).join("")}){`;
      if (proto.isVararg) prologue = `const b=v.length>0?g+v.length+${proto.numParams}:g;`;
    } else {
      // continued with the registers in a stack, or with the live ones alone and the results of a call
      const { results } = this.request;
      if (results === undefined) head = "(c,d,b,R,v){";
      else {
        head = "(R,d,u){const c=R.closure,b=R.base,j=R.values;";
        if (proto.isVararg) head += "const v=R.varargs;";
      }
      if (proto.isVararg) prologue += `const g=v.length>0?b-v.length-${proto.numParams}:b;`;
      const live = flow.liveAt(root);
      for (let k = 0; k < live.length; k++) {
        const r = live[k]!;
        if (!locals.includes(`r${r}`)) locals.push(`r${r}`);
        if (results !== undefined && !results.open && r >= results.first) continue;
        const value = results === undefined ? `R[b+${r}]` : `j[${k}]`;
        brought.add(r);
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
    // V8 spends no bytecode on the first value of a var
    let whole = `${head}var ${[...locals, "m=C.meter", "L", "pc", "x", "y", "z"].join()}`;
    if ((used.has("T") || this.#handlers.some(({ open }) => open)) && this.request.results?.open !== true) {
      whole += ",T";
    }
    if (used.has("o")) whole += ",o";
    if (this.repeats) whole += ",t=0";
    if (catches !== "") whole += ",M,U";
    whole += `;${prologue}L=m.left;`;
    if (this.repeats) whole += check;
    if (used.has("h")) whole += "const h=C.heap;";
    if (used.has("rt")) whole += "const rt=C.rt;";
    if (this.repeats) whole += "S:for(;;){";
    whole += boxes;
    for (let k = this.#handlers.length - 1; k >= 0; k--) whole += `X${k}:{`;
    if (!this.repeats) whole += check;
    if (!this.loops) {
      // what was given back is read where it is used first
      body = body.replaceAll(/L=m\.left;((?:r\d+=x;)?)if\(\(L-=(\d+)\)</g, "$1if((L=m.left-$2)<");
    }
    whole += catches === ""
      ? body
      : `try{${body}}catch(e){L=C.caught(e,M,L,U);switch(pc){${catches}}throw e}`;
    const code = this.#apart ? "pc-L" : "pc";
    const came = this.#came ?? [];
    const same = (r: number, k: number): boolean =>
      came[k] === r && brought.has(r) && !new RegExp(`\\br${r}=[^=]`).test(body);
    for (const { form, ways, kept, open } of this.#handlers) {
      const list = interned([...kept].sort((a, b) => a - b));
      if (form === Handing.Same || form === Handing.Pause) {
        // registers that are never written are there already
        const changed = list.map((r, k) => same(r, k) ? "" : `j[${k}]=r${r};`).join("");
        whole += `}${
          list.length === came.length ? changed : `R.values=[${list.map((r) => "r" + r).join()}];`
        }` +
          `return C.${form === Handing.Pause ? "pause" : "saveAgain"}(R,l[${code}],L${
            form === Handing.Pause ? ",x" : ""
          });`;
        continue;
      }
      let values = list.map((r) => `,r${r}`).join("");
      let end = "return z;";
      if (form === Handing.Slots) {
        const slots = Array.from({ length: this.#slots }, (_, k) => `e${k}`);
        values = slots.map((name) => `,${name}`).join("");
        if (slots.length > 0) {
          text += `var ${slots.join()};`;
          end = `${slots.join("=")}=void 0;return z;`;
        }
      } else for (const way of ways) keeps(way, list);
      const many = (form === Handing.Slots ? this.#slots : list.length) > MAX_HANDED;
      if (!proto.isVararg && !this.repeats && !open && !many) {
        whole += `}z=H(c,l,${code},L,d,b${values});${end}`;
      } else {
        const more = `${proto.isVararg ? "v" : "undefined"},${this.repeats ? "t" : "0"},${
          open ? "T" : "undefined"
        }`;
        whole += `}z=W(c,l,${code},L,d,b,${more}${values});${end}`;
      }
    }
    if (this.repeats) whole += "}";
    whole += "}";
    if (whole.includes("self(") && whole.length < MAX_TWIN) {
      // V8 never inlines a function in itself, but twins in each other
      const one = whole.replaceAll("self(", "i(");
      text += `const f=function${one},i=function${whole.replaceAll("self(", "f(")};return f;`;
    } else text += `return function f${whole.replaceAll("self(", "f(")};`;
    return { text, integers: this.#integers, ways: this.#ways, library: this.#library };
  }

  /** What has to be there for the function to begin. */
  #check(): string {
    const { proto } = this.request;
    const top = `b+${proto.maxStack}`;
    const way = this.#ways.push(this.#unbegun()) - 1;
    let leave = "";
    if (!this.repeats) leave = this.#leave(way);
    else {
      // not where it goes on when it calls itself in tail position
      const given = proto.numParams > 0 ? "," + span(0, proto.numParams) : "";
      keeps(this.#ways[way]!, this.#ways[way]!.registers);
      leave = `return W(c,l,${way},L,d,b,${proto.isVararg ? "v" : "undefined"},0,undefined${given});`;
    }
    let text = `if((d>C.max||${top}>C.top)&&X(d,${top}))${leave}`;
    if (this.pool > 0) text += `if((C.pool-=${this.pool})<0&&C.drained()){C.pool+=${this.pool};return E}`;
    return text;
  }

  /**
   * Takes off the steps of a block. The check comes once for a block and those after it that can only be
   * reached through it before anything else is asked; `extra` are the most steps those take, which are taken off
   * with its own. `taken` are those that were taken off before it, undefined when none were.
   */
  begin(block: Block, taken: number | undefined, extra: number): void {
    const all = block.instructions.length + extra;
    this.reserve = extra;
    if (taken !== undefined) return this.giveBack(taken - all);
    this.local();
    if (block.isHeader) this.write(`if((L-=${all})<0)break;`);
    else this.write(`if((L-=${all})<0&&(L=a(L${this.loops ? "+0" : ""},${all})-0)<0)${this.#before(block)}`);
  }

  /** Gives back steps that were taken off for blocks that are not reached. */
  giveBack(steps: number): void {
    if (steps > 0) this.write(`${this.metered ? "m.left" : "L"}+=${steps};`);
  }

  /** Puts the steps left in `L`. */
  local(): void {
    if (this.metered) this.write("L=m.left;");
    this.metered = false;
  }

  /** Puts the steps left in the meter. */
  settled(): string {
    return this.metered ? "" : "m.left=L;";
  }

  /** After a call of a Lua function. */
  returned(): string {
    this.metered = this.#straight && this.reserve > 0;
    return this.metered ? "" : "L=m.left;";
  }

  /** Ends the loop whose header is `block`: its steps did not fit. */
  again(block: Block, extra: number): void {
    const all = block.instructions.length + extra;
    this.write(`}if((L=a(L,${all})|0)<0)${this.#before(block)}L+=${all};}`);
  }

  /** Leaves before a block whose steps have been asked for in vain. */
  #before(block: Block): string {
    return this.leaveAt(block.instructions[0]!.pc);
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
    return `${this.settled()}${this.pool > 0 ? `C.pool+=${this.pool};` : ""}`;
  }
}

/** Bytes of JS stack that each frame is taken to need besides what its registers and calls tell. */
export const TAIL_BYTES = 400;
/** Registers a frame may have above those its calls keep, without being counted for them. */
const FREE_REGISTERS = 8;

/** Makes `list` the registers whose values are handed over for a way out. */
function keeps(way: Way, list: readonly number[]): void {
  // values of more registers behind those that are wanted do no harm
  way.kept = way.registers.every((r, k) => list[k] === r) ? way.registers : list;
  if (way.again !== undefined) keeps(way.again, list);
}

/** Whether a way out keeps all of `list`, whichever of its two forms is taken. */
function staysSame({ registers, again }: Way, list: readonly number[]): boolean {
  return registers === list && (again === undefined || again.registers === list);
}

/** Whether the function is a loop because it calls itself in tail position. */
function jumpsToItself({ root, proto, selfCalls }: Request): boolean {
  return root === 0 && [...selfCalls].some((pc) => decodeAt(proto.code, pc).op === 58);
}

function root0(request: Request): boolean {
  return request.root === 0;
}

/** Bytes a frame may take beyond what follows from depth and stack index (see `Context.refresh`). */
function unseenBytes({ code, maxStack }: FunctionProto): number {
  let lowest = maxStack;
  for (let pc = 0; pc < code.length;) {
    const i = decodeAt(code, pc);
    if (i.op === 57 || i.op === 58) lowest = Math.min(lowest, i.a);
    pc = i.next;
  }
  return 12 * Math.max(0, maxStack - lowest - FREE_REGISTERS);
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
