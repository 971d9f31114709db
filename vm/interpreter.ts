/**
 * The interpreter loop.
 *
 * Rules for whoever works on it:
 *
 * 1. `case` labels are numeric literals with the mnemonic beside them; a test checks them against
 *    `compiler/opcodes.ts`. (Imported constants made dispatch six times slower.)
 * 2. A case holds the everyday form of its instruction and ends in one of four ways: `continue` when it is done,
 *    `break taken` to jump, `break called` and `break returned` when another Lua function goes on. All else it
 *    leaves, with nothing done and `pc` still behind its first word, to `carryOut` (`vm/slow.ts`) by `break`. Each
 *    thing a case can do is code that V8 must optimize and, if it meets it late, that it starts over for.
 * 3. Before anything that may throw, trace or charge, `frame.pc` and `meter.left` are stored; after it `left` is
 *    read back.
 * 4. Local integers are kept as such by `| 0`, which also spares checks for overflow.
 * 5. The loop never calls itself: Lua calls push frames, see `vm/call.ts`.
 * 6. One step is charged per instruction, here and nowhere else.
 *
 * @module
 */

import { indexMissing } from "./access.ts";
import { callPlain, ensureStack, finishReturn, makeClosure, pushLua } from "./call.ts";
import { COLD } from "./compiled/signals.ts";
import { enter, resetStack, restoreStack } from "./compiled/tier.ts";
import { beforeInstruction } from "./hooks.ts";
import { Verdict } from "./meter.ts";
import { metaOf } from "./meta.ts";
import { RunStatus, stepNative, unwind } from "./native_frames.ts";
import { power } from "./operators.ts";
import type { Runtime } from "./runtime.ts";
import { carryOut, LONG_STRING } from "./slow.ts";
import { LuaTable, traversal } from "./table.ts";
import { Box, Builtin, Closure, type Value } from "./value.ts";

// What is imported is loaded and checked at each use; constants of the module itself are part of the code.
const Table = LuaTable;
const LuaClosure = Closure;
const LONG = LONG_STRING;
const Native = Builtin;

/** Up to here, calls that count as C calls need not be looked at. */
const FEW_C_CALLS = 100;

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
        const status = loop(rt);
        if (status !== RunStatus.Continue) return status;
      } catch (error) {
        unwind(rt, error);
      }
    }
  } finally {
    restoreStack(units);
  }
}

/** `x` of `fb2int`: table sizes are coded as (1xxx) * 2^(eeeee - 1). */
function decodeSize(code: number): number {
  return code < 8 ? code : ((code & 7) + 8) << ((code >>> 3) - 1);
}

