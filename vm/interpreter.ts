/**
 * The interpreter loop.
 *
 * Rules for whoever works on it:
 *
 * 1. `case` labels are numeric literals with the mnemonic beside them; a test checks them against
 *    `compiler/opcodes.ts`. (Imported constants made dispatch six times slower.)
 * 2. A case holds the fast path; everything else is a call marked `slow:`. Before it `frame.pc` and
 *    `meter.left` are stored, after it `left` is read back.
 * 3. A slow function returns true when frames may have changed: `continue reload`.
 * 4. The loop never calls itself: Lua calls push frames, see `vm/call.ts`.
 * 5. One step is charged per instruction, here and nowhere else.
 *
 * @module
 */

import { index, indexField, setField, setIndex } from "./access.ts";
import { callAt, ensureStack, finishReturn, makeClosure, pushLua } from "./call.ts";
import { enter, resetStack, restoreStack } from "./compiled/tier.ts";
import { beforeInstruction } from "./hooks.ts";
import { Verdict } from "./meter.ts";
import { metaOf } from "./meta.ts";
import { RunStatus, stepNative, unwind } from "./native_frames.ts";
import { negatedNaN } from "./number.ts";
import {
  arithmetic,
  concat,
  equalityHandler,
  equalityWork,
  jumpIfEqual,
  jumpIfLess,
  jumpIfLessEqual,
  lengthOf,
  negate,
  power,
} from "./operators.ts";
import { joined } from "./ropes.ts";
import type { Runtime } from "./runtime.ts";
import { LuaTable, traversal } from "./table.ts";
import { Box, Builtin, Closure, type Value } from "./value.ts";

/**
 * Runs until the innermost entry frame has its results, or the run is suspended.
 *
 * @throws {LuaThrow} an error no protected call caught
 * @throws {LimitTrap} a limit was reached
 */
export function run(rt: Runtime): RunStatus {
  const units = resetStack();
  try {
    for (;;) {
      try {
        return loop(rt);
      } catch (error) {
        unwind(rt, error);
      }
    }
  } finally {
    restoreStack(units);
  }
}

/** Work on strings up to this length is part of an instruction's one step. */
const LONG_STRING = 255;

/** `x` of `fb2int`: table sizes are coded as (1xxx) * 2^(eeeee - 1). */
function decodeSize(code: number): number {
  return code < 8 ? code : ((code & 7) + 8) << ((code >>> 3) - 1);
}

