/**
 * The JavaScript of each instruction.
 *
 * Names in the text: `c` the closure, `d` the index of its frame, `b` the stack index of `r0`, `r0`... registers, `L` steps left, `pc` where the
 * interpreter takes over, `X0`... labels of the ways out (one for each set of live registers), `E` what says
 * "went out", `C` the context, `m` the meter, `h` the heap, `v` varargs, `T` the open list, `x y z` scratch.
 *
 * Steps are taken off `L` for a whole block at its beginning. A way out in the middle gives back those of the
 * instructions that have not been executed.
 *
 * @module
 */

import { COST } from "../heap.ts";
import type { Block, Flow } from "./flow.ts";
import type { FunctionProto } from "../../compiler/proto.ts";
import { decodeAt, type Instruction } from "./decode.ts";
import type { Emitted, Request } from "./emit.ts";
import { ceilPowerOfTwo } from "../table.ts";
import { BOOL, constantResult, NIL, NUM, type Types } from "./types.ts";

/** Operators of ADD...POW and their relatives; the last two are functions. */
const OPERATORS = ["+", "-", "*", "/", "%", "^"];

/** Open lists longer than this are handed over by the interpreter. */
const MAX_SPREAD = 24;

/** Writes the text of one function. */
export class OperationWriter {
  readonly #request: Request;
  readonly #parts: string[] = [];
  #length = 0;
  readonly #integers: number[] = [];
  readonly #lists: (readonly number[])[] = [];
  readonly #loops: boolean;
  /** bytes of JS stack that its frame takes and its depth does not tell */
  readonly #pool: number;
  /** the function calls itself in tail position: it is a loop */
  #repeats = false;
  /** ways out: index of the list of live registers and where an open list begins */
  readonly #exits = new Map<string, { list: number; open: number }>();
  readonly #exitNames: string[] = [];
  /** CALL instructions of builtins: word and the way out */
  readonly #catches: { pc: number; exit: number }[] = [];
  #usesOpen = false;
  /** captured variables: how often they are named */
  readonly #boxes = new Map<number, number>();

  constructor(request: Request) {
    this.#request = request;
    this.#pool = root0(request) ? unseenBytes(request.proto) : 0;
    this.#loops = request.flow.blocks.some((block) => block.isHeader);
  }

  #box(index: number, times = 1): string {
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

