/**
 * The JavaScript of calls and returns.
 *
 * @module
 */

import type { Instruction } from "./decode.ts";
import { Event } from "../meta.ts";
import { type Builtin, Intrinsic } from "../value.ts";
import { MAX_NEST } from "./js_stack.ts";
import { handles } from "./metamethods.ts";
import { span, spread, TAIL_BYTES, type Writer } from "./writer.ts";

/** Open lists longer than this are handed over by the interpreter. */
const MAX_SPREAD = 24;
/** Lists up to this length are handed over value by value. */
const MAX_WRITTEN = 3;
/** Bytes of JS stack that a list takes which is handed over. */
const LIST_BYTES = 8 * MAX_SPREAD;

/** Goes out when the call's callee has: it is the interpreter's now, and so is this frame. */
function called(w: Writer, i: Instruction): string {
  return `if(x===E)${w.called(i)}L=m.left;`;
}

/** CALL */
export function call(w: Writer, i: Instruction): void {
  const { a, b, c } = i;
  const args = argumentsOf(w, i);
  if (args === undefined) return w.write(w.redo(i, w.reserve));
  const which = c === 1 || c === 2 ? "jit1" : "jitN";
  const itself = callsItself(w, i, which === "jitN");
  const calling = (f: string): string =>
    passing(args, (given) => {
      const all = `${f},${below(i)}${given === "" ? "" : "," + given}`;
      return itself ? `self(${all})` : `y.${which}(${all})`;
    });
  const { builtins, specials, intrinsics } = w.request;
  if (!builtins.has(i.pc) && !specials.has(i.pc) && !intrinsics.has(i.pc)) {
    // nothing but Lua functions is expected, or the function itself in either form
    const f = `r${a}`;
    const other = itself ? `${f}.code!==Y` : `(y=${f}.code)${w.request.prepays ? "!==Y" : "===undefined"}`;
    w.write(`if(${f}===undefined||${other})${w.redo(i, w.reserve)}`);
    let text = calling(f);
    if (!itself && !w.request.prepays && b !== 0 && isInLoop(w, i)) {
      const known = w.callee();
      w.write(`if(${known}===undefined&&C.isMade(y.${which}))${known}=y;`);
      text = `y===${known}?${text}:${text}`;
    }
    w.write(`${w.settled()}if((x=${text})===E)${w.called(i, i.next, w.reserve)}${w.returned()}`);
    return results(w, i);
  }
  const met = itself ? "x.code===Y" : "(y=x.code)!==undefined";
  if (severally(w, i, args)) {
    w.write(`if(x!==undefined&&${met}){m.left=L;x=${calling("x")};${called(w, i)}}else `);
    callOther(w, i, b - 1, args);
    results(w, i);
    return w.write("}");
  }
  const close = switches(w, i, args);
  w.write(
    `x=r${a};${quickly(w, i, args)}if(x!==undefined&&${met}){m.left=L;x=${calling("x")};${
      called(w, i)
    }}else `,
  );
  callOther(w, i, b === 0 ? undefined : b - 1, args);
  if (c !== 0) results(w, i);
  w.write(close);
  if (c === 0) results(w, i);
}

/** Whether a call is made again and again, perhaps of one function now and of another later. */
function isInLoop(w: Writer, { pc }: Instruction): boolean {
  const { blocks } = w.request.flow;
  return blocks.some(({ loop, instructions }) =>
    loop !== null && instructions.some((other) => other.pc === pc)
  );
}

/**
 * The call of a function that switches coroutines, or of a protected one, if one is expected; what else may be
 * called comes behind, and then what is returned. Afterwards the results are where they belong, or an open list
 * is in `x`.
 */