function loop(rt: Runtime): RunStatus {
  const meter = rt.meter;
  const heap = rt.heap;
  const maxDepth = rt.limits.callDepth;
  const hot = rt.hot;
  const mayEnter = hot !== COLD;
  // Steps that were left when a loop was last entered at its FORLOOP or TFORLOOP, which compiled code begins
  // with: what leaves again at once is not entered again. Entered at the first instruction of its body, a loop
  // with a `break` would make a loop around it one with two entries.
  let tried = -1;
  let left = meter.left | 0;
  reload: for (;;) {
    const co = rt.current;
    const frames = co.frames;
    let frame = frames[co.depth]!;
    if (frame.kind !== 0) {
      meter.left = left;
      const status = stepNative(rt, co, frame);
      left = meter.left | 0;
      if (status !== 0) return status;
      continue reload;
    }
    if (rt.fresh) {
      // a function called by other means than CALL is about to begin
      rt.fresh = false;
      if (mayEnter && frame.pc === 0 && ++frame.closure!.code.heat > hot) {
        meter.left = left;
        const entered = enter(rt, co, frame);
        left = meter.left | 0;
        if (entered) continue reload;
      }
    }
    const stack = co.stack;
    let closure = frame.closure!;
    let code = closure.code.code;
    let constants = closure.code.constants;
    let sites = closure.code.sites;
    let base = frame.base | 0;
    let depth = co.depth;
    let pc = frame.pc | 0;
    for (;;) {
      const word = code[pc]!;
      pc = pc + 1 | 0;
      left = left - 1 | 0;
      if (left < 0) {
        // the end of a quantum of steps
        frame.pc = pc;
        meter.left = left + 1 | 0;
        if (meter.refill() === Verdict.Pause) {
          frame.pc = pc - 1;
          return RunStatus.Paused;
        }
        if (meter.everyStep && !rt.inHook && beforeInstruction(rt, co, frame, pc - 1)) {
          left = meter.left | 0;
          continue reload;
        }
        if (!mayEnter && !meter.everyStep) {
          // A new call of this function is made with the best code there is of it. A loop that V8 has optimized
          // while it ran is one it may only be left from at great cost.
          frame.pc = pc - 1;
          if (rt.entries < 2) co.rejuvenate();
          return RunStatus.Continue;
        }
        left = meter.left - 1 | 0;
      }
      const a = base + ((word >>> 8) & 255) | 0;
      called: {
        returned: {
          taken: {
            switch (word & 255) {
              case 0: // MOVE
                stack[a] = stack[base + ((word >>> 16) & 255) | 0];
                continue;
              case 1: // LOADK
                stack[a] = constants[code[pc]!];
                pc = pc + 1 | 0;
                continue;
              case 2: // LOADINT
                stack[a] = word >> 16;
                continue;
              case 3: // LOADBOOL
                stack[a] = (word & 0xff0000) !== 0;
                continue;
              case 4: { // LOADNIL
                const end = a + ((word >>> 16) & 255) | 0;
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
                  left = meter.left | 0;
                }
                continue;
              case 8: // GETBOX
                stack[a] = (stack[base + ((word >>> 16) & 255) | 0] as unknown as Box).v;
                continue;
              case 9: // SETBOX
                (stack[a] as unknown as Box).v = stack[base + ((word >>> 16) & 255) | 0];
                continue;
              case 10: { // GETGLOBAL
                const cache = sites[code[pc]!]!;
                const env = closure.env;
                if (env.shape === cache.shape) {
                  const value = env.slots[cache.index];
                  if (value !== undefined) {
                    stack[a] = value;
                    pc = pc + 1 | 0;
                    continue;
                  }
                }
                break;
              }
              case 11: { // SETGLOBAL
                const cache = sites[code[pc]!]!;
                const env = closure.env;
                if (env.shape === cache.shape && env.slots[cache.index] !== undefined) {
                  env.slots[cache.index] = stack[a];
                  pc = pc + 1 | 0;
                  continue;
                }
                break;
              }
              case 12: { // GETTABLE
                const object = stack[base + ((word >>> 16) & 255) | 0];
                const key = stack[base + (word >>> 24) | 0];
                if (object instanceof Table) {
                  let value: Value;
                  if (typeof key === "number") {
                    const i = key | 0;
                    const array = object.array;
                    if (i === key && i > 0 && i <= array.length) {
                      value = array[i - 1 | 0];
                      if (value !== undefined) {
                        stack[a] = value;
                        continue;
                      }
                    }
                    value = object.getNumber(key);
                  } else if (typeof key !== "string") value = object.get(key);
                  else if (key.length > LONG) break;
                  else value = object.getString(key);
                  if (value !== undefined || object.metatable === undefined) {
                    stack[a] = value;
                    continue;
                  }
                  frame.pc = pc;
                  meter.left = left;
                  const again = indexMissing(rt, co, object, key, a);
                  left = meter.left | 0;
                  if (again) continue reload;
                  continue;
                }
                break;
              }
              case 13: { // GETFIELD
                const object = stack[base + ((word >>> 16) & 255) | 0];
                if (object instanceof Table) {
                  const cache = sites[code[pc]!]!;
                  const shape = object.shape;
                  if (shape === cache.shape) {
                    const value = object.slots[cache.index];
                    if (value !== undefined) {
                      stack[a] = value;
                      pc = pc + 1 | 0;
                      continue;
                    }
                  } else if (shape === cache.missing) {
                    const metatable = object.metatable;
                    if (metatable !== undefined) {
                      const holder = metaOf(metatable).index;
                      if (holder instanceof Table && holder.shape === cache.holder) {
                        const value = holder.slots[cache.holderIndex];
                        if (value !== undefined) {
                          stack[a] = value;
                          pc = pc + 1 | 0;
                          continue;
                        }
                      }
                    }
                  }
                }
                break;
              }
              case 14: { // SETTABLE
                const object = stack[a];
                const key = stack[base + ((word >>> 16) & 255) | 0];
                const value = stack[base + (word >>> 24) | 0];
                if (object instanceof Table) {
                  if (typeof key === "number") {
                    const i = key | 0;
                    const array = object.array;
                    const n = array.length;
                    if (i === key && i > 0 && value !== undefined) {
                      if (i <= n) {
                        if (array[i - 1 | 0] !== undefined || object.metatable === undefined) {
                          array[i - 1 | 0] = value;
                          continue;
                        }
                      } else if (
                        i === n + 1 && n > 0 && i <= object.arraySize && object.metatable === undefined
                      ) {
                        array.push(value);
                        if ((heap.used += 16) > heap.threshold) {
                          frame.pc = pc;
                          meter.left = left;
                          rt.collect();
                          left = meter.left | 0;
                        }
                        continue;
                      }
                    }
                  } else if (key === undefined || typeof key === "string" && key.length > LONG) break;
                  if (object.metatable === undefined && key === key) {
                    // a raw set, which may grow the table
                    frame.pc = pc;
                    meter.left = left;
                    object.set(heap, key, value);
                    if (heap.used > heap.threshold) rt.collect();
                    left = meter.left | 0;
                    continue;
                  }
                }
                break;
              }
              case 15: { // SETFIELD
                const object = stack[a];
                if (object instanceof Table) {
                  const cache = sites[code[pc]!]!;
                  const value = stack[base + ((word >>> 16) & 255) | 0];
                  if (object.shape === cache.shape) {
                    // what a removed key leaves behind is the table's business
                    if (value !== undefined && object.slots[cache.index] !== undefined) {
                      object.slots[cache.index] = value;
                      pc = pc + 1 | 0;
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
                      pc = pc + 1 | 0;
                      continue;
                    }
                  }
                }
                break;
              }
              case 16: { // SELF
                const object = stack[base + ((word >>> 16) & 255) | 0];
                if (object instanceof Table) {
                  const cache = sites[code[pc]!]!;
                  const shape = object.shape;
                  if (shape === cache.missing) {
                    const metatable = object.metatable;
                    if (metatable !== undefined) {
                      const holder = metaOf(metatable).index;
                      if (holder instanceof Table && holder.shape === cache.holder) {
                        const value = holder.slots[cache.holderIndex];
                        if (value !== undefined) {
                          stack[a + 1 | 0] = object;
                          stack[a] = value;
                          pc = pc + 1 | 0;
                          continue;
                        }
                      }
                    }
                  } else if (shape === cache.shape) {
                    const value = object.slots[cache.index];
                    if (value !== undefined) {
                      stack[a + 1 | 0] = object;
                      stack[a] = value;
                      pc = pc + 1 | 0;
                      continue;
                    }
                  }
                }
                break;
              }
              case 17: { // NEWTABLE
                const sizes = code[pc]!;
                pc = pc + 1 | 0;
                if (heap.used > heap.threshold) {
                  frame.pc = pc;
                  meter.left = left;
                  rt.collect(true);
                  left = meter.left | 0;
                }
                if (sizes === 0) {
                  heap.used += 120;
                  stack[a] = new LuaTable(rt.shapes);
                } else {
                  const table = new LuaTable(rt.shapes, decodeSize(sizes & 0xffff), decodeSize(sizes >>> 16));
                  heap.used += 120 + table.slots.length * 56;
                  stack[a] = table;
                }
                continue;
              }
              case 18: // SETLIST
                break;
              case 19: { // ADD
                const b = stack[base + ((word >>> 16) & 255) | 0];
                const c = stack[base + (word >>> 24) | 0];
                if (typeof b === "number" && typeof c === "number") {
                  stack[a] = b + c;
                  continue;
                }
                break;
              }
              case 20: { // SUB
                const b = stack[base + ((word >>> 16) & 255) | 0];
                const c = stack[base + (word >>> 24) | 0];
                if (typeof b === "number" && typeof c === "number") {
                  stack[a] = b - c;
                  continue;
                }
                break;
              }
              case 21: { // MUL
                const b = stack[base + ((word >>> 16) & 255) | 0];
                const c = stack[base + (word >>> 24) | 0];
                if (typeof b === "number" && typeof c === "number") {
                  stack[a] = b * c;
                  continue;
                }
                break;
              }
              case 22: { // DIV
                const b = stack[base + ((word >>> 16) & 255) | 0];
                const c = stack[base + (word >>> 24) | 0];
                if (typeof b === "number" && typeof c === "number") {
                  stack[a] = b / c;
                  continue;
                }
                break;
              }
              case 23: { // MOD
                const b = stack[base + ((word >>> 16) & 255) | 0];
                const c = stack[base + (word >>> 24) | 0];
                if (typeof b === "number" && typeof c === "number") {
                  stack[a] = b - Math.floor(b / c) * c;
                  continue;
                }
                break;
              }
              case 24: { // POW
                const b = stack[base + ((word >>> 16) & 255) | 0];
                const c = stack[base + (word >>> 24) | 0];
                if (typeof b === "number" && typeof c === "number") {
                  stack[a] = power(b, c);
                  continue;
                }
                break;
              }
              case 25: { // ADDK
                const b = stack[base + ((word >>> 16) & 255) | 0];
                if (typeof b === "number") {
                  const c = constants[code[pc]!] as number;
                  stack[a] = b + c;
                  pc = pc + 1 | 0;
                  continue;
                }
                break;
              }
              case 26: { // SUBK
                const b = stack[base + ((word >>> 16) & 255) | 0];
                if (typeof b === "number") {
                  const c = constants[code[pc]!] as number;
                  stack[a] = b - c;
                  pc = pc + 1 | 0;
                  continue;
                }
                break;
              }
              case 27: { // MULK
                const b = stack[base + ((word >>> 16) & 255) | 0];
                if (typeof b === "number") {
                  const c = constants[code[pc]!] as number;
                  stack[a] = b * c;
                  pc = pc + 1 | 0;
                  continue;
                }
                break;
              }
              case 28: { // DIVK
                const b = stack[base + ((word >>> 16) & 255) | 0];
                if (typeof b === "number") {
                  const c = constants[code[pc]!] as number;
                  stack[a] = b / c;
                  pc = pc + 1 | 0;
                  continue;
                }
                break;
              }
              case 29: { // MODK
                const b = stack[base + ((word >>> 16) & 255) | 0];
                if (typeof b === "number") {
                  const c = constants[code[pc]!] as number;
                  stack[a] = b - Math.floor(b / c) * c;
                  pc = pc + 1 | 0;
                  continue;
                }
                break;
              }
              case 30: { // POWK
                const b = stack[base + ((word >>> 16) & 255) | 0];
                if (typeof b === "number") {
                  const c = constants[code[pc]!] as number;
                  stack[a] = power(b, c);
                  pc = pc + 1 | 0;
                  continue;
                }
                break;
              }
              case 31: { // KSUB
                const b = stack[base + ((word >>> 16) & 255) | 0];
                if (typeof b === "number") {
                  const c = constants[code[pc]!] as number;
                  stack[a] = c - b;
                  pc = pc + 1 | 0;
                  continue;
                }
                break;
              }
              case 32: { // KDIV
                const b = stack[base + ((word >>> 16) & 255) | 0];
                if (typeof b === "number") {
                  const c = constants[code[pc]!] as number;
                  stack[a] = c / b;
                  pc = pc + 1 | 0;
                  continue;
                }
                break;
              }
              case 33: { // UNM
                const b = stack[base + ((word >>> 16) & 255) | 0];
                if (typeof b === "number" && b === b) {
                  stack[a] = -b;
                  continue;
                }
                break;
              }
              case 34: { // NOT
                const b = stack[base + ((word >>> 16) & 255) | 0];
                stack[a] = b === undefined || b === false;
                continue;
              }
              case 35: { // LEN
                const b = stack[base + ((word >>> 16) & 255) | 0];
                if (b instanceof Table) {
                  const n = b.length();
                  if (n >= 0) {
                    stack[a] = n;
                    continue;
                  }
                } else if (typeof b === "string") {
                  stack[a] = b.length;
                  continue;
                }
                break;
              }
              case 36: // CONCAT
                break;
              case 37: // JMP
                break taken;
              case 38: { // JT
                const value = stack[a];
                if (value !== undefined && value !== false) break taken;
                pc = pc + 1 | 0;
                continue;
              }
              case 39: { // JF
                const value = stack[a];
                if (value === undefined || value === false) break taken;
                pc = pc + 1 | 0;
                continue;
              }
              case 40: { // TESTSET
                const value = stack[base + ((word >>> 16) & 255) | 0];
                if ((value !== undefined && value !== false) === (word >>> 24 !== 0)) {
                  stack[a] = value;
                  break taken;
                }
                pc = pc + 1 | 0;
                continue;
              }
              case 41: { // JEQ
                const b = stack[a];
                const c = stack[base + ((word >>> 16) & 255) | 0];
                if (typeof b === "number") {
                  if (typeof c === "number" && b === c) break taken;
                } else if (typeof b === "string") {
                  if (b.length > LONG) break;
                  if (typeof c === "string" && b === c) break taken;
                } else if (b instanceof Table) {
                  if (c instanceof Table) {
                    if (b === c) break taken;
                    if (b.metatable !== undefined && c.metatable !== undefined) break;
                  }
                } else break;
                pc = pc + 1 | 0;
                continue;
              }
              case 42: { // JNE
                const b = stack[a];
                const c = stack[base + ((word >>> 16) & 255) | 0];
                if (typeof b === "number") {
                  if (typeof c !== "number" || b !== c) break taken;
                } else if (typeof b === "string") {
                  if (b.length > LONG) break;
                  if (typeof c !== "string" || b !== c) break taken;
                } else if (b instanceof Table) {
                  if (!(c instanceof Table)) break taken;
                  if (b !== c) {
                    if (b.metatable !== undefined && c.metatable !== undefined) break;
                    break taken;
                  }
                } else break;
                pc = pc + 1 | 0;
                continue;
              }
              case 43: { // JLT
                const b = stack[a];
                const c = stack[base + ((word >>> 16) & 255) | 0];
                if (typeof b === "number" && typeof c === "number") {
                  if (b < c) break taken;
                  pc = pc + 1 | 0;
                  continue;
                }
                break;
              }
              case 44: { // JNLT
                const b = stack[a];
                const c = stack[base + ((word >>> 16) & 255) | 0];
                if (typeof b === "number" && typeof c === "number") {
                  if (!(b < c)) break taken;
                  pc = pc + 1 | 0;
                  continue;
                }
                break;
              }
              case 45: { // JLE
                const b = stack[a];
                const c = stack[base + ((word >>> 16) & 255) | 0];
                if (typeof b === "number" && typeof c === "number") {
                  if (b <= c) break taken;
                  pc = pc + 1 | 0;
                  continue;
                }
                break;
              }
              case 46: { // JNLE
                const b = stack[a];
                const c = stack[base + ((word >>> 16) & 255) | 0];
                if (typeof b === "number" && typeof c === "number") {
                  if (!(b <= c)) break taken;
                  pc = pc + 1 | 0;
                  continue;
                }
                break;
              }
              case 47: { // JEQK
                const b = stack[a];
                const c = constants[word >>> 16];
                if (typeof c === "number") {
                  if (typeof b === "number" && b === c) break taken;
                } else if (typeof c === "string") {
                  if (c.length > LONG) break;
                  if (typeof b === "string" && b === c) break taken;
                } else if (c === undefined ? b === undefined : c === true ? b === true : b === false) {
                  break taken;
                }
                pc = pc + 1 | 0;
                continue;
              }
              case 48: { // JNEK
                const b = stack[a];
                const c = constants[word >>> 16];
                if (typeof c === "number") {
                  if (typeof b !== "number" || b !== c) break taken;
                } else if (typeof c === "string") {
                  if (c.length > LONG) break;
                  if (typeof b !== "string" || b !== c) break taken;
                } else if (c === undefined ? b !== undefined : c === true ? b !== true : b !== false) {
                  break taken;
                }
                pc = pc + 1 | 0;
                continue;
              }
              case 49: { // JLTK
                const b = stack[a];
                if (typeof b === "number") {
                  const c = constants[word >>> 16] as number;
                  if (b < c) break taken;
                  pc = pc + 1 | 0;
                  continue;
                }
                break;
              }
              case 50: { // JNLTK
                const b = stack[a];
                if (typeof b === "number") {
                  const c = constants[word >>> 16] as number;
                  if (!(b < c)) break taken;
                  pc = pc + 1 | 0;
                  continue;
                }
                break;
              }
              case 51: { // JLEK
                const b = stack[a];
                if (typeof b === "number") {
                  const c = constants[word >>> 16] as number;
                  if (b <= c) break taken;
                  pc = pc + 1 | 0;
                  continue;
                }
                break;
              }
              case 52: { // JNLEK
                const b = stack[a];
                if (typeof b === "number") {
                  const c = constants[word >>> 16] as number;
                  if (!(b <= c)) break taken;
                  pc = pc + 1 | 0;
                  continue;
                }
                break;
              }
              case 53: { // JGTK
                const b = stack[a];
                if (typeof b === "number") {
                  const c = constants[word >>> 16] as number;
                  if (c < b) break taken;
                  pc = pc + 1 | 0;
                  continue;
                }
                break;
              }
              case 54: { // JNGTK
                const b = stack[a];
                if (typeof b === "number") {
                  const c = constants[word >>> 16] as number;
                  if (!(c < b)) break taken;
                  pc = pc + 1 | 0;
                  continue;
                }
                break;
              }
              case 55: { // JGEK
                const b = stack[a];
                if (typeof b === "number") {
                  const c = constants[word >>> 16] as number;
                  if (c <= b) break taken;
                  pc = pc + 1 | 0;
                  continue;
                }
                break;
              }
              case 56: { // JNGEK
                const b = stack[a];
                if (typeof b === "number") {
                  const c = constants[word >>> 16] as number;
                  if (!(c <= b)) break taken;
                  pc = pc + 1 | 0;
                  continue;
                }
                break;
              }
              case 57: { // CALL
                const f = stack[a];
                const b = (word >>> 16) & 255;
                const nargs = b === 0 ? co.top - a - 1 | 0 : b - 1;
                const wanted = (word >>> 24) - 1;
                frame.pc = pc;
                if (f instanceof LuaClosure) {
                  const callee = f.code;
                  closure = f;
                  const params = callee.fixed;
                  if (params >= 0) {
                    base = a + 1 | 0;
                    if (
                      depth + 1 < frames.length && depth < maxDepth && base + callee.maxStack <= stack.length
                    ) {
                      co.depth = depth = depth + 1 | 0;
                      frame = frames[depth]!;
                      for (let p = nargs; p < params; p++) stack[base + p | 0] = undefined;
                      frame.kind = 0;
                      frame.closure = f;
                      frame.base = base;
                      frame.func = a;
                      frame.ret = a;
                      frame.wanted = wanted;
                      frame.varargs = 0;
                      frame.tailCalls = 0;
                      frame.finish = 0;
                      break called;
                    }
                  }
                  // varargs, or a deeper stack than ever before
                  meter.left = left;
                  frame = pushLua(rt, co, f, a, nargs, a, wanted, 0);
                  rt.fresh = false;
                  depth = depth + 1 | 0;
                  left = meter.left | 0;
                  base = frame.base | 0;
                  break called;
                }
                if (f instanceof Native) {
                  if (f.kind !== 2 && !f.mayCall) {
                    meter.left = left;
                    callPlain(rt, co, f, a, nargs, wanted);
                    left = meter.left | 0;
                    continue;
                  }
                  if (!f.mayCall) {
                    meter.left = left;
                    rt.argCount = nargs;
                    rt.callee = f;
                    f.fn(rt, co, { func: a, nargs, ret: a, wanted, finish: 0 });
                    left = meter.left | 0;
                    continue reload;
                  }
                }
                break;
              }
              case 58: { // TAILCALL; the compiler puts RETURN A 0 behind it for callees that are not closures
                const f = stack[a];
                if (f instanceof Native && f.kind !== 2 && !f.mayCall) {
                  const b = (word >>> 16) & 255;
                  frame.pc = pc;
                  meter.left = left;
                  callPlain(rt, co, f, a, b === 0 ? co.top - a - 1 | 0 : b - 1, -1);
                  // unlike those of a CALL, many results of any builtin are moved at a charge
                  const count = co.top - a;
                  if (count > 15 && f.kind !== 1) rt.charge(count >>> 3);
                  left = meter.left | 0;
                  continue;
                }
                if (f instanceof LuaClosure && frame.varargs === 0) {
                  const callee = f.code;
                  const params = callee.fixed;
                  const func = frame.func | 0;
                  if (params >= 0 && func + 1 + callee.maxStack <= stack.length) {
                    // the frame is replaced: function and arguments move to where it begins
                    const b = (word >>> 16) & 255;
                    const nargs = b === 0 ? co.top - a - 1 | 0 : b - 1;
                    base = func + 1 | 0;
                    for (let p = 0; p < params; p++) {
                      stack[base + p | 0] = p < nargs ? stack[a + 1 + p | 0] : undefined;
                    }
                    stack[func] = closure = f;
                    frame.closure = f;
                    frame.base = base;
                    frame.tailCalls++;
                    break called;
                  }
                }
                break;
              }
              case 59: { // RETURN
                const b = (word >>> 16) & 255;
                const count = b === 0 ? co.top - a | 0 : b - 1;
                left = left - (count >>> 3) | 0;
                const finish = frame.finish;
                if (finish === 0 || (finish < 3 && count < 16)) {
                  const ret = frame.ret | 0;
                  const wanted = frame.wanted;
                  if (wanted < 0) {
                    for (let r = 0; r < count; r++) stack[ret + r | 0] = stack[a + r | 0];
                    co.top = ret + count;
                  } else {
                    for (let r = 0; r < wanted; r++) {
                      stack[ret + r | 0] = r < count ? stack[a + r | 0] : undefined;
                    }
                  }
                  if (finish === 0) break returned;
                  co.cCalls--;
                  if (frames[depth - 1]!.kind === 0) break returned;
                  co.depth = depth - 1;
                  continue reload;
                }
                frame.pc = pc;
                meter.left = left;
                finishReturn(rt, co, a, count);
                left = meter.left | 0;
                continue reload;
              }
              case 60: { // RETURN0
                const finish = frame.finish;
                if (finish < 3) {
                  const ret = frame.ret | 0;
                  const wanted = frame.wanted;
                  if (wanted < 0) co.top = ret;
                  else for (let r = 0; r < wanted; r++) stack[ret + r | 0] = undefined;
                  if (finish === 0) break returned;
                  co.cCalls--;
                  if (frames[depth - 1]!.kind === 0) break returned;
                  co.depth = depth - 1;
                  continue reload;
                }
                frame.pc = pc;
                meter.left = left;
                finishReturn(rt, co, base, 0);
                left = meter.left | 0;
                continue reload;
              }
              case 61: { // RETURN1
                const finish = frame.finish;
                if (finish < 3) {
                  const ret = frame.ret | 0;
                  const wanted = frame.wanted;
                  if (wanted === 1) stack[ret] = stack[a];
                  else if (wanted !== 0) {
                    stack[ret] = stack[a];
                    if (wanted < 0) co.top = ret + 1;
                    else for (let r = 1; r < wanted; r++) stack[ret + r | 0] = undefined;
                  }
                  if (finish === 0) break returned;
                  co.cCalls--;
                  if (frames[depth - 1]!.kind === 0) break returned;
                  co.depth = depth - 1;
                  continue reload;
                }
                frame.pc = pc;
                meter.left = left;
                finishReturn(rt, co, a, 1);
                left = meter.left | 0;
                continue reload;
              }
              case 62: { // FORPREP
                const start = stack[a];
                const step = stack[a + 2 | 0];
                if (
                  typeof start === "number" && typeof step === "number" &&
                  typeof stack[a + 1 | 0] === "number"
                ) {
                  stack[a] = start - step;
                  pc = code[pc]!;
                  continue;
                }
                break;
              }
              case 63: { // FORLOOP
                const step = stack[a + 2 | 0] as number;
                const i = (stack[a] as number) + step;
                const limit = stack[a + 1 | 0] as number;
                if (step > 0 ? i <= limit : limit <= i) {
                  if (mayEnter && ++closure.code.heat > hot && left !== tried) {
                    tried = left;
                    frame.pc = pc - 1;
                    meter.left = left + 1;
                    const entered = enter(rt, co, frame);
                    left = meter.left | 0;
                    if (entered) continue reload;
                    left = left - 1 | 0;
                  }
                  stack[a] = i;
                  stack[a + 3 | 0] = i;
                  pc = code[pc]!;
                } else pc = pc + 1 | 0;
                continue;
              }
              case 64: { // TFORCALL
                const f = stack[a];
                const state = stack[a + 1 | 0];
                const wanted = word >>> 24;
                if (f instanceof Native) {
                  if (state instanceof Table) {
                    const control = stack[a + 2 | 0];
                    if (f.intrinsic === 1) { // next
                      const position = state.nextPosition(control);
                      // empty entries that were skipped are work, too
                      if (traversal.skipped > 8) left = left - (traversal.skipped >>> 3) | 0;
                      if (position !== -2) {
                        if (position < 0) stack[a + 3 | 0] = undefined;
                        else {
                          stack[a + 3 | 0] = state.keyAt(position);
                          if (wanted > 1) stack[a + 4 | 0] = state.valueAt(position);
                          for (let r = 2; r < wanted; r++) stack[a + 3 + r | 0] = undefined;
                        }
                        continue;
                      }
                    } else if (f.intrinsic === 2 && typeof control === "number") { // the step of ipairs
                      const i = control + 1;
                      const value = state.getNumber(i);
                      stack[a + 3 | 0] = value === undefined ? undefined : i;
                      if (wanted > 1) stack[a + 4 | 0] = value;
                      for (let r = 2; r < wanted; r++) stack[a + 3 + r | 0] = undefined;
                      continue;
                    }
                  }
                } else if (f instanceof LuaClosure) {
                  const callee = f.code;
                  const params = callee.fixed;
                  const func = a + (wanted < 3 ? 6 : 3 + wanted) | 0;
                  const first = func + 1 | 0;
                  if (
                    params >= 0 && depth + 1 < frames.length && depth < maxDepth && co.cCalls < FEW_C_CALLS &&
                    first + 3 + callee.maxStack <= stack.length
                  ) {
                    // as in the reference, a call like those of metamethods: it counts as a C call
                    co.cCalls++;
                    frame.pc = pc;
                    stack[func] = f;
                    stack[first] = state;
                    stack[first + 1 | 0] = stack[a + 2 | 0];
                    for (let p = 2; p < params; p++) stack[first + p | 0] = undefined;
                    base = first;
                    closure = f;
                    co.depth = depth = depth + 1 | 0;
                    frame = frames[depth]!;
                    frame.kind = 0;
                    frame.closure = f;
                    frame.base = base;
                    frame.func = func;
                    frame.ret = a + 3 | 0;
                    frame.wanted = wanted;
                    frame.varargs = 0;
                    frame.tailCalls = 0;
                    frame.finish = 2;
                    break called;
                  }
                }
                break;
              }
              case 65: { // TFORLOOP
                const value = stack[a + 3 | 0];
                if (value !== undefined) {
                  if (mayEnter && ++closure.code.heat > hot && left !== tried) {
                    tried = left;
                    frame.pc = pc - 1;
                    meter.left = left + 1;
                    const entered = enter(rt, co, frame);
                    left = meter.left | 0;
                    if (entered) continue reload;
                    left = left - 1 | 0;
                  }
                  stack[a + 2 | 0] = value;
                  pc = code[pc]!;
                } else pc = pc + 1 | 0;
                continue;
              }
              case 66: // CLOSURE
                if (heap.used > heap.threshold) {
                  frame.pc = pc + 1;
                  meter.left = left;
                  rt.collect(true);
                  left = meter.left | 0;
                }
                stack[a] = makeClosure(rt, stack, closure, code[pc]!, base);
                pc = pc + 1 | 0;
                continue;
              case 67: { // VARARG
                const have = frame.varargs;
                let wanted = ((word >>> 16) & 255) - 1;
                if (wanted < 0) {
                  wanted = have;
                  if (a + have + 1 > stack.length) {
                    frame.pc = pc;
                    meter.left = left;
                    ensureStack(rt, co, a + have + 1);
                    left = meter.left | 0;
                  }
                  co.top = a + have;
                  left = left - (have >>> 3) | 0;
                }
                const first = base - have | 0;
                for (let r = 0; r < wanted; r++) {
                  stack[a + r | 0] = r < have ? stack[first + r | 0] : undefined;
                }
                continue;
              }
              default:
                throw new Error(`no opcode ${word & 255}`);
            }
            // anything but the everyday form
            frame.pc = pc;
            meter.left = left;
            const again = carryOut(rt, co, frame, word);
            left = meter.left | 0;
            if (again) continue reload;
            pc = frame.pc | 0;
            continue;
          }
          // a jump is taken
          const target = code[pc]!;
          if (mayEnter && target < pc && ++closure.code.heat > hot) {
            frame.pc = target;
            meter.left = left;
            const entered = enter(rt, co, frame);
            left = meter.left | 0;
            if (entered) continue reload;
          }
          pc = target;
          continue;
        }
        // a function has returned to one that called it by an instruction
        co.depth = depth = depth - 1 | 0;
        frame = frames[depth]!;
        closure = frame.closure!;
        code = closure.code.code;
        constants = closure.code.constants;
        sites = closure.code.sites;
        base = frame.base | 0;
        pc = frame.pc | 0;
        continue;
      }
      // a function begins, in `frame` with its registers from `base` on
      const callee = closure.code;
      if (mayEnter && ++callee.heat > hot) {
        frame.pc = 0;
        meter.left = left;
        const entered = enter(rt, co, frame);
        left = meter.left | 0;
        if (entered) continue reload;
      }
      code = callee.code;
      constants = callee.constants;
      sites = callee.sites;
      pc = 0;
    }
  }
}
