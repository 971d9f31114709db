/**
 * Errors of scripts: the handler that notes where an uncaught one was raised, and Redis's `pcall`.
 *
 * @module
 */

import { variadic } from "../stdlib/lib.ts";
import { callAt, ensureStack, finishReturn, pushNative, type SpecialFunction } from "../vm/call.ts";
import { Finish, FrameKind } from "../vm/coroutine.ts";
import { type Activation, activationAt, currentLine } from "../vm/debug_info.ts";
import { numberToString } from "../vm/number.ts";
import type { Runtime } from "../vm/runtime.ts";
import { LuaTable } from "../vm/table.ts";
import { Builtin, BuiltinKind, Intrinsic, type Value } from "../vm/value.ts";
import { fieldTable } from "./from_reply.ts";

/** Source and line of an activation, as `debug.getinfo` gives them. */
function placeOf(activation: Activation): { source: string; line: number } {
  if (activation.closure !== undefined && activation.frame !== undefined) {
    return { source: activation.closure.code.proto.source, line: currentLine(activation.frame) };
  }
  return { source: activation.what === "tail" ? "=(tail call)" : "=[C]", line: -1 };
}

/** Makes an error the table that a reply is written from, with the place where it was raised. */
function locate(rt: Runtime, error: Value): Value {
  const co = rt.current;
  let raiser = activationAt(rt, co, 1);
  if (raiser !== undefined && raiser.what === "C") raiser = activationAt(rt, co, 2);
  let table: LuaTable;
  if (error instanceof LuaTable) table = error;
  else {
    const text = rt.basicToString(error);
    rt.chargeString(text.length + 4);
    table = fieldTable(rt, "err", "ERR " + text);
  }
  if (raiser !== undefined) {
    const { source, line } = placeOf(raiser);
    table.setString(rt.heap, "source", source);
    table.setString(rt.heap, "line", line);
  }
  return table;
}

/** `__redis__err__handler(error)`: what every uncaught error of a script goes through */
export const errorHandler: Builtin = variadic("__redis__err__handler", (rt, args) => locate(rt, args[0]));

/** What `pcall` returns after false: of an error table its text. */
export function caughtValue(value: Value): Value[] {
  if (!(value instanceof LuaTable)) return [value];
  const text = value.getString("err");
  return typeof text === "string" || typeof text === "number" ? [text] : [value, text];
}

function special(name: string, fn: SpecialFunction, intrinsic = Intrinsic.None): Builtin {
  // deno-lint-ignore no-explicit-any
  return Object.freeze(new Builtin(name, BuiltinKind.Special, fn as any, false, undefined, intrinsic));
}

/** `pcall(f, ...)`; without arguments it calls a placeholder of its own, which fails */
export const redisPcall: Builtin = special("pcall", (rt, co, call) => {
  pushNative(rt, co, FrameKind.Pcall, call);
  if (call.nargs === 0) {
    ensureStack(rt, co, call.func + 3);
    co.stack[call.func] = false;
    co.stack[call.func + 1] = "attempt to call a boolean value";
    finishReturn(rt, co, call.func, 2);
    return;
  }
  callAt(rt, co, call.func + 1, call.nargs - 1, call.func + 1, -1, Finish.Native);
}, Intrinsic.Pcall);

/** Calls a script: `true` and its results, or `false` and what the handler made of its error. */
export const runProtected: Builtin = special("script", (rt, co, call) => {
  const frame = pushNative(rt, co, FrameKind.Xpcall, call);
  frame.handler = errorHandler;
  callAt(rt, co, call.func + 1, call.nargs - 1, call.func + 1, -1, Finish.Native);
});

/** The text of a failed run's reply. `name`: the script's SHA-1, or the function's name. */
export function failureText(error: Value, name: string): string {
  if (!(error instanceof LuaTable)) {
    const message = typeof error === "string"
      ? error
      : typeof error === "number"
      ? numberToString(error)
      : "execution failure";
    return `ERR Error running script ${name}, ${message.slice(0, 100)}`;
  }
  const text = error.getString("err");
  const source = error.getString("source");
  const line = error.getString("line");
  const message = typeof text === "string"
    ? text
    : typeof text === "number"
    ? numberToString(text)
    : "ERR unknown error";
  if (typeof source !== "string" || typeof line !== "number") return message;
  return `${message} script: ${name}, on ${source}:${numberToString(line)}.`;
}