function switches(w: Writer, i: Instruction, args: string): string {
  const { op, a, b, c } = i;
  const kind = w.request.intrinsics.get(i.pc);
  const values = (skip: number): string =>
    b === skip + 2 ? `r${a + 1 + skip}` : `[${args.split(",").slice(skip).join()}]`;
  const met = `if((x=r${a})!==undefined&&x.intrinsic===${kind}`;
  if (kind === Intrinsic.Yield) {
    const count = b === 0 ? `T.length+${args.split(",").length - 1}` : `${b - 1}`;
    w.write(`${met}&&C.yields(x,${calledAt(i)},${count})){L-=d>>3;${w.yielded(i, values(0))}}`);
    return "";
  }
  const open = op === 58 || c === 0;
  const withOk = (): void => {
    if (open) w.write("x=Array.isArray(x)?[C.ok,...x]:[C.ok,x];");
    else if (c > 1) w.write(`r${a}=C.ok;${spread("x", span(a + 1, a + c - 1))}`);
  };
  if (kind === Intrinsic.Wrapped) {
    w.write(`${met}){${resumption(w, i, `x.held,${values(0)}`, true)}`);
    if (!open) w.write(spread("x", span(a, a + c - 1)));
  } else if (kind === Intrinsic.Resume && b !== 1 && args !== "...T") {
    w.write(`${met}){${resumption(w, i, `r${a + 1},${values(1)}`, false)}`);
    withOk();
  } else if (kind === Intrinsic.Pcall && b !== 1 && args !== "...T" || kind === Intrinsic.Xpcall && b > 2) {
    protectedCall(w, i, args, met);
    withOk();
  } else return "";
  w.write("}else{");
  return "}";
}

/** `pcall` or `xpcall` of a Lua function, if `met`; leaves what comes after `C.ok` in `x`. */
function protectedCall(w: Writer, i: Instruction, args: string, met: string): void {
  const { a, b } = i;
  const handled = w.request.intrinsics.get(i.pc) === Intrinsic.Xpcall;
  const [g, ...rest] = args.split(",");
  const count = b === 0 ? `T.length+${rest.length}` : `${b - 1}`;
  const given = handled ? "" : rest.map((arg) => "," + arg).join("");
  w.write(
    `${met}&&(y=${g})!==undefined&&(y=y.code)!==undefined&&C.protects(d+1,b+${a + 8}+${count})){m.left=L;`,
  );
  if (handled) w.write(`C.handlers.push(${rest[0]});`);
  w.write(`z=C.enter(${handled ? 2 : 1});x=y.jitN(${g},d+2,b+${a + 2}${given});C.leave(z);`);
  if (handled) w.write("C.handlers.pop();");
  w.write(
    `if(x===E||Array.isArray(x))x=O(x,r${a},c,${i.pc},${count},${calledAt(i)},${
      handled ? rest[0] : "undefined"
    });`,
  );
  w.write(called(w, i));
}

/** Resumes what `given` says and leaves what it hands over in `x`. */
function resumption(w: Writer, i: Instruction, given: string, wrapped: boolean): string {
  return `m.left=L;x=J(x,${given},${calledAt(i)},${wrapped});${called(w, i)}`;
}

/** No trace is due: after a builtin, whatever it does, the interpreter makes one. */
const NO_TRACE = "h.used<=h.threshold&&";

/** The call of `x` by the quick form of the builtin that is expected, if there is one; an `else` at its end. */
function quickly(w: Writer, i: Instruction, args: string): string {
  const { op, a, b, c } = i;
  const expected = w.request.builtins.get(i.pc);
  if (b === 0) return expected === undefined ? "" : quicklyOfList(w, i, args, expected);
  const quick = expected?.quick[b - 1];
  // an open list of results from a variadic builtin may have to grow the stack
  if (expected === undefined || quick === undefined || op === 57 && c === 0 && expected.kind !== 0) return "";
  const room = op === 58 ? `b+${a + 2}<=C.top&&` : "";
  const given = args === "" ? "" : "," + args;
  const call = `${w.library(quick)}(rt${given})`;
  return `if(x===${w.library(expected)}&&${NO_TRACE}${room}(m.left=L,z=${call})!==E){L=m.left;x=z}else `;
}

/** The same for one argument and a short list behind it, where one result is wanted: see `QuickFunction`. */
function quicklyOfList(w: Writer, i: Instruction, args: string, expected: Builtin): string {
  const { op, a, c } = i;
  if (/(^|,)T$/.test(args)) return quicklyOfLast(w, i, args, expected);
  const quick = expected.quick[1];
  const one = op === 57 ? c === 2 : !w.request.all;
  if (quick?.length !== 3 || !one || args !== `r${a + 1},...T`) return "";
  return `if(x===${w.library(expected)}&&${NO_TRACE}T.length<16&&b+${a + 2}+T.length<=C.top&&` +
    `(z=${w.library(quick)}(rt,r${a + 1},T))!==E)x=z;else `;
}

