/**
 * The JavaScript of calls of metamethods in the middle of instructions.
 *
 * What is to be called is found by a quick condition that leaves it in `y`, or by the slow half of the instruction,
 * which gives `I` then (`Context.handler`). The call itself is written at each place, so that V8 knows what each
 * calls.
 *
 * @module
 */

import { Event } from "../meta.ts";
import type { Instruction } from "./decode.ts";
import { MAX_NEST } from "./js_stack.ts";
import type { Writer } from "./writer.ts";

/** A condition, "" for none. */
type Condition = string;

/** The way to a metamethod of an instruction. */
export interface Way {
  /** leaves the metamethod in `y` */
  readonly quick: Condition;
  /** the arguments it takes then */
  readonly args: string;
  /** gives the result, `E`, or `I` when `Context.handler` is to be called */
  readonly find: string;
  /** the arguments that takes; the same if absent */
  readonly found?: string;
}

/**
 * An instruction that `after` others of its block follow: `store` puts the result away from `x`. `other` is a word
 * besides the next one that the interpreter may go on at.
 */
export function metamethod(
  w: Writer,
  i: Instruction,
  after: number,
  way: Way,
  store: string,
  other = i.next,
): string {
  const { quick, args, find, found = args } = way;
  let text = `m.left=L+${after};`;
  if (quick !== "" && found === args) {
    text += `if(${quick})x=I;else if((x=${find})===I)y=C.handler;if(x===I)${invoke(w, args)}`;
  } else {
    if (quick !== "") text += `if(${quick})${invoke(w, args)}else `;
    text += `if((x=${find})===I){y=C.handler;${invoke(w, found)}}`;
  }
  return text + called(w, i, after, store, other);
}

/** The same when the metamethod is in `y`. */
export function metamethodCall(
  w: Writer,
  i: Instruction,
  after: number,
  args: string,
  store: string,
): string {
  return `m.left=L+${after};${invoke(w, args)}${called(w, i, after, store, i.next)}`;
}

/** What follows a call: `x` holds its result, or `E`. */
function called(w: Writer, i: Instruction, after: number, store: string, other: number): string {
  return `if(x===E)${w.called(i, other)}` +
    `${store}L=m.left${after > 0 ? `-${after}` : ""};${other === i.next ? `if(L<0)${w.next(i, after)}` : ""}`;
}

/** The call of `y`, its first result in `x`; `E` there with nothing kept when the interpreter shall make it. */
export function invoke(w: Writer, args: string): string {
  const { maxStack } = w.request.proto;
  // the callee sees to its own frame, the arguments lie below it
  return `{if((z=y.code)!==undefined&&C.nest<${MAX_NEST}&&b+${maxStack + 5}<=C.top){C.nest++;` +
    `x=z.jit1(y,d+1,b+${maxStack + 1},${args});C.nest--;if(x===E&&C.out())C.mixed=true}else x=E}`;
}

/** Whether `operand` has a metamethod for an event. */
export function handles(operand: string, event: Event): Condition {
  return `typeof ${operand}==="object"&&(y=${operand}.metatable)!==undefined&&${ofMetatable(event)}`;
}

/** Whether two different tables have one metatable and that a metamethod. */
export function bothHandle(a: string, b: string, event: Event): Condition {
  return `${a}!==${b}&&typeof ${a}==="object"&&typeof ${b}==="object"&&(y=${a}.metatable)!==undefined&&` +
    `y===${b}.metatable&&${a}.shape!==undefined&&${b}.shape!==undefined&&${ofMetatable(event)}`;
}

function ofMetatable(event: Event): Condition {
  return `(y=y.meta)!==null&&(y=y.events[${event}])!==undefined`;
}