  #exit(pc: number, other = pc): number {
    const { flow } = this.#request;
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
  #redo(i: Instruction, after: number): string {
    return `{L+=${after + 1};pc=${i.pc};break X${this.#exit(i.pc)}}`;
  }

  /** Leaves after `i`. */
  #next(i: Instruction, after: number): string {
    return `{${after > 0 ? `L+=${after};` : ""}pc=${i.next};break X${this.#exit(i.next)}}`;
  }

  #integer(value: number): string {
    let at = this.#integers.indexOf(value);
    if (at < 0) at = this.#integers.push(value) - 1;
    return `n${at}`;
  }

  // ---- the whole ----------------------------------------------------------------------------------

  /** The finished function. */
  finish(): Emitted {
    const { proto, root, flow, entry } = this.#request;
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
      if (uses < 2 && !this.#loops) body = body.replaceAll(`q${index}.v`, `c.upvalues[${index}].v`);
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
    let text = '"use strict";const E=V[0],C=V[1],A=V[2],B=V[3],F=V[4],Q=V[5],G=V[6],Y=V[7],Z=V[8];';
    text += names("k", "K") + names("s", "S") + names("p", "P") + names("n", "N") + names("w", "W");
    let prologue = "";
    if (root === 0) {
      if (proto.isVararg) params.push("...v");
      const base = proto.isVararg ? "g" : "b";
      text += `return function f(c,d,${base}${params.map((p) => "," + p).join("")}){`;
      if (proto.isVararg) prologue = `const b=v.length>0?g+v.length+${proto.numParams}:g;`;
      prologue += `if((d>C.max||b+${proto.maxStack}>C.top)&&C.deep(d,b+${proto.maxStack}))return E;`;
      if (this.#pool > 0) {
        prologue += `if((C.pool-=${this.#pool})<0&&C.drained()){C.pool+=${this.#pool};return E}`;
      }
    } else {
      // continued with the registers in a stack, or with the live ones alone and the results of a call
      const { results } = this.#request;
      text += results === undefined ? "return function(c,d,b,R,v){" : "return function(c,d,b,R,T,v){";
      if (proto.isVararg) prologue += `const g=v.length>0?b-v.length-${proto.numParams}:b;`;
      const live = flow.liveAt(root);
      for (let k = 0; k < live.length; k++) {
        const r = live[k]!;
        if (!locals.includes(`r${r}`)) locals.push(`r${r}`);
        if (results !== undefined && !results.open && r >= results.first) continue;
        const value = results === undefined ? `R[b+${r}]` : `R[${k}]`;
        if (entry.isNumber(r)) prologue += `if(typeof ${value}!=="number")return Q;r${r}=+${value};`;
        else prologue += `r${r}=${value};`;
      }
      if (results !== undefined && !results.open) {
        for (let k = 0; k < results.count; k++) {
          const r = results.first + k;
          if (locals.includes(`r${r}`)) prologue += `r${r}=T.length>${k}?T[${k}]:undefined;`;
        }
      }
    }
    if (locals.length > 0) text += `let ${locals.join()};`;
    text += prologue;
    if (used.has("h")) text += "const h=C.heap;";
    if (used.has("rt")) text += "const rt=C.rt;";
    text += "const m=C.meter;let L=m.left,pc=0,x,y,z";
    if ((used.has("T") || this.#usesOpen) && this.#request.results === undefined) text += ",T";
    if (this.#repeats) text += ",t=0";
    const tries = this.#catches.length > 0;
    if (tries) text += ",M,U";
    text += ";";
    if (this.#repeats) text += "S:for(;;){";
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
    const tails = this.#repeats ? "t" : "0";
    for (let k = 0; k < this.#exitNames.length; k++) {
      const { list, open } = this.#exits.get(this.#exitNames[k]!)!;
      const values = this.#lists[list]!.map((r) => `r${r}`).join();
      text += `}return C.save(c,pc,L,b,w${list},[${values}],${varargs},${tails}${
        open >= 0 ? `,${open},T` : ""
      });`;
    }
    if (this.#repeats) text += "}";
    text += "}";
    return { text, integers: this.#integers, lists: this.#lists };
  }

  /**
   * Takes off the steps of a block. The check comes once for a block and those after it that can only be
   * reached through it before anything else is asked; `extra` are the most steps those take.
   */
  begin(block: Block, checked: boolean, extra: number): void {
    const n = block.instructions.length;
    if (checked) return this.write(`L-=${n};`);
    const pc = block.instructions[0]!.pc;
    const all = n + extra;
    const give = extra > 0 ? `L+=${extra};` : "";
    this.write(
      `if((L-=${all})<0&&(L=C.more(L+${all},${all}))<0){L=m.left;pc=${pc};break X${this.#exit(pc)}}${give}`,
    );
  }

  // ---- operands -----------------------------------------------------------------------------------

  #guardNumbers(registers: readonly number[], types: Types): string {
    const checks: string[] = [];
    for (const r of registers) {
      if (!types.isNumber(r) && !checks.includes(`typeof r${r}!=="number"`)) {
        checks.push(`typeof r${r}!=="number"`);
      }
    }
    return checks.join("||");
  }

  #compute(op: number, b: string, c: string): string {
    switch (op) {
      case 4:
        return `C.mod(${b},${c})`;
      case 5:
        return `C.pow(${b},${c})`;
    }
    return `${b}${OPERATORS[op]}${c}`;
  }

  #arithmetic(i: Instruction, types: Types, after: number, op: number, b: string, c: string, regs: number[]) {
    const guard = this.#guardNumbers(regs, types);
    const known = constantResult(this.#request.proto, i, types);
    // an engine that works out a NaN itself gives it another sign
    const plain = known === undefined || known === known
      ? `r${i.a}=${this.#compute(op, b, c)};`
      : `r${i.a}=C.invalid();`;
    if (guard === "") this.write(plain);
    else if (!this.#request.generic.has(i.pc)) this.write(`if(${guard})${this.#redo(i, after)}${plain}`);
    else {
      const slow = this.#meta(i, after, `C.arithMeta(${op},${b},${c},${this.#deeper()})`, `r${i.a}=x;`);
      this.write(`if(${guard}){${slow}}else ${plain}`);
    }
  }

  /**
   * The slow half of an instruction that may call a metamethod: `call` gives its result, which `store` puts
   * away from `x`.
   */
  #meta(i: Instruction, after: number, call: string, store: string): string {
    return `m.left=L+${after};if((x=${call})===E){if(!C.out())${this.#redo(i, after)}` +
      `L=m.left;pc=${i.next};break X${this.#exit(i.next)}}${store}` +
      `if((L=m.left-${after})<0)${this.#next(i, after)}`;
  }

  // ---- instructions that do not end a block ---------------------------------------------------------

  /** Writes `i`, which `after` instructions of its block follow. */
  operation(i: Instruction, types: Types, after: number): void {
    const { proto, generic } = this.#request;
    const { op, a, b, c, d } = i;
    const A = `r${a}`;
    switch (op) {
      case 0: // MOVE
        return this.write(`${A}=r${b};`);
      case 1: { // LOADK
        const value = proto.constants[d];
        const text = value === undefined || typeof value === "boolean" ? String(value) : `k${d}`;
        return this.write(`${A}=${text};`);
      }
      case 2: // LOADINT
        return this.write(`${A}=${this.#integer((i.bc << 16) >> 16)};`);
      case 3: // LOADBOOL
        return this.write(`${A}=${b !== 0};`);
      case 4: // LOADNIL
        for (let r = a; r <= a + b; r++) this.write(`r${r}=undefined;`);
        return;
      case 5: // GETUPVAL
        return this.write(`${A}=${this.#box(b)};`);
      case 6: // SETUPVAL
        return this.write(`${this.#box(b)}=${A};`);
      case 7: // NEWBOX
        return this.write(
          `if(h.used+${COST.box}>h.threshold)${this.#redo(i, after)}h.used+=${COST.box};${A}=new B(${A});`,
        );
      case 8: // GETBOX
        return this.write(`${A}=r${b}.v;`);
      case 9: // SETBOX
        return this.write(`${A}.v=r${b};`);
      case 10: // GETGLOBAL
        this.write(`x=c.env;if(x.shape!==s${d}.shape||(z=x.slots[s${d}.index])===undefined){`);
        return this.#fieldSlowly(i, after, "x");
      case 11: // SETGLOBAL
        this.write(
          `x=c.env;if(x.shape===s${d}.shape&&x.slots[s${d}.index]!==undefined)x.slots[s${d}.index]=${A};else{`,
        );
        return this.#storing(i, after, "setGlobal", `x,s${d},${A}`);
      case 12: // GETTABLE
        return this.#getTable(i, types, after);
      case 13: { // GETFIELD
        const defined = (types.kinds[b]! & NIL) === 0 ? "" : `r${b}===undefined||`;
        this.write(`if(${defined}r${b}.shape!==s${d}.shape||(z=r${b}.slots[s${d}.index])===undefined){`);
        return this.#fieldSlowly(i, after, `r${b}`);
      }
      case 14: // SETTABLE
        return this.#setTable(i, types, after);
      case 15: { // SETFIELD
        const defined = (types.kinds[a]! & NIL) === 0 ? "" : `${A}!==undefined&&`;
        // what a removed key leaves behind is the table's business
        const kept = (types.kinds[b]! & NIL) === 0 ? "" : `r${b}!==undefined&&`;
        this.write(
          `if(${kept}${defined}${A}.shape===s${d}.shape&&(y=${A}.slots)[s${d}.index]!==undefined)` +
            `y[s${d}.index]=r${b};else{`,
        );
        return this.#storing(i, after, "setField", `${A},s${d},r${b}`);
      }
      case 16: { // SELF
        const defined = (types.kinds[b]! & NIL) === 0 ? "" : `x===undefined||`;
        this.write(
          `x=r${b};r${
            a + 1
          }=x;if(${defined}x.shape!==s${d}.missing||(y=x.metatable)===undefined||(y=y.meta)===null||` +
            `(y=y.index)===undefined||y.shape!==s${d}.holder||(z=y.slots[s${d}.holderIndex])===undefined){`,
        );
        return this.#fieldSlowly(i, after, "x");
      }
      case 17: { // NEWTABLE
        const array = decodeSize(d & 0xffff);
        const hash = decodeSize(d >>> 16);
        this.write(`if(h.used>h.threshold)${this.#redo(i, after)}`);
        if (d === 0) return this.write(`h.used+=${COST.table};${A}=new A(C.shapes);`);
        return this.write(
          `h.used+=${this.#integer(COST.table + ceilPowerOfTwo(hash) * COST.hashSlot)};` +
            `${A}=new A(C.shapes,${this.#integer(array)},${this.#integer(hash)});`,
        );
      }
      case 18: // SETLIST
        return this.#setList(i, after);
      case 19:
      case 20:
      case 21:
      case 22:
      case 23:
      case 24: // ADD ... POW
        return this.#arithmetic(i, types, after, op - 19, `r${b}`, `r${c}`, [b, c]);
      case 25:
      case 26:
      case 27:
      case 28:
      case 29:
      case 30: // ADDK ... POWK
        if (c === 1) return this.#arithmetic(i, types, after, op - 25, `k${d}`, `r${b}`, [b]);
        return this.#arithmetic(i, types, after, op - 25, `r${b}`, `k${d}`, [b]);
      case 31: // KSUB
        return this.#arithmetic(i, types, after, 1, `k${d}`, `r${b}`, [b]);
      case 32: // KDIV
        return this.#arithmetic(i, types, after, 3, `k${d}`, `r${b}`, [b]);
      case 33: { // UNM
        const negated = `${A}=r${b}===r${b}?-r${b}:C.negatedNaN(r${b});`;
        if (types.isNumber(b)) return this.write(negated);
        if (!generic.has(i.pc)) {
          return this.write(`if(typeof r${b}!=="number")${this.#redo(i, after)}${negated}`);
        }
        const slow = this.#meta(i, after, `C.negate(r${b},${this.#deeper()})`, `${A}=x;`);
        return this.write(`if(typeof r${b}==="number")${negated}else{${slow}}`);
      }
      case 34: // NOT
        return this.write(`${A}=r${b}===undefined||r${b}===false;`);
      case 35: // LEN
        return this.write(
          `if((x=C.length(r${b}))<0)${this.#redo(i, after)}${A}=x;`,
        );
      case 36: { // CONCAT
        if (c - b === 1 && generic.has(i.pc)) {
          return this.write(this.#meta(i, after, `C.concatMeta(r${b},r${c},${this.#deeper()})`, `${A}=x;`));
        }
        this.write(`m.left=L+${after};`);
        if (c - b === 1) this.write(`x=C.concat2(r${b},r${c});`);
        else this.write(`x=C.concatList([${span(b, c + 1)}]);`);
        return this.write(
          `if(x===E)${this.#redo(i, after)}${A}=x;if((L=m.left-${after})<0)${this.#next(i, after)}`,
        );
      }
      case 66: { // CLOSURE
        const { upvalues } = proto.protos[d]!;
        const boxes = upvalues.map(({ fromParentLocal, index }) =>
          fromParentLocal ? `r${index}` : this.#box(index, 2).slice(0, -2)
        );
        return this.write(
          `if(h.used>h.threshold)${this.#redo(i, after)}h.used+=${COST.closure + 8 * boxes.length};` +
            `${A}=new F(p${d},[${boxes.join()}],c.env);`,
        );
      }
      case 67: // VARARG
        if (b === 0) {
          this.write(`if(b+${a + 1}+v.length>C.top)${this.#redo(i, after)}`);
          return this.write(`T=v;if((L-=v.length>>>3)<0)${this.#next(i, after)}`);
        }
        for (let r = 0; r < b - 1; r++) this.write(`r${a + r}=v.length>${r}?v[${r}]:undefined;`);
        return;
    }
    // a block that a jump target ends
    throw new Error(`no instruction ${op}`);
  }

  /** Ends a load of a field of `object`, after a miss. */
  #fieldSlowly(i: Instruction, after: number, object: string): void {
    const A = `r${i.a}`;
    if (this.#request.generic.has(i.pc)) {
      const call = `C.fieldMeta(${object},s${i.d},${this.#deeper()})`;
      this.write(this.#meta(i, after, call, `z=x;${A}=z;`));
    } else this.write(`if((z=C.getField(${object},s${i.d}))===E)${this.#redo(i, after)}`);
    this.write(`}${A}=z;`);
  }

  /** Ends a store: `call` gives 0, E, or anything else when the interpreter has to go on. */
  #storing(i: Instruction, after: number, name: string, args: string): void {
    const generic = this.#request.generic.has(i.pc);
    this.write(
      `m.left=L+${after};x=C.${name}${generic ? "Meta" : ""}(${args}${generic ? "," + this.#deeper() : ""});`,
    );
    const out = generic ? `if(C.out()){L=m.left;pc=${i.next};break X${this.#exit(i.next)}}` : "";
    this.write(
      `if(x===E){${out}${this.#redo(i, after)}}L=m.left-${after};if(x!==0||L<0)${this.#next(i, after)}}`,
    );
  }

  #getTable(i: Instruction, types: Types, after: number): void {
    const { a, b, c } = i;
    const defined = (types.kinds[b]! & NIL) === 0 ? "" : `r${b}!==undefined&&`;
    const number = types.isNumber(c) ? "" : `typeof r${c}==="number"&&`;
    this.write(
      `if(${number}${defined}(y=r${b}.array)!==undefined&&(x=r${c}|0)===r${c}&&x>0&&x<=y.length&&` +
        `(z=y[x-1])!==undefined)r${a}=z;` +
        "else{",
    );
    if (this.#request.generic.has(i.pc)) {
      this.write(this.#meta(i, after, `C.getMeta(r${b},r${c},${this.#deeper()})`, `r${a}=x;`) + "}");
    } else this.write(`if((z=C.get(r${b},r${c}))===E)${this.#redo(i, after)}r${a}=z}`);
  }

  #setTable(i: Instruction, types: Types, after: number): void {
    const { a, b, c } = i;
    const defined = (types.kinds[a]! & NIL) === 0 ? "" : `r${a}!==undefined&&`;
    const number = types.isNumber(b) ? "" : `typeof r${b}==="number"&&`;
    const value = (types.kinds[c]! & NIL) === 0 ? "" : `&&r${c}!==undefined`;
    this.write(
      `if(${number}${defined}(y=r${a}.array)!==undefined&&(x=r${b}|0)===r${b}&&x>0&&x<=y.length${value}&&` +
        `(r${a}.metatable===undefined||y[x-1]!==undefined))y[x-1]=r${c};else{`,
    );
    this.#storing(i, after, "set", `r${a},r${b},r${c}`);
  }

  #setList(i: Instruction, after: number): void {
    const { a, b, d } = i;
    const first = this.#integer(d);
    const list = b === 0 ? this.#openList(i, a + 1) : `[${span(a + 1, a + 1 + b)}]`;
    this.write(`{m.left=L+${after};x=C.setList(r${a},${first},${list});L=m.left-${after};`);
    this.write(`if(x!==0||L<0){if(x===E)${this.#redo(i, after)}${this.#next(i, after)}}}`);
  }

  /** An array of the values from register `from` on, up to the end of the open list. */
  #openList(i: Instruction, from: number): string {
    const open = this.#request.flow.openAt(i.pc);
    return open <= from ? (open < from ? `T.slice(${from - open})` : "T") : `[${span(from, open)},...T]`;
  }

  // ---- instructions that end a block ----------------------------------------------------------------

  /** Writes the last instruction of a block; `go` writes where it goes, jumping or not. */
  terminator(i: Instruction, types: Types, go: (taken: boolean) => void): void {
    const { op, a, b, c } = i;
    const A = `r${a}`;
    const branch = (condition: string) => {
      this.write(`if(${condition}){`);
      go(true);
      this.write("}");
      go(false);
    };
    switch (op) {
      case 37: // JMP
        return go(true);
      case 38: // JT
        return branch(this.#truth(a, types, true));
      case 39: // JF
        return branch(this.#truth(a, types, false));
      case 40: // TESTSET
        this.write(`if(${this.#truth(b, types, c !== 0)}){${A}=r${b};`);
        go(true);
        this.write("}");
        return go(false);
      case 41: // JEQ
      case 42: // JNE
        return this.#equality(i, types, branch);
      case 43:
      case 44:
      case 45:
      case 46: { // JLT, JNLT, JLE, JNLE
        const less = op < 45;
        const test = `${A}${less ? "<" : "<="}r${b}`;
        return this.#order(
          i,
          types,
          test,
          [less ? "lt" : "le", `${A},r${b}`],
          [a, b],
          op % 2 === 1,
          branch,
        );
      }
      case 47: // JEQK
      case 48: { // JNEK
        const value = this.#request.proto.constants[i.bc];
        if (typeof value === "string" && value.length > 255) {
          this.write(`if(typeof ${A}==="string"&&${A}.length===k${i.bc}.length)${this.#redo(i, 0)}`);
        }
        const text = value === undefined || typeof value === "boolean" ? String(value) : `k${i.bc}`;
        return branch(`${A}${op === 47 ? "===" : "!=="}${text}`);
      }
      case 49:
      case 50:
      case 51:
      case 52:
      case 53:
      case 54:
      case 55:
      case 56: { // JLTK ... JNGEK
        const less = op <= 50 || op === 53 || op === 54;
        const flipped = op >= 53;
        const operator = less ? "<" : "<=";
        const [x, y] = flipped ? [`k${i.bc}`, A] : [A, `k${i.bc}`];
        return this.#order(
          i,
          types,
          `${x}${operator}${y}`,
          [less ? "lt" : "le", `${x},${y}`],
          [a],
          op % 2 === 1,
          branch,
        );
      }
      case 57: // CALL
        this.#call(i);
        return go(false);
      case 58: // TAILCALL
        return this.#tailCall(i, go);
      case 59: // RETURN
        return this.#return(i);
      case 60: // RETURN0
        return this.write(`${this.#leave()}return${this.#request.all ? " []" : ""};`);
      case 61: // RETURN1
        return this.write(`${this.#leave()}return ${A};`);
      case 62: { // FORPREP
        const guard = this.#guardNumbers([a, a + 1, a + 2], types);
        if (guard !== "") this.write(`if(${guard})${this.#redo(i, 0)}`);
        this.write(`${A}=${A}-r${a + 2};`);
        return go(true);
      }
      case 63: { // FORLOOP
        const step = types.numbers[a + 2]!;
        const [index, limit] = [A, `r${a + 1}`];
        this.write(`${index}=${index}+r${a + 2};`);
        let test = `(r${a + 2}>0?${index}<=${limit}:${limit}<=${index})`;
        if (step > 0) test = `${index}<=${limit}`;
        else if (step === step) test = `${limit}<=${index}`;
        this.write(`if(${test}){r${a + 3}=${index};`);
        go(true);
        this.write("}");
        return go(false);
      }
      case 64: // TFORCALL
        this.#iterate(i);
        return go(false);
      case 65: // TFORLOOP
        this.write(`if(r${a + 3}!==undefined){r${a + 2}=r${a + 3};`);
        go(true);
        this.write("}");
        return go(false);
    }
    // the next instruction is a jump target
    this.operation(i, types, 0);
    go(false);
  }

  #truth(r: number, types: Types, sense: boolean): string {
    const kinds = types.kinds[r]!;
    const [equal, and] = sense ? ["!==", "&&"] : ["===", "||"];
    const tests: string[] = [];
    if ((kinds & NIL) !== 0) tests.push(`r${r}${equal}undefined`);
    if ((kinds & BOOL) !== 0) tests.push(`r${r}${equal}false`);
    return tests.length === 0 ? String(sense) : tests.join(and);
  }

  #equality(i: Instruction, types: Types, branch: (condition: string) => void): void {
    const { op, a, b } = i;
    const plain = (k: number) => (k & ~(NUM | NIL | BOOL)) === 0;
    const equal = op === 41;
    if (plain(types.kinds[a]!) || plain(types.kinds[b]!)) {
      return branch(`r${a}${equal ? "===" : "!=="}r${b}`);
    }
    this.write(`if(typeof r${a}==="number")x=r${a}===r${b};else `);
    this.#compare(i, "equal", `r${a},r${b}`);
    branch(equal ? "x" : "!x");
  }

  /** A comparison by a slow half, as a statement that leaves its truth in `x`. */
  #compare(i: Instruction, name: string, args: string): void {
    if (!this.#request.generic.has(i.pc)) {
      return this.write(`if((x=C.${name}(${args}))===E)${this.#redo(i, 0)}`);
    }
    this.write(
      `{m.left=L;if((x=C.${name}Meta(${args},${this.#deeper()}))===E){if(!C.out())${this.#redo(i, 0)}`,
    );
    // the result decides where the interpreter goes on
    this.write(`L=m.left;pc=${i.next};break X${this.#exit(i.next, i.d)}}L=m.left}`);
  }

  #order(
    i: Instruction,
    types: Types,
    test: string,
    slow: readonly [name: string, args: string],
    registers: number[],
    sense: boolean,
    branch: (condition: string) => void,
  ): void {
    const guard = this.#guardNumbers(registers, types);
    if (guard !== "" && this.#request.generic.has(i.pc)) {
      this.write(`if(!(${guard}))x=${test};else `);
      this.#compare(i, slow[0], slow[1]);
      return branch(sense ? "x" : "!x");
    }
    if (guard !== "") this.write(`if(${guard})${this.#redo(i, 0)}`);
    branch(sense ? test : `!(${test})`);
  }

  // ---- calls --------------------------------------------------------------------------------------

  /** Goes out when the call's callee has: it is the interpreter's now, and so is this frame. */
  #called(i: Instruction): string {
    return `if(x===E){if(!C.out())${this.#redo(i, 0)}L=m.left;pc=${i.next};break X${
      this.#exit(i.next)
    }}L=m.left;`;
  }

  #call(i: Instruction): void {
    const { a, b, c } = i;
    const args = this.#arguments(i);
    if (args === undefined) return this.write(this.#redo(i, 0));
    const which = c === 1 || c === 2 ? "jit1" : "jitN";
    const given = `x,${this.#below(i)}${args === "" ? "" : "," + args}`;
    const itself = this.#callsItself(i, which === "jitN");
    const call = itself ? `y===Y?f(${given}):y.${which}(${given})` : `y.${which}(${given})`;
    this.write(
      `x=r${a};if(x!==undefined&&(y=x.code)!==undefined){m.left=L;x=${call};${this.#called(i)}}else `,
    );
    this.#callOther(i, b === 0 ? undefined : b - 1, args);
    this.#results(i);
  }

  /** Where metamethods called here begin: depth and stack index of the function. */
  #deeper(): string {
    return `d+1,b+${this.#request.proto.maxStack}`;
  }

  /** Stack index, above that of the first register, of the function that a call instruction calls. */
  #callee({ op, a, c }: Instruction): number {
    return op === 64 ? a + 3 + (c < 3 ? 3 : c) : a;
  }

  /** Depth and stack index of the function that a call instruction calls. */
  #calledAt(i: Instruction): string {
    return `d+1,b+${this.#callee(i)}`;
  }

  /** Depth and base of a Lua function that a call instruction calls. */
  #below(i: Instruction): string {
    return `d+1,b+${this.#callee(i) + 1}`;
  }

  /** Ends the function with steps and JS stack settled; what is returned follows. */
  #leave(): string {
    return `m.left=L;${this.#pool > 0 ? `C.pool+=${this.#pool};` : ""}`;
  }

  /** The arguments of a call as text; undefined when the interpreter has to make it. Checks a list's length. */
  #arguments(i: Instruction): string | undefined {
    const { a, b } = i;
    if (b !== 0) return span(a + 1, a + b);
    const open = this.#request.flow.openAt(i.pc);
    if (open < a + 1) return undefined;
    this.write(`if(T.length>${MAX_SPREAD})${this.#redo(i, 0)}`);
    const fixed = span(a + 1, open);
    return fixed === "" ? "...T" : `${fixed},...T`;
  }

  /** The call of `x`, which is no Lua function, as far as it is expected. */
  #callOther(i: Instruction, count: number | undefined, args: string): void {
    const { builtins, specials } = this.#request;
    if (builtins.has(i.pc)) {
      this.#builtin(i, count, args);
      this.write("else ");
    }
    if (!specials.has(i.pc)) return this.write(this.#redo(i, 0));
    this.write(`{m.left=L;x=Z(x,c,${i.pc},${this.#calledAt(i)},[${args}]);${this.#called(i)}`);
    if (i.op === 57 && (i.c === 1 || i.c === 2)) this.write("if(Array.isArray(x))x=x[0];");
    this.write("}");
  }

  /** Whether the call is expected to call the function being written, in the same form. */
  #callsItself(i: Instruction, all: boolean): boolean {
    const { root, selfCalls } = this.#request;
    return root === 0 && all === this.#request.all && selfCalls.has(i.pc);
  }

  /** Puts the result `x` of a call where it belongs; bare if one is wanted at most. */
  #results(i: Instruction): void {
    const { a, c } = i;
    if (i.op === 58 || c === 0) return this.write("T=Array.isArray(x)?x:[x];");
    if (c === 1) return;
    if (c === 2) return this.write(`r${a}=x;`);
    this.write("if(Array.isArray(x)){");
    for (let r = 0; r < c - 1; r++) this.write(`r${a + r}=x.length>${r}?x[${r}]:undefined;`);
    this.write(`}else{r${a}=x;`);
    for (let r = 1; r < c - 1; r++) this.write(`r${a + r}=undefined;`);
    this.write("}");
  }

  /** The call of builtin `x` if it may be called directly; leaves the results in `x`. */
  #builtin(i: Instruction, count: number | undefined, args: string): void {
    this.#catches.push({ pc: i.pc, exit: this.#exit(i.pc) });
    const given = count === undefined ? `T.length+${args.split(",").length - 1}` : `${count}`;
    this.write(
      `if(x!==undefined&&x.direct===true){pc=${i.pc};M=m.granted;U=h.used;m.left=L;` +
        `rt.argCount=${given};rt.callee=x;`,
    );
    if (count === undefined) this.write(`x=C.invoke(x,[${args}]);`);
    else {
      const list = args === "" ? "" : "," + args.split(",").slice(0, 6).join();
      this.write(`x=x.kind===0?x.fn(rt${list}):x.fn(rt,[${args}]);`);
    }
    if (i.op === 57 && (i.c === 1 || i.c === 2)) {
      this.write(`if(typeof x==="object"&&x.shape===undefined)x=C.one(x,${this.#calledAt(i)});`);
    } else {
      const mode = i.op === 58 ? 2 : i.c === 0 ? 1 : 0;
      this.write(`x=C.several(x,${this.#calledAt(i)},${mode});`);
    }
    this.write(`if(x===E){L=m.left;pc=${i.next};break X${this.#exit(i.next)}}L=m.left;`);
    this.write("if(h.used>h.threshold){");
    this.#results(i);
    this.write(`C.collect=true;pc=${i.next};break X${this.#exit(i.next)}}}`);
  }

  #tailCall(i: Instruction, go: (taken: boolean) => void): void {
    const { a, b } = i;
    const { proto, all, builtins, specials } = this.#request;
    const args = this.#arguments(i);
    if (args === undefined) return this.write(this.#redo(i, 0));
    this.write(`x=r${a};if(x!==undefined&&(y=x.code)!==undefined){`);
    if (!proto.isVararg && this.#callsItself(i, all)) {
      // the frame is used again
      this.#repeats = true;
      this.write("if(y===Y){c=x;t++;");
      const open = b === 0 ? this.#request.flow.openAt(i.pc) : a + b;
      for (let p = 0; p < proto.numParams; p++) {
        const r = a + 1 + p;
        const listed = b === 0 ? `T.length>${r - open}?T[${r - open}]:undefined` : "undefined";
        this.write(`r${p}=${r < open ? `r${r}` : listed};`);
      }
      this.write("continue S}");
    }
    const given = `x,d,${proto.isVararg ? "g" : "b"}${args === "" ? "" : "," + args}`;
    // the frame is gone for Lua, but not for JS
    const bytes = TAIL_BYTES + 12 * proto.maxStack;
    this.write(`if((C.pool-=${bytes})<0&&C.drained()){C.pool+=${bytes};${this.#redo(i, 0).slice(1)}`);
    this.write(`m.left=L;x=y.${all ? "jitN" : "jit1"}(${given});`);
    this.write(
      `C.pool+=${bytes};if(x!==E){${
        this.#pool > 0 ? `C.pool+=${this.#pool};` : ""
      }return x}if(C.out()){C.tailed();return E}${this.#redo(i, 0)}}else `,
    );
    this.#callOther(i, b === 0 ? undefined : b - 1, args);
    if (!builtins.has(i.pc) && !specials.has(i.pc)) return;
    // the RETURN that follows
    this.write(`if(!Array.isArray(x)&&L>0){L--;${this.#leave()}return x}`);
    this.#results(i);
    go(false);
  }

  #return(i: Instruction): void {
    const { a, b } = i;
    const { flow, all } = this.#request;
    if (b === 0) {
      const open = flow.openAt(i.pc);
      if (open < a) return this.write(this.#redo(i, 0));
      const before = open - a;
      this.write(`L-=T.length${before > 0 ? "+" + before : ""}>>>3;${this.#leave()}`);
      if (!all) return this.write(before > 0 ? `return r${a};` : "return T.length>0?T[0]:undefined;");
      if (before === 0) return this.write("return T.length===1?T[0]:T;");
      return this.write(`return T.length===${1 - before}?r${a}:[${span(a, open)},...T];`);
    }
    const count = b - 1;
    const charge = count >= 8 ? `L-=${count >>> 3};` : "";
    this.write(`${charge}${this.#leave()}`);
    if (!all) return this.write(count > 0 ? `return r${a};` : "return;");
    this.write(count === 1 ? `return r${a};` : `return [${span(a, a + count)}];`);
  }

  #iterate(i: Instruction): void {
    const { a, c } = i;
    const [f, state, control] = [`r${a}`, `r${a + 1}`, `r${a + 2}`];
    const target = (r: number) => `r${a + 3 + r}`;
    // next and the step of ipairs, without a call
    const rest = Array.from({ length: Math.max(0, c - 2) }, (_, r) => `${target(r + 2)}=undefined;`).join("");
    this.write(
      `if((x=${f})!==undefined&&(x.intrinsic===1||x.intrinsic===2)&&(y=${state})!==undefined&&y.array!==undefined){`,
    );
    this.write(`if(x.intrinsic===1){if((x=y.nextPosition(${control}))===-2)${this.#redo(i, 0)}`);
    this.write(`if((z=G.skipped)>8)L-=z>>>3;if(x<0)${target(0)}=undefined;else{${target(0)}=y.keyAt(x);`);
    if (c > 1) this.write(`${target(1)}=y.valueAt(x);`);
    this.write(`${rest}}}else{if(typeof ${control}!=="number")${this.#redo(i, 0)}`);
    this.write(`z=y.getNumber(x=${control}+1);${target(0)}=z===undefined?undefined:x;`);
    if (c > 1) this.write(`${target(1)}=z;`);
    this.write(`${rest}}if(L<0)${this.#next(i, 0)}}`);
    // an iterator written in Lua
    const func = this.#callee(i);
    const arguments_ = `${state},${control}`;
    // it is called as metamethods are: a C call in the eyes of limits and of yields
    this.write(
      `else if(x!==undefined&&(y=x.code)!==undefined&&C.nest+1<C.nestMax&&b+${
        func + 4
      }<=C.top){m.left=L;C.nest++;`,
    );
    this.write(
      `x=y.${c === 1 ? "jit1" : "jitN"}(x,${
        this.#below(i)
      },${arguments_});C.nest--;if(x===E&&C.out())C.mixed=true;${this.#called(i)}`,
    );
    const take = (): void => {
      if (c === 1) return this.write(`${target(0)}=x;`);
      this.write("if(Array.isArray(x)){");
      for (let r = 0; r < c; r++) this.write(`${target(r)}=x.length>${r}?x[${r}]:undefined;`);
      this.write(`}else{${target(0)}=x;`);
      for (let r = 1; r < c; r++) this.write(`${target(r)}=undefined;`);
      this.write("}");
    };
    take();
    this.write("}else ");
    const { builtins, specials } = this.#request;
    if (builtins.has(i.pc)) {
      this.#catches.push({ pc: i.pc, exit: this.#exit(i.pc) });
      this.write(
        `if(x!==undefined&&x.direct===true&&x.kind===0&&b+${
          func + 4
        }<=C.top){pc=${i.pc};M=m.granted;U=h.used;m.left=L;`,
      );
      this.write(`rt.argCount=2;rt.callee=x;x=C.list(x.fn(rt,${arguments_}),${this.#calledAt(i)});`);
      this.write(`if(x===E){L=m.left;pc=${i.next};break X${this.#exit(i.next)}}L=m.left;`);
      for (let r = 0; r < c; r++) this.write(`${target(r)}=x.length>${r}?x[${r}]:undefined;`);
      this.write(`if(h.used>h.threshold){C.collect=true;pc=${i.next};break X${this.#exit(i.next)}}}else `);
    }
    if (!specials.has(i.pc)) return this.write(this.#redo(i, 0));
    this.write(`{if(C.nest+1>=C.nestMax)${this.#redo(i, 0)}m.left=L;C.nest++;`);
    this.write(
      `x=Z(x,c,${i.pc},${this.#calledAt(i)},[${arguments_}]);C.nest--;if(x===E&&C.out())C.mixed=true;`,
    );
    this.write(this.#called(i));
    if (c === 1) this.write("if(Array.isArray(x))x=x[0];");
    take();
    this.write("}");
  }
}

/** Bytes of JS stack that each frame is taken to need besides what its registers and calls tell. */
const TAIL_BYTES = 400;
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

/** `r1,r2,...` from register `from` up to but not including `end`. */
function span(from: number, end: number): string {
  const names: string[] = [];
  for (let r = from; r < end; r++) names.push(`r${r}`);
  return names.join();
}

/** Table sizes are coded as (1xxx) * 2^(eeeee - 1). */
function decodeSize(code: number): number {
  return code < 8 ? code : ((code & 7) + 8) << ((code >>> 3) - 1);
}