/** The same where the last argument is the one result of a call. */
function quicklyOfLast(w: Writer, { op, c }: Instruction, args: string, expected: Builtin): string {
  const quick = expected.quick[args.split(",").length];
  if (quick === undefined || op !== 57 || c === 0 && expected.kind !== 0) return "";
  return `if(x===${w.library(expected)}&&${NO_TRACE}!Array.isArray(T)&&` +
    `(m.left=L,z=${w.library(quick)}(rt,${args}))!==E){L=m.left;x=z}else `;
}

/** Most results that are taken from where builtins leave them. */
const MAX_TAKEN = 4;

const FURTHER_NAMES = ["second", "third", "fourth"];

/** Puts the first result in `x`, and those that a builtin has left behind it, into the registers from `first` on. */
function take(first: number, count: number): string {
  let text = count > 0 ? `r${first}=x;` : "";
  for (let k = 1; k < count; k++) text += `r${first + k}=w.count>=${k}?w.${FURTHER_NAMES[k - 1]}:undefined;`;
  return text;
}

/**
 * The call of a builtin that is expected and can do without a list of its results (`Builtin.several`); false if
 * it is not that. `x` is what is called; what else that may be comes behind, in a block that is opened.
 */
function severally(w: Writer, i: Instruction, args: string): boolean {
  const { a, b, c } = i;
  const expected = w.request.builtins.get(i.pc);
  if (expected?.several === undefined || b === 0 || b > 7 || c === 0 || c - 1 > MAX_TAKEN) return false;
  const wanted = c - 1;
  w.write(`if((x=r${a})===${w.library(expected)}){${beforeBuiltin(w, i, b - 1)}`);
  w.write(`x=${w.library(expected.several)}(rt${args === "" ? "" : "," + args});`);
  if (expected.mayCall) {
    w.write(`if(typeof x==="object"){x=C.several(x,${calledAt(i)},0);if(x===E)${w.leaveAt(i.next)}`);
    w.write(`L=m.left;${wanted > 0 ? spread("x", span(a, a + wanted)) : ""}}else{`);
  }
  w.write(`L=m.left;${take(a, wanted)}${expected.mayCall ? "}" : ""}`);
  w.write(`if(h.used>h.threshold){C.collect=true;${w.next(i, 0)}}}else{`);
  return true;
}

/** What comes before the call of builtin `x` with `given` arguments, which may throw. */
function beforeBuiltin(w: Writer, i: Instruction, given: number | string): string {
  return `pc=${w.catchAt(i)};M=m.granted;U=h.used;m.left=L;rt.argCount=${given};rt.callee=x;`;
}

/** Stack index, above that of the first register, of the function that a call instruction calls. */
function callee({ op, a, c }: Instruction): number {
  return op === 64 ? a + 3 + (c < 3 ? 3 : c) : a;
}

/** Depth and stack index of the function that a call instruction calls. */
function calledAt(i: Instruction): string {
  return `d+1,b+${callee(i)}`;
}

/** Depth and base of a Lua function that a call instruction calls. */
function below(i: Instruction): string {
  return `d+1,b+${callee(i) + 1}`;
}

/**
 * The arguments of a call as text; undefined when the interpreter has to make it. Checks a list's length. At the
 * end is `T` for results of a call (see `passing`), `...T` for a list.
 */
function argumentsOf(w: Writer, i: Instruction): string | undefined {
  const { a, b } = i;
  if (b !== 0) return span(a + 1, a + b);
  const open = w.request.flow.openAt(i.pc);
  if (open < a + 1) return undefined;
  if (!w.listed && w.request.intrinsics.has(i.pc)) {
    w.write(`T=${w.list()};`);
    w.listed = true;
  }
  w.write(
    `if(${w.listed ? "" : "Array.isArray(T)&&"}(T.length>${MAX_SPREAD}||C.pool<${LIST_BYTES}&&C.drained()))${
      w.redo(i, w.reserve)
    }`,
  );
  const last = w.listed ? "...T" : "T";
  const fixed = span(a + 1, open);
  return fixed === "" ? last : `${fixed},${last}`;
}

