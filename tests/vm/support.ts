/**
 * Running Lua on a bare VM, without the host layer, for tests of the VM itself.
 *
 * @module
 */

import { compileChunk } from "../../compiler/compile.ts";
import { baseLibrary } from "../../stdlib/base.ts";
import { debugLibrary } from "../../stdlib/debug.ts";
import { environmentLibrary } from "../../stdlib/environment.ts";
import { stringLibrary } from "../../stdlib/string.ts";
import { tableLibrary } from "../../stdlib/table.ts";
import { Code } from "../../vm/code.ts";
import { beginCall, resumeRun, RunStatus } from "../../vm/entry.ts";
import { LimitTrap, LuaThrow } from "../../vm/errors.ts";
import { Runtime } from "../../vm/runtime.ts";
import { coroutineLibrary, error, pcall, xpcall } from "../../vm/specials.ts";
import { type Builtin, Closure, type Value } from "../../vm/value.ts";

/** Limits of a test's runtime; none by default. */
export interface Limits {
  steps?: number;
  memory?: number;
  callDepth?: number;
}

/** A runtime with the basic, string, table, coroutine and debug libraries. */
export function makeRuntime(limits: Limits = {}): Runtime {
  const { steps = Infinity, memory = Infinity, callDepth = 19_996 } = limits;
  const rt = new Runtime({
    limits: { steps: Infinity, memory, callDepth, stringLength: 1 << 28 },
    services: { clock: () => 0 },
  });
  install(rt, rt.globals, [pcall, xpcall, error, ...baseLibrary, ...environmentLibrary]);
  for (
    const [name, library] of Object.entries({
      string: stringLibrary,
      table: tableLibrary,
      coroutine: coroutineLibrary,
      debug: debugLibrary,
    })
  ) {
    const table = rt.newTable();
    install(rt, table, library);
    rt.globals.setString(rt.heap, name, table);
    if (name === "string") {
      rt.stringMeta = rt.newTable();
      rt.stringMeta.setString(rt.heap, "__index", table);
    }
  }
  // what making the libraries took is not the test's
  rt.meter.allow(steps);
  return rt;
}

function install(rt: Runtime, table: Runtime["globals"], library: readonly Builtin[]): void {
  for (const builtin of library) table.setString(rt.heap, builtin.name, builtin);
}

/** Starts `source` as a main chunk named `t`. */
export function begin(rt: Runtime, source: string): void {
  beginCall(rt, new Closure(new Code(compileChunk(source, "=t")), [], rt.globals), []);
}

/** Runs `source` to its end; its results as text, or the error as `error: ...` or `limit: kind`. */
export function evaluate(source: string, rt: Runtime = makeRuntime()): string {
  try {
    begin(rt, source);
    const results = resumeRun(rt);
    return Array.isArray(results) ? show(rt, results) : results === RunStatus.Paused ? "paused" : "awaiting";
  } catch (thrown) {
    if (thrown instanceof LuaThrow) return "error: " + rt.basicToString(thrown.value);
    if (thrown instanceof LimitTrap) return "limit: " + thrown.kind;
    throw thrown;
  }
}

/** Values as text, separated by spaces. */
export function show(rt: Runtime, values: readonly Value[]): string {
  return values.map((value) => rt.basicToString(value)).join(" ");
}
