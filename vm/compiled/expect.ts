/**
 * Guessing what calls will call, from the globals and captured variables as they are when a function is
 * compiled. A wrong guess costs speed, never correctness.
 *
 * @module
 */

import type { Code, InlineCache } from "../code.ts";
import { LuaTable } from "../table.ts";
import type { Closure, Value } from "../value.ts";
import { CONTEXT } from "./context.ts";
import { writes } from "./decode.ts";
import type { Block, Flow } from "./flow.ts";

/** Tells `found` what the calls of a function are likely to call, as far as that can be said. */
export function expectCallees(
  flow: Flow,
  closure: Closure,
  found: (pc: number, callee: Value) => void,
): void {
  for (const block of flow.blocks) {
    const { instructions } = block;
    const last = instructions[instructions.length - 1]!;
    if (last.op !== 57 && last.op !== 58) continue;
    const f = valueBefore(flow, closure, block, instructions.length - 1, last.a, 4);
    if (f !== UNKNOWN) found(last.pc, f);
  }
}

/** The words of SELF instructions that have met strings. */
export function stringMethods(flow: Flow, code: Code): Set<number> {
  const found = new Set<number>();
  for (const { instructions } of flow.blocks) {
    for (const i of instructions) if (i.op === 16 && metString(code.sites[i.d]!)) found.add(i.pc);
  }
  return found;
}

/** Whether the instruction of a site has met a string: see `Context.getField`. */
function metString(site: InlineCache): boolean {
  return site.holder !== null && site.missing === null;
}

const UNKNOWN = Symbol("unknown");

/** Blocks that are searched for what wrote a register. */
const MAX_BLOCKS = 16;

/** The value of `register` before instruction `end` of `block`, if it is that of a global, its field or a string's. */
function valueBefore(
  flow: Flow,
  closure: Closure,
  block: Block,
  end: number,
  register: number,
  steps: number,
): Value | typeof UNKNOWN {
  for (let walked = 0; walked < MAX_BLOCKS; walked++) {
    const { instructions } = block;
    for (let k = end - 1; k >= 0; k--) {
      const i = instructions[k]!;
      let written = false;
      writes(flow.proto, i, (r) => {
        if (r === register) written = true;
      });
      if (!written) continue;
      if (steps === 0) return UNKNOWN;
      const key = () => flow.proto.constants[flow.proto.sites[i.d]!] as string;
      switch (i.op) {
        case 0: // MOVE
          return valueBefore(flow, closure, block, k, i.b, steps - 1);
        case 5: // GETUPVAL
          return closure.upvalues[i.b]!.v;
        case 10: // GETGLOBAL
          return closure.env.getString(key());
        case 13: { // GETFIELD
          const object = valueBefore(flow, closure, block, k, i.b, steps - 1);
          return object instanceof LuaTable ? object.getString(key()) : UNKNOWN;
        }
        case 16: { // SELF
          const { stringMeta } = CONTEXT.rt;
          // not `metaOf`: what it makes is in the account, which must not change here
          const meta = stringMeta === undefined ? null : stringMeta.meta;
          if (meta === null || !metString(closure.code.sites[i.d]!)) return UNKNOWN;
          const methods = meta.index;
          return methods instanceof LuaTable ? methods.getString(key()) : UNKNOWN;
        }
      }
      return UNKNOWN;
    }
    if (block.preds.length !== 1) return UNKNOWN;
    block = block.preds[0]!;
    end = block.instructions.length;
  }
  return UNKNOWN;
}