/**
 * A call with arguments that may end with results of a call, which most often are one value, or with a list; what
 * its values take on the JS stack comes from the pool.
 */
function passing(args: string, call: (given: string) => string): string {
  if (!/(^|,|\.)T$/.test(args)) return call(args);
  const listed = args.endsWith("...T");
  const before = args.replace(/,?\.*T$/, "");
  const given = (list: string): string =>
    call(before === "" || list === "" ? before + list : `${before},${list}`);
  let several = `(C.pool-=${LIST_BYTES},z=${given("...T")},C.pool+=${LIST_BYTES},z)`;
  // a call that spreads a list is one of a function that V8 does not know
  for (let n = MAX_WRITTEN; n > 0; n--) {
    if (n === 1 && !listed) break;
    const values = Array.from({ length: n }, (_, k) => `T[${k}]`).join();
    several = `T.length===${n}?${given(values)}:${several}`;
  }
  return listed ? several : `Array.isArray(T)?${several}:${call(args)}`;
}

/** The call of `x`, which is no Lua function, as far as it is expected. */
function callOther(w: Writer, i: Instruction, count: number | undefined, args: string): void {
  const { builtins, specials } = w.request;
  if (/(^|,)T$/.test(args) && (builtins.has(i.pc) || specials.has(i.pc))) {
    w.write(`{T=${w.list()};`);
    callOther(w, i, count, args.replace(/T$/, "...T"));
    return w.write("}");
  }
  if (builtins.has(i.pc)) {
    builtin(w, i, count, args);
    w.write("else ");
  }
  if (!specials.has(i.pc)) return w.write(w.redo(i, 0));
  if (i.op === 57 && i.b !== 0 && !w.request.intrinsics.has(i.pc)) {
    // an object: a tail call of one is left to `Z`
    w.write(`if(${handles("x", Event.Call)}&&(z=y.code)!==undefined&&b+${i.a + i.b + 2}<=C.top){m.left=L;`);
    w.write(
      `x=z.${i.c === 1 || i.c === 2 ? "jit1" : "jitN"}(y,${below(i)},x${args === "" ? "" : "," + args});`,
    );
    w.write(`${called(w, i)}}else `);
  }
  w.write(`{m.left=L;x=Z(x,c,${i.pc},${calledAt(i)},[${args}]);${called(w, i)}`);
  if (i.op === 57 && (i.c === 1 || i.c === 2)) w.write("if(Array.isArray(x))x=x[0];");
  w.write("}");
}

/** Whether the call is expected to call the function being written, in the same form or where that does not matter. */
function callsItself(w: Writer, i: Instruction, all: boolean): boolean {
  const { root, selfCalls, single } = w.request;
  return root === 0 && (single || all === w.request.all) && selfCalls.has(i.pc);
}

/** Puts the result `x` of a call where it belongs; bare if one is wanted at most. */
function results(w: Writer, i: Instruction): void {
  const { a, c } = i;
  if (i.op === 58 || c === 0) {
    w.listed = false;
    return w.write("T=x;");
  }
  if (c === 1) return;
  if (c === 2) return w.write(`r${a}=x;`);
  w.write(spread("x", span(a, a + c - 1)));
}

/** The call of builtin `x` if it may be called directly; leaves the results in `x`. */
function builtin(w: Writer, i: Instruction, count: number | undefined, args: string): void {
  const given = count === undefined ? `T.length+${args.split(",").length - 1}` : `${count}`;
  w.write(
    `if(x!==undefined&&x.direct===true){${beforeBuiltin(w, i, given)}`,
  );
  if (count === undefined) w.write(`x=C.invoke(x,[${args}]);`);
  else {
    const list = args === "" ? "" : "," + args.split(",").slice(0, 6).join();
    w.write(`x=x.kind===0?x.fn(rt${list}):x.fn(rt,[${args}]);`);
  }
  if (i.op === 57 && (i.c === 1 || i.c === 2)) {
    w.write(`if(typeof x==="object"&&x.shape===undefined)x=C.one(x,${calledAt(i)});`);
  } else {
    const mode = i.op === 58 ? 2 : i.c === 0 ? 1 : 0;
    const odd = `typeof x==="object"&&x.shape===undefined`;
    const when = mode === 0 ? `if(${odd})` : mode === 1 ? `if(${odd}||rt.callee.kind!==0)` : "";
    w.write(`${when}x=C.several(x,${calledAt(i)},${mode});`);
  }
  w.write(`if(x===E)${w.leaveAt(i.next)}L=m.left;`);
  w.write("if(h.used>h.threshold){");
  results(w, i);
  w.write(`C.collect=true;${w.next(i, 0)}}}`);
}

