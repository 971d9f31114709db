/**
 * The JavaScript of instructions that do not end a block and are not about tables.
 *
 * @module
 */

import { COST } from "../heap.ts";
import { Event } from "../meta.ts";
import type { Instruction } from "./decode.ts";
import { handles, metamethod } from "./metamethods.ts";
import { tableOperation } from "./tables.ts";
import { constantResult, type Types } from "./types.ts";
import { span, type Writer } from "./writer.ts";

/** Operators of ADD...POW and their relatives; the last two are functions. */
const OPERATORS = ["+", "-", "*", "/", "%", "^"];

/** Writes `i`, which `after` instructions of its block follow. */
export function operation(w: Writer, i: Instruction, types: Types, after: number): void {
  const { proto, generic } = w.request;
  if (tableOperation(w, i, types, after)) return;
  const { op, a, b, c, d } = i;
  const A = `r${a}`;
  switch (op) {
    case 0: // MOVE
      return w.write(`${A}=r${b};`);
    case 1: { // LOADK
      const value = proto.constants[d];
      const text = value === undefined || typeof value === "boolean" ? String(value) : `k${d}`;
      return w.write(`${A}=${text};`);
    }
    case 2: // LOADINT
      return w.write(`${A}=${w.integer((i.bc << 16) >> 16)};`);
    case 3: // LOADBOOL
      return w.write(`${A}=${b !== 0};`);
    case 4: // LOADNIL
      for (let r = a; r <= a + b; r++) w.write(`r${r}=undefined;`);
      return;
    case 5: // GETUPVAL
      return w.write(`${A}=${w.box(b)};`);
    case 6: // SETUPVAL
      return w.write(`${w.box(b)}=${A};`);
    case 7: // NEWBOX
      return w.write(
        `if(h.used+${COST.box}>h.threshold)${w.redo(i, after)}h.used+=${COST.box};${A}=new B(${A});`,
      );
    case 8: // GETBOX
      return w.write(`${A}=r${b}.v;`);
    case 9: // SETBOX
      return w.write(`${A}.v=r${b};`);
    case 19:
    case 20:
    case 21:
    case 22:
    case 23:
    case 24: // ADD ... POW
      return arithmetic(w, i, types, after, op - 19, `r${b}`, `r${c}`, [b, c]);
    case 25:
    case 26:
    case 27:
    case 28:
    case 29:
    case 30: // ADDK ... POWK
      if (c === 1) return arithmetic(w, i, types, after, op - 25, `k${d}`, `r${b}`, [b]);
      return arithmetic(w, i, types, after, op - 25, `r${b}`, `k${d}`, [b]);
    case 31: // KSUB
      return arithmetic(w, i, types, after, 1, `k${d}`, `r${b}`, [b]);
    case 32: // KDIV
      return arithmetic(w, i, types, after, 3, `k${d}`, `r${b}`, [b]);
    case 33: { // UNM
      const negated = `${A}=r${b}===r${b}?-r${b}:C.negatedNaN(r${b});`;
      if (types.isNumber(b)) return w.write(negated);
      if (!generic.has(i.pc)) {
        return w.write(`if(typeof r${b}!=="number")${w.redo(i, after)}${negated}`);
      }
      const operand = `r${b}`;
      const way = {
        quick: handles(operand, Event.Unm),
        args: `${operand},${operand}`,
        find: `C.negate(${operand})`,
      };
      const slow = metamethod(w, i, after, way, `${A}=x;`);
      return w.write(`if(typeof r${b}==="number")${negated}else{${slow}}`);
    }
    case 34: // NOT
      return w.write(`${A}=r${b}===undefined||r${b}===false;`);
    case 35: // LEN
      return w.write(
        `if((x=typeof r${b}==="string"?r${b}.length:C.length(r${b}))<0)${w.redo(i, after)}${A}=x;`,
      );
    case 36: { // CONCAT
      if (c - b === 1 && generic.has(i.pc)) {
        const args = `r${b},r${c}`;
        const way = { quick: handles(`r${b}`, Event.Concat), args, find: `C.concatMeta(${args})` };
        return w.write(metamethod(w, i, after, way, `${A}=x;`));
      }
      w.write(`m.left=L+${after};`);
      if (c - b === 1) w.write(`x=C.concat2(r${b},r${c});`);
      else if (c - b < 4) w.write(`x=C.concat${c - b + 1}(${span(b, c + 1)});`);
      else w.write(`x=C.concatList([${span(b, c + 1)}]);`);
      return w.write(
        `if(x===E)${w.redo(i, after)}${A}=x;if((L=m.left-${after})<0)${w.next(i, after)}`,
      );
    }
    case 66: { // CLOSURE
      const { upvalues } = proto.protos[d]!;
      const boxes = upvalues.map(({ fromParentLocal, index }) =>
        fromParentLocal ? `r${index}` : w.box(index, 2).slice(0, -2)
      );
      return w.write(
        `if(h.used>h.threshold)${w.redo(i, after)}h.used+=${COST.closure + 8 * boxes.length};` +
          `${A}=new F(p${d},[${boxes.join()}],c.env);`,
      );
    }
    case 67: // VARARG
      if (b === 0) {
        w.listed = true;
        w.write(`if(b+${a + 1}+v.length>C.top)${w.redo(i, after)}`);
        return w.write(`T=v;if((L-=v.length>>>3)<0)${w.next(i, after)}`);
      }
      for (let r = 0; r < b - 1; r++) w.write(`r${a + r}=v.length>${r}?v[${r}]:undefined;`);
      return;
  }
  // a block that a jump target ends
  throw new Error(`no instruction ${op}`);
}