function loop(rt: Runtime): RunStatus {
  const meter = rt.meter;
  const heap = rt.heap;
  const maxDepth = rt.limits.callDepth;
  const hot = rt.hot;
  // Steps that were left when a loop was last entered at its FORLOOP or TFORLOOP, which compiled code begins
  // with: what leaves again at once is not entered again. Entered at the first instruction of its body, a loop
  // with a `break` would make a loop around it one with two entries.
  let tried = -1;
  let left = meter.left;
  reload: for (;;) {
    const co = rt.current;
    const frames = co.frames;
    let frame = frames[co.depth]!;
    if (frame.kind !== 0) {
      meter.left = left;
      const status = stepNative(rt, co, frame);
      left = meter.left;
      if (status !== 0) return status;
      continue reload;
    }
    if (rt.fresh) {
      // a function called by other means than CALL is about to begin
      rt.fresh = false;
      if (frame.pc === 0 && ++frame.closure!.code.heat > hot) {
        meter.left = left;
        const entered = enter(rt, co, frame);
        left = meter.left;
        if (entered) continue reload;
      }
    }
    const stack = co.stack;
    let closure = frame.closure!;
    let code = closure.code.code;
    let constants = closure.code.constants;
    let sites = closure.code.sites;
    let base = frame.base;
    let pc = frame.pc;
    for (;;) {
      const word = code[pc++]!;
      if (--left < 0) {
        // slow: end of a quantum of steps
        frame.pc = pc;
        meter.left = left + 1;
        if (meter.refill() === Verdict.Pause) {
          frame.pc = pc - 1;
          return RunStatus.Paused;
        }
        if (meter.everyStep && !rt.inHook && beforeInstruction(rt, co, frame, pc - 1)) {
          left = meter.left;
          continue reload;
        }
        left = meter.left - 1;
      }
      const a = base + ((word >>> 8) & 255);
      switch (word & 255) {
        case 0: // MOVE
          stack[a] = stack[base + ((word >>> 16) & 255)];
          continue;
        case 1: // LOADK
          stack[a] = constants[code[pc++]!];
          continue;
        case 2: // LOADINT
          stack[a] = word >> 16;
          continue;
        case 3: // LOADBOOL
          stack[a] = (word & 0xff0000) !== 0;
          continue;
        case 4: { // LOADNIL
          const end = a + ((word >>> 16) & 255);
          for (let r = a; r <= end; r++) stack[r] = undefined;
          continue;
        }
        case 5: // GETUPVAL
          stack[a] = closure.upvalues[(word >>> 16) & 255]!.v;
          continue;
        case 6: // SETUPVAL
          closure.upvalues[(word >>> 16) & 255]!.v = stack[a];
          continue;
        case 7: // NEWBOX
          stack[a] = new Box(stack[a]) as unknown as Value;
          if ((heap.used += 24) > heap.threshold) {
            frame.pc = pc;
            meter.left = left;
            rt.collect();
            left = meter.left;
          }
          continue;
        case 8: // GETBOX
          stack[a] = (stack[base + ((word >>> 16) & 255)] as unknown as Box).v;
          continue;
        case 9: // SETBOX
          (stack[a] as unknown as Box).v = stack[base + ((word >>> 16) & 255)];
          continue;
        case 10: { // GETGLOBAL
          const cache = sites[code[pc++]!]!;
          const env = closure.env;
          if (env.shape === cache.shape) {
            const value = env.slots[cache.index];
            if (value !== undefined) {
              stack[a] = value;
              continue;
            }
          }
          // slow:
          frame.pc = pc;
          meter.left = left;
          if (indexField(rt, co, env, cache, a, -1)) {
            left = meter.left;
            continue reload;
          }
          left = meter.left;
          continue;
        }
        case 11: { // SETGLOBAL
          const cache = sites[code[pc++]!]!;
          const env = closure.env;
          if (env.shape === cache.shape && env.slots[cache.index] !== undefined) {
            env.slots[cache.index] = stack[a];
            continue;
          }
          // slow:
          frame.pc = pc;
          meter.left = left;
          if (setField(rt, co, env, cache, stack[a], -1)) {
            left = meter.left;
            continue reload;
          }
          left = meter.left;
          continue;
        }
        case 12: { // GETTABLE
          const slot = base + ((word >>> 16) & 255);
          const object = stack[slot];
          const key = stack[base + (word >>> 24)];
          if (object instanceof LuaTable) {
            if (typeof key === "number") {
              const i = key | 0;
              const array = object.array;
              if (i === key && i > 0 && i <= array.length) {
                const value = array[i - 1];
                if (value !== undefined) {
                  stack[a] = value;
                  continue;
                }
              }
            } else if (typeof key === "string" && key.length > LONG_STRING) left -= key.length >>> 4;
            const value = object.get(key);
            if (value !== undefined || object.metatable === undefined) {
              stack[a] = value;
              continue;
            }
          }
          // slow:
          frame.pc = pc;
          meter.left = left;
          if (index(rt, co, object, key, a, slot)) {
            left = meter.left;
            continue reload;
          }
          left = meter.left;
          continue;
        }
        case 13: { // GETFIELD
          const cache = sites[code[pc++]!]!;
          const slot = base + ((word >>> 16) & 255);
          const object = stack[slot];
          if (object instanceof LuaTable) {
            if (object.shape === cache.shape) {
              const value = object.slots[cache.index];
              if (value !== undefined) {
                stack[a] = value;
                continue;
              }
            } else if (object.shape === cache.missing) {
              const metatable = object.metatable;
              if (metatable !== undefined) {
                const holder = metaOf(metatable).index;
                if (holder instanceof LuaTable && holder.shape === cache.holder) {
                  const value = holder.slots[cache.holderIndex];
                  if (value !== undefined) {
                    stack[a] = value;
                    continue;
                  }
                }
              }
            }
          }
          // slow:
          frame.pc = pc;
          meter.left = left;
          if (indexField(rt, co, object, cache, a, slot)) {
            left = meter.left;
            continue reload;
          }
          left = meter.left;
          continue;
        }
        case 14: { // SETTABLE
          const object = stack[a];
          const key = stack[base + ((word >>> 16) & 255)];
          const value = stack[base + (word >>> 24)];
          if (object instanceof LuaTable) {
            if (typeof key === "number") {
              const i = key | 0;
              const array = object.array;
              const n = array.length;
              if (i === key && i > 0 && value !== undefined) {
                if (i <= n) {
                  if (array[i - 1] !== undefined || object.metatable === undefined) {
                    array[i - 1] = value;
                    continue;
                  }
                } else if (i === n + 1 && n > 0 && i <= object.arraySize && object.metatable === undefined) {
                  array.push(value);
                  if ((heap.used += 16) > heap.threshold) {
                    frame.pc = pc;
                    meter.left = left;
                    rt.collect();
                    left = meter.left;
                  }
                  continue;
                }
              }
            }
            if (object.metatable === undefined && key !== undefined && key === key) {
              // slow: a raw set, which may grow the table
              frame.pc = pc;
              if (typeof key === "string" && key.length > LONG_STRING) left -= key.length >>> 4;
              meter.left = left;
              object.set(heap, key, value);
              if (heap.used > heap.threshold) rt.collect();
              left = meter.left;
              continue;
            }
          }
          // slow:
          frame.pc = pc;
          meter.left = left;
          if (setIndex(rt, co, object, key, value, a)) {
            left = meter.left;
            continue reload;
          }
          left = meter.left;
          continue;
        }
        case 15: { // SETFIELD
          const cache = sites[code[pc++]!]!;
          const object = stack[a];
          const value = stack[base + ((word >>> 16) & 255)];
          if (object instanceof LuaTable) {
            if (object.shape === cache.shape) {
              // slow: what a removed key leaves behind is the table's business
              if (value !== undefined && object.slots[cache.index] !== undefined) {
                object.slots[cache.index] = value;
                continue;
              }
            } else if (
              object.shape === cache.from && value !== undefined &&
              (object.metatable === undefined || metaOf(object.metatable).newindex === undefined)
            ) {
              const at = cache.from.count;
              if (at < object.slots.length) {
                object.slots[at] = value;
                object.shape = cache.to!;
                continue;
              }
            }
          }
          // slow:
          frame.pc = pc;
          meter.left = left;
          const before = heap.used;
          if (setField(rt, co, object, cache, value, a)) {
            left = meter.left;
            continue reload;
          }
          // what the cache holds must not decide when a trace is made
          if (heap.used > heap.threshold && heap.used !== before) rt.collect();
          left = meter.left;
          continue;
        }
        case 16: { // SELF
          const cache = sites[code[pc++]!]!;
          const slot = base + ((word >>> 16) & 255);
          const object = stack[slot];
          stack[a + 1] = object;
          if (object instanceof LuaTable) {
            if (object.shape === cache.missing) {
              const metatable = object.metatable;
              if (metatable !== undefined) {
                const holder = metaOf(metatable).index;
                if (holder instanceof LuaTable && holder.shape === cache.holder) {
                  const value = holder.slots[cache.holderIndex];
                  if (value !== undefined) {
                    stack[a] = value;
                    continue;
                  }
                }
              }
            } else if (object.shape === cache.shape) {
              const value = object.slots[cache.index];
              if (value !== undefined) {
                stack[a] = value;
                continue;
              }
            }
          }
          // slow:
          frame.pc = pc;
          meter.left = left;
          if (indexField(rt, co, object, cache, a, slot)) {
            left = meter.left;
            continue reload;
          }
          left = meter.left;
          continue;
        }
        case 17: { // NEWTABLE
          const sizes = code[pc++]!;
          if (heap.used > heap.threshold) {
            frame.pc = pc;
            meter.left = left;
            rt.collect(true);
            left = meter.left;
          }
          if (sizes === 0) {
            heap.used += 120;
            stack[a] = new LuaTable(rt.shapes);
          } else {
            const hash = decodeSize(sizes >>> 16);
            const table = new LuaTable(rt.shapes, decodeSize(sizes & 0xffff), hash);
            heap.used += 120 + table.slots.length * 56;
            stack[a] = table;
          }
          continue;
        }
        case 18: { // SETLIST
          const first = code[pc++]!;
          let n = (word >>> 16) & 255;
          if (n === 0) n = co.top - a - 1;
          const table = stack[a] as LuaTable;
          frame.pc = pc;
          meter.left = left - (n >>> 4);
          table.storeList(heap, first, stack, a + 1, n);
          left = meter.left;
          continue;
        }
        case 19: { // ADD
          const b = stack[base + ((word >>> 16) & 255)];
          const c = stack[base + (word >>> 24)];
          if (typeof b === "number" && typeof c === "number") {
            stack[a] = b + c;
            continue;
          }
          // slow:
          frame.pc = pc;
          meter.left = left;
          if (arithmetic(rt, co, 0, b, c, a)) {
            left = meter.left;
            continue reload;
          }
          left = meter.left;
          continue;
        }
        case 20: { // SUB
          const b = stack[base + ((word >>> 16) & 255)];
          const c = stack[base + (word >>> 24)];
          if (typeof b === "number" && typeof c === "number") {
            stack[a] = b - c;
            continue;
          }
          // slow:
          frame.pc = pc;
          meter.left = left;
          if (arithmetic(rt, co, 1, b, c, a)) {
            left = meter.left;
            continue reload;
          }
          left = meter.left;
          continue;
        }
        case 21: { // MUL
          const b = stack[base + ((word >>> 16) & 255)];
          const c = stack[base + (word >>> 24)];
          if (typeof b === "number" && typeof c === "number") {
            stack[a] = b * c;
            continue;
          }
          // slow:
          frame.pc = pc;
          meter.left = left;
          if (arithmetic(rt, co, 2, b, c, a)) {
            left = meter.left;
            continue reload;
          }
          left = meter.left;
          continue;
        }
        case 22: { // DIV
          const b = stack[base + ((word >>> 16) & 255)];
          const c = stack[base + (word >>> 24)];
          if (typeof b === "number" && typeof c === "number") {
            stack[a] = b / c;
            continue;
          }
          // slow:
          frame.pc = pc;
          meter.left = left;
          if (arithmetic(rt, co, 3, b, c, a)) {
            left = meter.left;
            continue reload;
          }
          left = meter.left;
          continue;
        }
        case 23: { // MOD
          const b = stack[base + ((word >>> 16) & 255)];
          const c = stack[base + (word >>> 24)];
          if (typeof b === "number" && typeof c === "number") {
            stack[a] = b - Math.floor(b / c) * c;
            continue;
          }
          // slow:
          frame.pc = pc;
          meter.left = left;
          if (arithmetic(rt, co, 4, b, c, a)) {
            left = meter.left;
            continue reload;
          }
          left = meter.left;
          continue;
        }
        case 24: { // POW
          const b = stack[base + ((word >>> 16) & 255)];
          const c = stack[base + (word >>> 24)];
          if (typeof b === "number" && typeof c === "number") {
            stack[a] = power(b, c);
            continue;
          }
          // slow:
          frame.pc = pc;
          meter.left = left;
          if (arithmetic(rt, co, 5, b, c, a)) {
            left = meter.left;
            continue reload;
          }
          left = meter.left;
          continue;
        }
        case 25: { // ADDK
          const b = stack[base + ((word >>> 16) & 255)];
          const c = constants[code[pc++]!] as number;
          if (typeof b === "number") {
            stack[a] = b + c;
            continue;
          }
          // slow:
          frame.pc = pc;
          meter.left = left;
          if (word >>> 24 !== 0 ? arithmetic(rt, co, 0, c, b, a) : arithmetic(rt, co, 0, b, c, a)) {
            left = meter.left;
            continue reload;
          }
          left = meter.left;
          continue;
        }
        case 26: { // SUBK
          const b = stack[base + ((word >>> 16) & 255)];
          const c = constants[code[pc++]!] as number;
          if (typeof b === "number") {
            stack[a] = b - c;
            continue;
          }
          // slow:
          frame.pc = pc;
          meter.left = left;
          if (arithmetic(rt, co, 1, b, c, a)) {
            left = meter.left;
            continue reload;
          }
          left = meter.left;
          continue;
        }
        case 27: { // MULK
          const b = stack[base + ((word >>> 16) & 255)];
          const c = constants[code[pc++]!] as number;
          if (typeof b === "number") {
            stack[a] = b * c;
            continue;
          }
          // slow:
          frame.pc = pc;
          meter.left = left;
          if (word >>> 24 !== 0 ? arithmetic(rt, co, 2, c, b, a) : arithmetic(rt, co, 2, b, c, a)) {
            left = meter.left;
            continue reload;
          }
          left = meter.left;
          continue;
        }
        case 28: { // DIVK
          const b = stack[base + ((word >>> 16) & 255)];
          const c = constants[code[pc++]!] as number;
          if (typeof b === "number") {
            stack[a] = b / c;
            continue;
          }
          // slow:
          frame.pc = pc;
          meter.left = left;
          if (arithmetic(rt, co, 3, b, c, a)) {
            left = meter.left;
            continue reload;
          }
          left = meter.left;
          continue;
        }
        case 29: { // MODK
          const b = stack[base + ((word >>> 16) & 255)];
          const c = constants[code[pc++]!] as number;
          if (typeof b === "number") {
            stack[a] = b - Math.floor(b / c) * c;
            continue;
          }
          // slow:
          frame.pc = pc;
          meter.left = left;
          if (arithmetic(rt, co, 4, b, c, a)) {
            left = meter.left;
            continue reload;
          }
          left = meter.left;
          continue;
        }
        case 30: { // POWK
          const b = stack[base + ((word >>> 16) & 255)];
          const c = constants[code[pc++]!] as number;
          if (typeof b === "number") {
            stack[a] = power(b, c);
            continue;
          }
          // slow:
          frame.pc = pc;
          meter.left = left;
          if (arithmetic(rt, co, 5, b, c, a)) {
            left = meter.left;
            continue reload;
          }
          left = meter.left;
          continue;
        }
        case 31: { // KSUB
          const b = stack[base + ((word >>> 16) & 255)];
          const c = constants[code[pc++]!] as number;
          if (typeof b === "number") {
            stack[a] = c - b;
            continue;
          }
          // slow:
          frame.pc = pc;
          meter.left = left;
          if (arithmetic(rt, co, 1, c, b, a)) {
            left = meter.left;
            continue reload;
          }
          left = meter.left;
          continue;
        }
        case 32: { // KDIV
          const b = stack[base + ((word >>> 16) & 255)];
          const c = constants[code[pc++]!] as number;
          if (typeof b === "number") {
            stack[a] = c / b;
            continue;
          }
          // slow:
          frame.pc = pc;
          meter.left = left;
          if (arithmetic(rt, co, 3, c, b, a)) {
            left = meter.left;
            continue reload;
          }
          left = meter.left;
          continue;
        }
        case 33: { // UNM
          const b = stack[base + ((word >>> 16) & 255)];
          if (typeof b === "number") {
            stack[a] = b === b ? -b : negatedNaN(b);
            continue;
          }
          // slow:
          frame.pc = pc;
          meter.left = left;
          if (negate(rt, co, b, a)) {
            left = meter.left;
            continue reload;
          }
          left = meter.left;
          continue;
        }
        case 34: { // NOT
          const b = stack[base + ((word >>> 16) & 255)];
          stack[a] = b === undefined || b === false;
          continue;
        }
        case 35: { // LEN
          const b = stack[base + ((word >>> 16) & 255)];
          if (b instanceof LuaTable) {
            const n = b.length();
            if (n >= 0) {
              stack[a] = n;
              continue;
            }
          }
          // slow:
          frame.pc = pc;
          meter.left = left;
          if (lengthOf(rt, co, b, a)) {
            left = meter.left;
            continue reload;
          }
          left = meter.left;
          continue;
        }
        case 36: { // CONCAT
          const first = base + ((word >>> 16) & 255);
          const last = base + (word >>> 24);
          frame.pc = pc;
          meter.left = left;
          if (last === first + 1) {
            const b = stack[first];
            const c = stack[last];
            if (typeof b === "string" && typeof c === "string") {
              rt.chargeString(b.length + c.length);
              stack[a] = joined(b, c);
              if (heap.used > heap.threshold) rt.collect();
              left = meter.left;
              continue;
            }
          }
          // slow:
          if (concat(rt, co, first, last, a)) {
            left = meter.left;
            continue reload;
          }
          if (heap.used > heap.threshold) rt.collect();
          left = meter.left;
          continue;
        }
        case 37: // JMP
          break;
        case 38: { // JT
          const value = stack[a];
          if (value !== undefined && value !== false) break;
          pc++;
          continue;
        }
        case 39: { // JF
          const value = stack[a];
          if (value === undefined || value === false) break;
          pc++;
          continue;
        }
        case 40: { // TESTSET
          const value = stack[base + ((word >>> 16) & 255)];
          if ((value !== undefined && value !== false) === (word >>> 24 !== 0)) {
            stack[a] = value;
            break;
          }
          pc++;
          continue;
        }
        case 41: { // JEQ
          const b = stack[a];
          const c = stack[base + ((word >>> 16) & 255)];
          if (typeof b === "string" && b.length > LONG_STRING) left -= equalityWork(b, c);
          if (b === c) break;
          if (typeof b !== "object" || equalityHandler(b, c) === undefined) {
            pc++;
            continue;
          }
          // slow:
          const target = code[pc]!;
          frame.pc = pc + 1;
          meter.left = left;
          jumpIfEqual(rt, co, b, c, true, target);
          left = meter.left;
          continue reload;
        }
        case 42: { // JNE
          const b = stack[a];
          const c = stack[base + ((word >>> 16) & 255)];
          if (typeof b === "string" && b.length > LONG_STRING) left -= equalityWork(b, c);
          if (b === c) {
            pc++;
            continue;
          }
          if (typeof b !== "object" || equalityHandler(b, c) === undefined) break;
          // slow:
          const target = code[pc]!;
          frame.pc = pc + 1;
          meter.left = left;
          jumpIfEqual(rt, co, b, c, false, target);
          left = meter.left;
          continue reload;
        }
        case 43: { // JLT
          const b = stack[a];
          const c = stack[base + ((word >>> 16) & 255)];
          if (typeof b === "number" && typeof c === "number") {
            if (b < c) break;
            pc++;
            continue;
          }
          // slow:
          frame.pc = pc + 1;
          meter.left = left;
          jumpIfLess(rt, co, b, c, true, code[pc]!);
          left = meter.left;
          continue reload;
        }
        case 44: { // JNLT
          const b = stack[a];
          const c = stack[base + ((word >>> 16) & 255)];
          if (typeof b === "number" && typeof c === "number") {
            if (!(b < c)) break;
            pc++;
            continue;
          }
          // slow:
          frame.pc = pc + 1;
          meter.left = left;
          jumpIfLess(rt, co, b, c, false, code[pc]!);
          left = meter.left;
          continue reload;
        }
        case 45: { // JLE
          const b = stack[a];
          const c = stack[base + ((word >>> 16) & 255)];
          if (typeof b === "number" && typeof c === "number") {
            if (b <= c) break;
            pc++;
            continue;
          }
          // slow:
          frame.pc = pc + 1;
          meter.left = left;
          jumpIfLessEqual(rt, co, b, c, true, code[pc]!);
          left = meter.left;
          continue reload;
        }
        case 46: { // JNLE
          const b = stack[a];
          const c = stack[base + ((word >>> 16) & 255)];
          if (typeof b === "number" && typeof c === "number") {
            if (!(b <= c)) break;
            pc++;
            continue;
          }
          // slow:
          frame.pc = pc + 1;
          meter.left = left;
          jumpIfLessEqual(rt, co, b, c, false, code[pc]!);
          left = meter.left;
          continue reload;
        }
        case 47: { // JEQK
          const b = stack[a];
          const c = constants[word >>> 16];
          if (typeof b === "string" && b.length > LONG_STRING) left -= equalityWork(b, c);
          if (b === c) break;
          pc++;
          continue;
        }
        case 48: { // JNEK
          const b = stack[a];
          const c = constants[word >>> 16];
          if (typeof b === "string" && b.length > LONG_STRING) left -= equalityWork(b, c);
          if (b !== c) break;
          pc++;
          continue;
        }
        case 49: { // JLTK
          const b = stack[a];
          const c = constants[word >>> 16] as number;
          if (typeof b === "number") {
            if (b < c) break;
            pc++;
            continue;
          }
          // slow:
          frame.pc = pc + 1;
          meter.left = left;
          jumpIfLess(rt, co, b, c, true, code[pc]!);
          left = meter.left;
          continue reload;
        }
        case 50: { // JNLTK
          const b = stack[a];
          const c = constants[word >>> 16] as number;
          if (typeof b === "number") {
            if (!(b < c)) break;
            pc++;
            continue;
          }
          // slow:
          frame.pc = pc + 1;
          meter.left = left;
          jumpIfLess(rt, co, b, c, false, code[pc]!);
          left = meter.left;
          continue reload;
        }
        case 51: { // JLEK
          const b = stack[a];
          const c = constants[word >>> 16] as number;
          if (typeof b === "number") {
            if (b <= c) break;
            pc++;
            continue;
          }
          // slow:
          frame.pc = pc + 1;
          meter.left = left;
          jumpIfLessEqual(rt, co, b, c, true, code[pc]!);
          left = meter.left;
          continue reload;
        }
        case 52: { // JNLEK
          const b = stack[a];
          const c = constants[word >>> 16] as number;
          if (typeof b === "number") {
            if (!(b <= c)) break;
            pc++;
            continue;
          }
          // slow:
          frame.pc = pc + 1;
          meter.left = left;
          jumpIfLessEqual(rt, co, b, c, false, code[pc]!);
          left = meter.left;
          continue reload;
        }
        case 53: { // JGTK
          const b = stack[a];
          const c = constants[word >>> 16] as number;
          if (typeof b === "number") {
            if (c < b) break;
            pc++;
            continue;
          }
          // slow:
          frame.pc = pc + 1;
          meter.left = left;
          jumpIfLess(rt, co, c, b, true, code[pc]!);
          left = meter.left;
          continue reload;
        }
        case 54: { // JNGTK
          const b = stack[a];
          const c = constants[word >>> 16] as number;
          if (typeof b === "number") {
            if (!(c < b)) break;
            pc++;
            continue;
          }
          // slow:
          frame.pc = pc + 1;
          meter.left = left;
          jumpIfLess(rt, co, c, b, false, code[pc]!);
          left = meter.left;
          continue reload;
        }
        case 55: { // JGEK
          const b = stack[a];
          const c = constants[word >>> 16] as number;
          if (typeof b === "number") {
            if (c <= b) break;
            pc++;
            continue;
          }
          // slow:
          frame.pc = pc + 1;
          meter.left = left;
          jumpIfLessEqual(rt, co, c, b, true, code[pc]!);
          left = meter.left;
          continue reload;
        }
        case 56: { // JNGEK
          const b = stack[a];
          const c = constants[word >>> 16] as number;
          if (typeof b === "number") {
            if (!(c <= b)) break;
            pc++;
            continue;
          }
          // slow:
          frame.pc = pc + 1;
          meter.left = left;
          jumpIfLessEqual(rt, co, c, b, false, code[pc]!);
          left = meter.left;
          continue reload;
        }
        case 57: { // CALL
          const f = stack[a];
          const b = (word >>> 16) & 255;
          const nargs = b === 0 ? co.top - a - 1 : b - 1;
          frame.pc = pc;
          if (f instanceof Closure) {
            const callee = f.code;
            if (!callee.isVararg) {
              const depth = ++co.depth;
              if (depth < frames.length && depth <= maxDepth) {
                frame = frames[depth]!;
                base = a + 1;
                const params = callee.numParams;
                for (let p = nargs; p < params; p++) stack[base + p] = undefined;
                if (base + callee.maxStack > stack.length) {
                  co.depth--;
                  meter.left = left;
                  ensureStack(rt, co, base + callee.maxStack);
                  left = meter.left;
                  co.depth++;
                }
                frame.kind = 0;
                frame.closure = closure = f;
                frame.base = base;
                frame.func = a;
                frame.ret = a;
                frame.wanted = (word >>> 24) - 1;
                frame.varargs = 0;
                frame.tailCalls = 0;
                frame.finish = 0;
                if (++callee.heat > hot) {
                  frame.pc = 0;
                  meter.left = left;
                  const entered = enter(rt, co, frame);
                  left = meter.left;
                  if (entered) continue reload;
                }
                code = callee.code;
                constants = callee.constants;
                sites = callee.sites;
                pc = 0;
                continue;
              }
              co.depth--;
            }
            // slow: varargs, or a deeper stack than ever before
            meter.left = left;
            frame = pushLua(rt, co, f, a, nargs, a, (word >>> 24) - 1, 0);
            rt.fresh = false;
            if (++callee.heat > hot && enter(rt, co, frame)) {
              left = meter.left;
              continue reload;
            }
            left = meter.left;
            closure = f;
            code = callee.code;
            constants = callee.constants;
            sites = callee.sites;
            base = frame.base;
            pc = 0;
            continue;
          }
          if (f instanceof Builtin && f.kind === 0 && !f.mayCall) {
            meter.left = left;
            rt.argCount = nargs;
            rt.callee = f;
            let result;
            const first = a + 1;
            switch (nargs) {
              case 0:
                result = f.fn(rt);
                break;
              case 1:
                result = f.fn(rt, stack[first]);
                break;
              case 2:
                result = f.fn(rt, stack[first], stack[first + 1]);
                break;
              case 3:
                result = f.fn(rt, stack[first], stack[first + 1], stack[first + 2]);
                break;
              default:
                result = f.fn(
                  rt,
                  stack[first],
                  stack[first + 1],
                  stack[first + 2],
                  stack[first + 3],
                  stack[first + 4],
                  stack[first + 5],
                );
            }
            left = meter.left;
            if (!Array.isArray(result)) {
              const wanted = word >>> 24;
              if (wanted === 2) stack[a] = result as Value;
              else if (wanted === 0) {
                stack[a] = result as Value;
                co.top = a + 1;
              } else if (wanted > 2) {
                stack[a] = result as Value;
                for (let r = 1; r < wanted - 1; r++) stack[a + r] = undefined;
              }
            } else {
              const count = result.length;
              let wanted = (word >>> 24) - 1;
              if (wanted < 0) {
                wanted = count;
                ensureStack(rt, co, a + count + 1);
                left = meter.left;
                co.top = a + count;
              }
              for (let r = 0; r < wanted; r++) stack[a + r] = r < count ? result[r] : undefined;
            }
            if (heap.used > heap.threshold) {
              meter.left = left;
              rt.collect();
              left = meter.left;
            }
            continue;
          }
          if (f instanceof Builtin && f.kind === 2) {
            meter.left = left;
            rt.argCount = nargs;
            rt.callee = f;
            f.fn(rt, co, { func: a, nargs, ret: a, wanted: (word >>> 24) - 1, finish: 0 });
            left = meter.left;
            continue reload;
          }
          // slow: other builtins, __call
          meter.left = left;
          if (callAt(rt, co, a, nargs, a, (word >>> 24) - 1, 0)) {
            left = meter.left;
            continue reload;
          }
          if (heap.used > heap.threshold) rt.collect();
          left = meter.left;
          continue;
        }
        case 58: { // TAILCALL; the compiler puts RETURN A 0 behind it for callees that are not closures
          let f = stack[a];
          const b = (word >>> 16) & 255;
          let nargs = b === 0 ? co.top - a - 1 : b - 1;
          frame.pc = pc;
          meter.left = left;
          if (!(f instanceof Closure || f instanceof Builtin)) {
            // slow: __call
            const handler = rt.callMetamethod(f);
            if (handler instanceof Closure) {
              ensureStack(rt, co, a + nargs + 3);
              for (let r = nargs; r >= 0; r--) stack[a + r + 1] = stack[a + r];
              stack[a] = f = handler;
              nargs++;
            }
          }
          if (f instanceof Closure) {
            // the frame is replaced: function and arguments move to where it begins
            const { func, ret, wanted, finish, tailCalls } = frame;
            const extra = f.code.isVararg && nargs > f.code.numParams ? nargs : 0;
            ensureStack(rt, co, func + 1 + extra + f.code.maxStack);
            for (let r = 0; r <= nargs; r++) stack[func + r] = stack[a + r];
            co.depth--;
            frame = pushLua(rt, co, f, func, nargs, ret, wanted, finish);
            frame.tailCalls = tailCalls + 1;
            rt.fresh = false;
            if (++f.code.heat > hot && enter(rt, co, frame)) {
              left = meter.left;
              continue reload;
            }
            left = meter.left;
            closure = f;
            code = f.code.code;
            constants = f.code.constants;
            sites = f.code.sites;
            base = frame.base;
            pc = 0;
            continue;
          }
          // slow: a builtin
          if (callAt(rt, co, a, nargs, a, -1, 0)) {
            left = meter.left;
            continue reload;
          }
          if (heap.used > heap.threshold) rt.collect();
          left = meter.left;
          continue;
        }
        case 59: { // RETURN
          const b = (word >>> 16) & 255;
          const count = b === 0 ? co.top - a : b - 1;
          left -= count >>> 3;
          if (frame.finish === 0) {
            const ret = frame.ret;
            const wanted = frame.wanted;
            frame = frames[--co.depth]!;
            if (wanted < 0) {
              for (let r = 0; r < count; r++) stack[ret + r] = stack[a + r];
              co.top = ret + count;
            } else {
              for (let r = 0; r < wanted; r++) stack[ret + r] = r < count ? stack[a + r] : undefined;
            }
            closure = frame.closure!;
            code = closure.code.code;
            constants = closure.code.constants;
            sites = closure.code.sites;
            base = frame.base;
            pc = frame.pc;
            continue;
          }
          // slow:
          frame.pc = pc;
          meter.left = left;
          finishReturn(rt, co, a, count);
          left = meter.left;
          continue reload;
        }
        case 60: { // RETURN0
          if (frame.finish === 0) {
            const ret = frame.ret;
            const wanted = frame.wanted;
            frame = frames[--co.depth]!;
            if (wanted < 0) co.top = ret;
            else for (let r = 0; r < wanted; r++) stack[ret + r] = undefined;
            closure = frame.closure!;
            code = closure.code.code;
            constants = closure.code.constants;
            sites = closure.code.sites;
            base = frame.base;
            pc = frame.pc;
            continue;
          }
          // slow:
          frame.pc = pc;
          meter.left = left;
          finishReturn(rt, co, base, 0);
          left = meter.left;
          continue reload;
        }
        case 61: { // RETURN1
          if (frame.finish === 0) {
            const ret = frame.ret;
            const wanted = frame.wanted;
            const value = stack[a];
            frame = frames[--co.depth]!;
            if (wanted === 1) stack[ret] = value;
            else if (wanted < 0) {
              stack[ret] = value;
              co.top = ret + 1;
            } else if (wanted > 0) {
              stack[ret] = value;
              for (let r = 1; r < wanted; r++) stack[ret + r] = undefined;
            }
            closure = frame.closure!;
            code = closure.code.code;
            constants = closure.code.constants;
            sites = closure.code.sites;
            base = frame.base;
            pc = frame.pc;
            continue;
          }
          // slow:
          frame.pc = pc;
          meter.left = left;
          finishReturn(rt, co, a, 1);
          left = meter.left;
          continue reload;
        }
        case 62: { // FORPREP
          let start = stack[a];
          let limit = stack[a + 1];
          let step = stack[a + 2];
          if (typeof start !== "number" || typeof limit !== "number" || typeof step !== "number") {
            // slow: strings that spell numbers
            frame.pc = pc + 1;
            meter.left = left;
            rt.callee = null;
            if ((start = rt.toNumber(start)) === undefined) rt.error("'for' initial value must be a number");
            if ((limit = rt.toNumber(limit)) === undefined) rt.error("'for' limit must be a number");
            if ((step = rt.toNumber(step)) === undefined) rt.error("'for' step must be a number");
            left = meter.left;
            stack[a + 1] = limit;
            stack[a + 2] = step;
          }
          stack[a] = start! - step!;
          pc = code[pc]!;
          continue;
        }
        case 63: { // FORLOOP
          const step = stack[a + 2] as number;
          const i = (stack[a] as number) + step;
          const limit = stack[a + 1] as number;
          if (step > 0 ? i <= limit : limit <= i) {
            if (++closure.code.heat > hot && left !== tried) {
              tried = left;
              frame.pc = pc - 1;
              meter.left = left + 1;
              const entered = enter(rt, co, frame);
              left = meter.left;
              if (entered) continue reload;
              left--;
            }
            stack[a] = i;
            stack[a + 3] = i;
            pc = code[pc]!;
          } else pc++;
          continue;
        }
        case 64: { // TFORCALL
          const f = stack[a];
          const state = stack[a + 1];
          const wanted = word >>> 24;
          if (f instanceof Builtin && (f.intrinsic === 1 || f.intrinsic === 2) && state instanceof LuaTable) {
            const control = stack[a + 2];
            if (f.intrinsic === 1) { // next
              const position = state.nextPosition(control);
              // empty entries that were skipped are work, too
              if (traversal.skipped > 8) left -= traversal.skipped >>> 3;
              if (position !== -2) {
                if (position < 0) stack[a + 3] = undefined;
                else {
                  stack[a + 3] = state.keyAt(position);
                  if (wanted > 1) stack[a + 4] = state.valueAt(position);
                  for (let r = 2; r < wanted; r++) stack[a + 3 + r] = undefined;
                }
                continue;
              }
            } else if (typeof control === "number") { // the step of ipairs
              const i = control + 1;
              const value = state.getNumber(i);
              stack[a + 3] = value === undefined ? undefined : i;
              if (wanted > 1) stack[a + 4] = value;
              for (let r = 2; r < wanted; r++) stack[a + 3 + r] = undefined;
              continue;
            }
          }
          const func = a + 3 + (wanted < 3 ? 3 : wanted);
          frame.pc = pc;
          meter.left = left;
          ensureStack(rt, co, func + 4);
          stack[func] = f;
          stack[func + 1] = state;
          stack[func + 2] = stack[a + 2];
          // as in the reference, a call like those of metamethods: it counts as a C call
          if (callAt(rt, co, func, 2, a + 3, wanted, 2)) {
            left = meter.left;
            continue reload;
          }
          if (heap.used > heap.threshold) rt.collect();
          left = meter.left;
          continue;
        }
        case 65: { // TFORLOOP
          const value = stack[a + 3];
          if (value !== undefined) {
            if (++closure.code.heat > hot && left !== tried) {
              tried = left;
              frame.pc = pc - 1;
              meter.left = left + 1;
              const entered = enter(rt, co, frame);
              left = meter.left;
              if (entered) continue reload;
              left--;
            }
            stack[a + 2] = value;
            pc = code[pc]!;
          } else pc++;
          continue;
        }
        case 66: // CLOSURE
          if (heap.used > heap.threshold) {
            frame.pc = pc + 1;
            meter.left = left;
            rt.collect(true);
            left = meter.left;
          }
          stack[a] = makeClosure(rt, stack, closure, code[pc++]!, base);
          continue;
        case 67: { // VARARG
          const b = (word >>> 16) & 255;
          const have = frame.varargs;
          let wanted = b - 1;
          if (wanted < 0) {
            wanted = have;
            frame.pc = pc;
            meter.left = left;
            ensureStack(rt, co, a + have + 1);
            co.top = a + have;
            left = meter.left - (have >>> 3);
          }
          const first = base - have;
          for (let r = 0; r < wanted; r++) stack[a + r] = r < have ? stack[first + r] : undefined;
          continue;
        }
        default:
          throw new Error(`no opcode ${word & 255}`);
      }
      // a jump is taken: the cases end with `break` for that and with `continue` otherwise
      const target = code[pc]!;
      if (target < pc && ++closure.code.heat > hot) {
        frame.pc = target;
        meter.left = left;
        const entered = enter(rt, co, frame);
        left = meter.left;
        if (entered) continue reload;
      }
      pc = target;
    }
  }
}