/** TAILCALL */
export function tailCall(w: Writer, i: Instruction, go: (taken: boolean) => void): void {
  const { a, b } = i;
  w.local();
  const { proto, all, builtins, specials, prepays } = w.request;
  const args = argumentsOf(w, i);
  if (args === undefined) return w.write(w.redo(i, 0));
  const close = switches(w, i, args);
  w.write(`x=r${a};${quickly(w, i, args)}if(x!==undefined&&(y=x.code)${prepays ? "===Y" : "!==undefined"}){`);
  if (!proto.isVararg && callsItself(w, i, all)) {
    // the frame is used again
    w.repeats = true;
    w.write(prepays ? "c=x;t++;" : "if(y===Y){c=x;t++;");
    const open = b === 0 ? w.request.flow.openAt(i.pc) : a + b;
    for (let p = 0; p < proto.numParams; p++) {
      const r = a + 1 + p;
      w.write(`r${p}=${r < open ? `r${r}` : b === 0 ? w.listItem(r - open) : "undefined"};`);
    }
    w.write("continue S}");
    // nothing else is called
    if (prepays) return w.write(w.redo(i, 0));
  }
  const called = passing(
    args,
    (given) =>
      `y.${all ? "jitN" : "jit1"}(x,d,${proto.isVararg ? "g" : "b"}${given === "" ? "" : "," + given})`,
  );
  // the frame is gone for Lua, but not for JS
  const bytes = TAIL_BYTES + 12 * proto.maxStack;
  w.write(`if((C.pool-=${bytes})<0&&C.drained()){C.pool+=${bytes};${w.redo(i, 0).slice(1)}`);
  w.write(`m.left=L;x=${called};`);
  w.write(
    `C.pool+=${bytes};if(x!==E){${w.pool > 0 ? `C.pool+=${w.pool};` : ""}return x}if(C.tailed())return E;${
      w.redo(i, 0)
    }}else `,
  );
  callOther(w, i, b === 0 ? undefined : b - 1, args);
  w.write(close);
  if (!builtins.has(i.pc) && !specials.has(i.pc)) return;
  // the RETURN that follows
  w.write(`if(!Array.isArray(x)&&L>0){L--;${w.leave()}return x}`);
  results(w, i);
  go(false);
}

/** RETURN */
export function leaveFunction(w: Writer, i: Instruction): void {
  const { a, b } = i;
  const { flow, all } = w.request;
  if (b === 0 || b > 8) w.local();
  if (b === 0) {
    const open = flow.openAt(i.pc);
    if (open < a) return w.write(w.redo(i, 0));
    const before = open - a;
    const more = before > 0 ? "+" + before : "";
    if (w.listed) w.write(`L-=T.length${more}>>>3;`);
    else {w.write(
        `if(Array.isArray(T))L-=T.length${more}>>>3;${before > 6 ? `else L-=${before + 1 >>> 3};` : ""}`,
      );}
    w.write(w.leave());
    if (!all) return w.write(`return ${before > 0 ? `r${a}` : w.listItem(0)};`);
    if (before === 0) return w.write(w.listed ? "return T.length===1?T[0]:T;" : "return T;");
    const joined = `T.length===${1 - before}?r${a}:[${span(a, open)},...T]`;
    return w.write(
      w.listed ? `return ${joined};` : `return Array.isArray(T)?${joined}:[${span(a, open)},T];`,
    );
  }
  const count = b - 1;
  const charge = count >= 8 ? `L-=${count >>> 3};` : "";
  w.write(`${charge}${w.leave()}`);
  if (!all) return w.write(count > 0 ? `return r${a};` : "return;");
  w.write(count === 1 ? `return r${a};` : `return [${span(a, a + count)}];`);
}