function compute(op: number, b: string, c: string): string {
  switch (op) {
    case 4:
      return `C.mod(${b},${c})`;
    case 5:
      return `C.pow(${b},${c})`;
  }
  return `${b}${OPERATORS[op]}${c}`;
}

/** Whether an operand is a constant that is a positive small integer. */
function isSmall(w: Writer, operand: string): boolean {
  if (operand[0] !== "k") return false;
  const value = w.request.proto.constants[Number(operand.slice(1))];
  return typeof value === "number" && value > 0 && (value | 0) === value;
}

/** `b % c` for such a constant: V8 has quick ways to divide integers by a constant. */
function remainder(b: string, c: string): string {
  return `(x=${b}|0)===${b}&&x>=0?x%${c}|0:C.mod(${b},${c})`;
}

/** ADD ... POW and their relatives: `op` is 0 for `+`; `b` and `c` name the operands, `regs` are the registers among them. */
function arithmetic(
  w: Writer,
  i: Instruction,
  types: Types,
  after: number,
  op: number,
  b: string,
  c: string,
  regs: number[],
): void {
  const guard = w.guardNumbers(regs, types);
  const known = constantResult(w.request.proto, i, types);
  // an engine that works out a NaN itself gives it another sign
  const plain = known === undefined || known === known
    ? `r${i.a}=${op === 4 && isSmall(w, c) ? remainder(b, c) : compute(op, b, c)};`
    : `r${i.a}=C.invalid();`;
  if (guard === "") w.write(plain);
  else if (!w.request.generic.has(i.pc)) w.write(`if(${guard})${w.redo(i, after)}${plain}`);
  else {
    const isNumber = (operand: string) => operand[0] === "k" || types.isNumber(Number(operand.slice(1)));
    // the events of operators come first, in their order
    let quick = isNumber(b) ? "" : handles(b, op);
    if (!isNumber(c) && b !== c) {
      quick += quick === "" ? handles(c, op) : `||typeof ${b}==="number"&&${handles(c, op)}`;
    }
    const way = { quick, args: `${b},${c}`, find: `C.arithMeta(${op},${b},${c})` };
    const slow = metamethod(w, i, after, way, `r${i.a}=x;`);
    w.write(`if(${guard}){${slow}}else ${plain}`);
  }
}
