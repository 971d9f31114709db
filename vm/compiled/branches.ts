/**
 * The JavaScript of instructions that end a block: jumps, comparisons, loops.
 *
 * @module
 */

import { call, iterate, leaveFunction, tailCall } from "./calls.ts";
import type { Instruction } from "./decode.ts";
import { Event } from "../meta.ts";
import { bothHandle, metamethod } from "./metamethods.ts";
import { operation } from "./operations.ts";
import { BOOL, NIL, NUM, type Types } from "./types.ts";
import type { Writer } from "./writer.ts";

/** Writes the last instruction of a block; `go` writes where it goes, jumping or not. */
export function terminator(w: Writer, i: Instruction, types: Types, go: (taken: boolean) => void): void {
  const { op, a, b, c } = i;
  const A = `r${a}`;
  const branch = (condition: string) => {
    w.write(`if(${condition}){`);
    go(true);
    w.write("}");
    go(false);
  };
  switch (op) {
    case 37: // JMP
      return go(true);
    case 38: // JT
      return branch(truth(a, types, true));
    case 39: // JF
      return branch(truth(a, types, false));
    case 40: // TESTSET
      w.write(`if(${truth(b, types, c !== 0)}){${A}=r${b};`);
      go(true);
      w.write("}");
      return go(false);
    case 41: // JEQ
    case 42: // JNE
      return equality(w, i, types, branch);
    case 43:
    case 44:
    case 45:
    case 46: { // JLT, JNLT, JLE, JNLE
      const less = op < 45;
      const test = `${A}${less ? "<" : "<="}r${b}`;
      return order(w, i, types, test, [less ? "lt" : "le", `${A},r${b}`], [a, b], op % 2 === 1, branch);
    }
    case 47: // JEQK
    case 48: { // JNEK
      const value = w.request.proto.constants[i.bc];
      if (typeof value === "string" && value.length > 255) {
        w.write(`if(typeof ${A}==="string"&&${A}.length===k${i.bc}.length)${w.redo(i, w.reserve)}`);
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
      return order(
        w,
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
      call(w, i);
      return go(false);
    case 58: // TAILCALL
      return tailCall(w, i, go);
    case 59: // RETURN
      return leaveFunction(w, i);
    case 60: // RETURN0
      return w.write(`${w.leave()}return${w.request.all ? " []" : ""};`);
    case 61: // RETURN1
      return w.write(`${w.leave()}return ${A};`);
    case 62: { // FORPREP
      const guard = w.guardNumbers([a, a + 1, a + 2], types);
      if (guard !== "") w.write(`if(${guard})${w.redo(i, w.reserve)}`);
      w.write(`${A}=${A}-r${a + 2};`);
      return go(true);
    }
    case 63: { // FORLOOP
      const step = types.numbers[a + 2]!;
      const [index, limit] = [A, `r${a + 1}`];
      w.write(`${index}=${index}+r${a + 2};`);
      let test = `(r${a + 2}>0?${index}<=${limit}:${limit}<=${index})`;
      if (step > 0) test = `${index}<=${limit}`;
      else if (step === step) test = `${limit}<=${index}`;
      w.write(`if(${test}){r${a + 3}=${index};`);
      go(true);
      w.write("}");
      return go(false);
    }
    case 64: // TFORCALL
      iterate(w, i);
      return go(false);
    case 65: // TFORLOOP
      w.write(`if(r${a + 3}!==undefined){r${a + 2}=r${a + 3};`);
      go(true);
      w.write("}");
      return go(false);
  }
  // the next instruction is a jump target
  operation(w, i, types, w.reserve);
  go(false);
}

function truth(r: number, types: Types, sense: boolean): string {
  const kinds = types.kinds[r]!;
  const [equal, and] = sense ? ["!==", "&&"] : ["===", "||"];
  const tests: string[] = [];
  if ((kinds & NIL) !== 0) tests.push(`r${r}${equal}undefined`);
  if ((kinds & BOOL) !== 0) tests.push(`r${r}${equal}false`);
  return tests.length === 0 ? String(sense) : tests.join(and);
}

function equality(w: Writer, i: Instruction, types: Types, branch: (condition: string) => void): void {
  const { op, a, b } = i;
  const plain = (k: number) => (k & ~(NUM | NIL | BOOL)) === 0;
  const equal = op === 41;
  if (plain(types.kinds[a]!) || plain(types.kinds[b]!)) {
    return branch(`r${a}${equal ? "===" : "!=="}r${b}`);
  }
  // only tables and userdata with metatables may be equal to others
  w.write(
    `if(typeof r${a}==="number"||typeof r${a}==="object"&&r${a}.metatable===undefined)x=r${a}===r${b};else `,
  );
  compare(w, i, "equal", `r${a},r${b}`);
  branch(equal ? "x" : "!x");
}

/** A comparison by a slow half, as a statement that leaves its truth in `x`. */
function compare(w: Writer, i: Instruction, name: string, args: string): void {
  if (!w.request.generic.has(i.pc)) {
    return w.write(`if((x=C.${name}(${args}))===E)${w.redo(i, w.reserve)}`);
  }
  const event = name === "equal" ? Event.Eq : name === "lt" ? Event.Lt : Event.Le;
  const [left, right] = args.split(",");
  const way = { quick: bothHandle(left!, right!, event), args, find: `C.${name}Meta(${args})` };
  // the result decides where the interpreter goes on
  w.write(`{${metamethod(w, i, w.reserve, way, "x=x!==undefined&&x!==false;", i.d)}}`);
}

function order(
  w: Writer,
  i: Instruction,
  types: Types,
  test: string,
  slow: readonly [name: string, args: string],
  registers: number[],
  sense: boolean,
  branch: (condition: string) => void,
): void {
  const guard = w.guardNumbers(registers, types);
  if (guard !== "" && w.request.generic.has(i.pc)) {
    w.write(`if(!(${guard}))x=${test};else `);
    compare(w, i, slow[0], slow[1]);
    return branch(sense ? "x" : "!x");
  }
  if (guard !== "") w.write(`if(${guard})${w.redo(i, w.reserve)}`);
  branch(sense ? test : `!(${test})`);
}