/** TFORCALL */
export function iterate(w: Writer, i: Instruction): void {
  const { a, c } = i;
  const [f, state, control] = [`r${a}`, `r${a + 1}`, `r${a + 2}`];
  const target = (r: number) => `r${a + 3 + r}`;
  if (w.request.intrinsics.get(i.pc) === Intrinsic.Wrapped) {
    w.write(`if((x=${f})!==undefined&&x.intrinsic===6&&C.nest<${MAX_NEST}){C.nest++;`);
    // most coroutines have no use for what they are given here
    const given =
      `(y=x.held.frozen)!==null&&(y=y.resumption)!==null&&y.ignores?C.unread:[${state},${control}]`;
    const call = resumption(w, i, `x.held,${given}`, true);
    w.write(
      `${call.replace(";if", ";C.nest--;if(x===E&&C.out())C.mixed=true;if")}${
        spread("x", span(a + 3, a + 3 + c))
      }}else `,
    );
  }
  // next and the step of ipairs, without a call
  const rest = Array.from({ length: Math.max(0, c - 2) }, (_, r) => `${target(r + 2)}=undefined;`).join("");
  w.write(
    `if((x=${f})!==undefined&&(x.intrinsic===1||x.intrinsic===2)&&(y=${state})!==undefined&&y.array!==undefined){`,
  );
  w.write(`if(x.intrinsic===1){if((x=y.nextPosition(${control}))===-2)${w.redo(i, 0)}`);
  w.write(`if((z=G.skipped)>8)L-=z>>>3;if(x<0)${target(0)}=undefined;else{${target(0)}=y.keyAt(x);`);
  if (c > 1) w.write(`${target(1)}=y.valueAt(x);`);
  w.write(`${rest}}}else{if(typeof ${control}!=="number")${w.redo(i, 0)}`);
  w.write(`z=y.getNumber(x=${control}+1);${target(0)}=z===undefined?undefined:x;`);
  if (c > 1) w.write(`${target(1)}=z;`);
  w.write(`${rest}}if(L<0)${w.next(i, 0)}}`);
  // an iterator written in Lua
  const func = callee(i);
  const arguments_ = `${state},${control}`;
  // it is called as metamethods are: a C call in the eyes of limits and of yields
  w.write(
    `else if(x!==undefined&&(y=x.code)!==undefined&&C.nest<${MAX_NEST}&&b+${
      func + 4
    }<=C.top){m.left=L;C.nest++;`,
  );
  w.write(
    `x=y.${c === 1 ? "jit1" : "jitN"}(x,${below(i)},${arguments_});C.nest--;if(x===E&&C.out())C.mixed=true;${
      called(w, i)
    }`,
  );
  const all = spread("x", span(a + 3, a + 3 + c));
  w.write(c === 1 ? `${target(0)}=x;` : all);
  w.write("}else ");
  const { builtins, specials } = w.request;
  if (builtins.has(i.pc)) {
    w.write(`if(x!==undefined&&x.direct===true&&x.kind===0&&b+${func + 4}<=C.top){`);
    w.write(beforeBuiltin(w, i, 2));
    if (c <= MAX_TAKEN) {
      w.write(`if((y=x.several)!==undefined&&x.mayCall===false){x=y(rt,${arguments_});`);
      w.write(`if(w.count>0)C.moved(b+${func});L=m.left;${take(a + 3, c)}}else{`);
    }
    w.write(`x=C.stepped(x.fn(rt,${arguments_}),${calledAt(i)});`);
    w.write(`if(x===E)${w.leaveAt(i.next)}L=m.left;`);
    w.write(`${all}${c <= MAX_TAKEN ? "}" : ""}`);
    w.write(`if(h.used>h.threshold){C.collect=true;${w.next(i, 0)}}}else `);
  }
  if (!specials.has(i.pc)) return w.write(w.redo(i, 0));
  w.write(`{if(C.nest>=${MAX_NEST})${w.redo(i, 0)}m.left=L;C.nest++;`);
  w.write(
    `x=Z(x,c,${i.pc},${calledAt(i)},[${arguments_}]);C.nest--;if(x===E&&C.out())C.mixed=true;`,
  );
  w.write(called(w, i));
  w.write(`${all}}`);
}
