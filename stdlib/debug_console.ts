/**
 * `debug.debug` (Lua 5.1 §5.9): runs what is typed, line by line, until a line `cont`.
 *
 * It reads the standard input of the `io` library and writes to standard error; an instance without input is
 * at its end at once.
 *
 * @module
 */

import { Code } from "../vm/code.ts";
import { LuaThrow } from "../vm/errors.ts";
import { COST } from "../vm/heap.ts";
import type { Runtime } from "../vm/runtime.ts";
import { pcall } from "../vm/specials.ts";
import { type Builtin, type BuiltinGenerator, Closure, Continuation, type Value } from "../vm/value.ts";
import { inputStream } from "./io.ts";
import { fixed } from "./lib.ts";
import { cString } from "./options.ts";

/** Bytes of a line that are run together. */
const LINE = 249;

/** `debug.debug()` */
export const debugConsole: Builtin = fixed(
  "debug",
  (rt: Runtime) => new Continuation(converse(rt)),
  { mayCall: true },
);

function* converse(rt: Runtime): BuiltinGenerator {
  const input = inputStream(rt);
  const say = (text: string) => rt.services.stderr?.(text);
  for (;;) {
    say("lua_debug> ");
    let line = "";
    while (line.length < LINE && !line.endsWith("\n") && input.peek() >= 0) {
      line += String.fromCharCode(input.peek());
      input.at++;
    }
    rt.charge(1 + line.length);
    if (line === "" || line === "cont\n") return [];
    const results: Value[] = yield [pcall, commandOf(rt, cString(line))];
    if (results[0] !== true) say(`${rt.basicToString(results[1])}\n`);
  }
}

/** A function that does what a line says, or raises why it is no Lua. */
function commandOf(rt: Runtime, line: string): Value {
  const { compile } = rt.services;
  try {
    if (compile === undefined) throw new LuaThrow("this instance has no compiler");
    const code = new Code(compile(line, "=(debug command)"), true);
    rt.heap.charge(COST.closure + code.bytes);
    return new Closure(code, [], rt.current.globals);
  } catch (error) {
    if (!(error instanceof LuaThrow)) throw error;
    return fixed("command", () => {
      throw new LuaThrow(error.value);
    });
  }
}
