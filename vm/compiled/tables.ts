/**
 * The JavaScript of instructions on tables: fast paths for array elements and for constant keys by inline cache;
 * the slow halves are in `context.ts`.
 *
 * @module
 */

import { COST } from "../heap.ts";
import { ceilPowerOfTwo, FEW_ELEMENTS, MOST_PADDED } from "../table.ts";
import { writeLoad, writeStore } from "./cases.ts";
import type { Instruction } from "./decode.ts";
import { invoke, metamethod } from "./metamethods.ts";
import { NIL, STR, type Types } from "./types.ts";
import { span, type Writer } from "./writer.ts";

/** Writes an instruction on tables that does not end a block. False if it is none. */
export function tableOperation(w: Writer, i: Instruction, types: Types, after: number): boolean {
  switch (i.op) {
    case 10:
      getGlobal(w, i, after);
      return true;
    case 11:
      setGlobal(w, i, types, after);
      return true;
    case 12:
      getTable(w, i, types, after);
      return true;
    case 13:
      getField(w, i, types, after);
      return true;
    case 14:
      setTable(w, i, types, after);
      return true;
    case 15:
      setField(w, i, types, after);
      return true;
    case 16:
      self(w, i, types, after);
      return true;
    case 17:
      newTable(w, i, after);
      return true;
    case 18:
      setList(w, i, after);
      return true;
  }
  return false;
}

/** GETGLOBAL */
function getGlobal(w: Writer, i: Instruction, after: number): void {
  w.write("x=c.env;");
  load(w, i, after, "x", "");
}

/** SETGLOBAL */
function setGlobal(w: Writer, i: Instruction, types: Types, after: number): void {
  const { a, d } = i;
  const A = `r${a}`;
  w.write("x=c.env;");
  writeStore(w, i, after, "x", A, (types.kinds[a]! & NIL) !== 0, "");
  w.write("{");
  storing(w, i, after, "setGlobal", "x", `s${d}`, A);
}

/** GETFIELD */
function getField(w: Writer, i: Instruction, types: Types, after: number): void {
  const { b } = i;
  load(w, i, after, `r${b}`, (types.kinds[b]! & NIL) === 0 ? "" : `r${b}===undefined||`);
}

/** SETFIELD */
function setField(w: Writer, i: Instruction, types: Types, after: number): void {
  const { a, b, d } = i;
  const A = `r${a}`;
  const defined = (types.kinds[a]! & NIL) === 0 ? "" : `${A}!==undefined&&`;
  writeStore(w, i, after, A, `r${b}`, (types.kinds[b]! & NIL) !== 0, defined);
  w.write("{");
  storing(w, i, after, "setField", A, `s${d}`, `r${b}`);
}

/** SELF */
function self(w: Writer, i: Instruction, types: Types, after: number): void {
  const { a, b, d } = i;
  w.write(`x=r${b};r${a + 1}=x;`);
  if (types.kinds[b] !== STR && !w.request.methods.has(i.pc)) {
    return load(w, i, after, "x", (types.kinds[b]! & NIL) === 0 ? "" : "x===undefined||");
  }
  // a property load from a string would be megamorphic: V8 has a hidden class for every kind of string
  w.write(
    `if(typeof x!=="string"||(y=rt.stringMeta)===undefined||(y=y.meta)===null||(y=y.index)===undefined||` +
      `y.shape!==s${d}.holder||(z=y.slots[s${d}.holderIndex])===undefined){`,
  );
  loadSlowly(w, i, after, "x");
  w.write(`}r${a}=z;`);
}

/** NEWTABLE */
function newTable(w: Writer, i: Instruction, after: number): void {
  const { a, d } = i;
  const A = `r${a}`;
  const array = decodeSize(d & 0xffff);
  const hash = decodeSize(d >>> 16);
  w.write(`if(h.used>h.threshold)${w.redo(i, after)}`);
  if (d === 0) return w.write(`h.used+=${COST.table};${A}=new A(C.shapes);`);
  w.write(
    `h.used+=${w.integer(COST.table + ceilPowerOfTwo(hash) * COST.hashSlot)};` +
      `${A}=new A(C.shapes,${w.integer(array)},${w.integer(hash)});`,
  );
}

/** The load of a field of `object`. */
function load(w: Writer, i: Instruction, after: number, object: string, defined: string): void {
  writeLoad(w, i, after, object, defined, () => loadSlowly(w, i, after, object));
  w.write(`r${i.a}=z;`);
}

/** The same by call, into `z`. */
function loadSlowly(w: Writer, i: Instruction, after: number, object: string): void {
  if (w.request.generic.has(i.pc)) {
    const key = `k${w.request.proto.sites[i.d]}`;
    const way = { quick: "", args: "", find: `C.fieldMeta(${object},s${i.d})`, found: `C.self,${key}` };
    w.write(metamethod(w, i, after, way, `z=x;r${i.a}=z;`));
  } else w.write(`if((z=C.getField(${object},s${i.d}))===E)${w.redo(i, after)}`);
}

/** Ends a store: the call gives 0, E, I, or anything else when the interpreter has to go on. */
function storing(
  w: Writer,
  i: Instruction,
  after: number,
  name: string,
  object: string,
  key: string,
  value: string,
): void {
  const args = `${object},${key},${value}`;
  if (w.request.generic.has(i.pc)) {
    const name_ = key[0] === "s" ? `k${w.request.proto.sites[i.d]}` : key;
    w.write(`m.left=L+${after};if((x=C.${name}Meta(${args}))===I){y=C.handler;`);
    w.write(`${invoke(w, `C.self,${name_},${value}`)}if(x!==E)x=0}`);
    w.write(`if(x===E)${w.called(i)}`);
  } else w.write(`m.left=L+${after};if((x=C.${name}(${args}))===E)${w.redo(i, after)}`);
  w.write(`L=m.left-${after};if(x!==0||L<0)${w.next(i, after)}}`);
}

/** GETTABLE */
function getTable(w: Writer, i: Instruction, types: Types, after: number): void {
  const { a, b, c } = i;
  // nil inside of an array part is nil, unless there is a metatable
  w.write(
    `if(${
      element(types, b, c)
    }&&x<=y.length&&((z=y[x-1])!==undefined||r${b}.metatable===undefined))r${a}=z;else{`,
  );
  if (w.request.generic.has(i.pc)) {
    const way = { quick: "", args: "", find: `C.getMeta(r${b},r${c})`, found: `C.self,r${c}` };
    w.write(metamethod(w, i, after, way, `r${a}=x;`) + "}");
  } else w.write(`if((z=C.get(r${b},r${c}))===E)${w.redo(i, after)}r${a}=z}`);
}

/** SETTABLE */
function setTable(w: Writer, i: Instruction, types: Types, after: number): void {
  const { a, b, c } = i;
  const A = `r${a}`;
  const kinds = types.kinds[c]!;
  // in place, or behind the last element where there is room
  const place = `x<=y.length?${A}.metatable===undefined||y[x-1]!==undefined:x===y.length+1&&x>1&&` +
    `x<=${A}.arraySize&&${A}.metatable===undefined&&h.used+${COST.arraySlot}<=h.threshold&&` +
    `(h.used+=${COST.arraySlot})>0`;
  // nil, where there are others, if it is not taken off the end
  const hole =
    `(x<y.length||x===y.length&&x<=${MOST_PADDED})&&${A}.holes&&h.used<=h.threshold&&(${A}.metatable===undefined||y[x-1]!==undefined)`;
  const may = (kinds & NIL) === 0 ? place : kinds === NIL ? hole : `r${c}!==undefined?${place}:${hole}`;
  w.write(`if(${element(types, a, b)}&&(${may}))y[x-1]=r${c};else{`);
  storing(w, i, after, "set", A, `r${b}`, `r${c}`);
}

/** A condition: `object` has an array part `y`, and `key` may be a position `x` in it. */
function element(types: Types, object: number, key: number): string {
  const defined = (types.kinds[object]! & NIL) === 0 ? "" : `r${object}!==undefined&&`;
  const number = types.isNumber(key) ? "" : `typeof r${key}==="number"&&`;
  return `${number}${defined}(y=r${object}.array)!==undefined&&(x=r${key}|0)===r${key}&&x>0`;
}

/** SETLIST */
function setList(w: Writer, i: Instruction, after: number): void {
  const { a, b, d } = i;
  const first = w.integer(d);
  const given = b > 0 && b <= FEW_ELEMENTS && d === 0;
  let list = b === 0 ? w.openList(i, a + 1) : `[${span(a + 1, a + 1 + b)}]`;
  w.write(`{m.left=L+${after};`);
  if (given) {
    // what is an object makes it the kind of list that tables consist of
    w.write(`y=[${"E,".repeat(b)}];`);
    for (let k = 0; k < b; k++) w.write(`y[${k}]=r${a + 1 + k};`);
    list = "y";
  }
  w.write(`x=C.setList(r${a},${first},${list},${given});L=m.left-${after};`);
  w.write(`if(x!==0||L<0){if(x===E)${w.redo(i, after)}${w.next(i, after)}}}`);
}

/** Table sizes are coded as (1xxx) * 2^(eeeee - 1). */
function decodeSize(code: number): number {
  return code < 8 ? code : ((code & 7) + 8) << ((code >>> 3) - 1);
}
