/**
 * Functions that turn text into functions: `load`, `loadstring`, `loadfile`, `dofile` (Lua 5.1 §5.1).
 *
 * Compiling goes through `rt.services.compile`, file contents through {@linkcode fileText}; what the host
 * does not give, an instance does not have.
 *
 * @module
 */

import { Code } from "../vm/code.ts";
import { LuaThrow } from "../vm/errors.ts";
import { COST, type Held } from "../vm/heap.ts";
import { toStringValue } from "../vm/number.ts";
import type { Runtime } from "../vm/runtime.ts";
import { pcall } from "../vm/specials.ts";
import { type Builtin, type BuiltinGenerator, Closure, Continuation, type Value } from "../vm/value.ts";
import { isFunction } from "./continuations.ts";
import { FileError } from "../vm/file_system.ts";
import { GrowingString } from "./growing_string.ts";
import { checkString, fixed, optString } from "./lib.ts";
import { flatCopy } from "./string_tools.ts";
import { cString } from "./options.ts";

/** Bytes read from a file at a time. */
const CHUNK = 1 << 16;

/** Steps charged for compiling anything, and for each byte of it. */
const COMPILE_STEPS = 128;
const BYTE_STEPS = 4;

/** Bytes the compiler may take for each byte of source while it works: a syntax tree is large. */
const TREE_BYTES = 64;

/** Compiles `source`; the function, or `[nil, message]`. */
function compile(rt: Runtime, source: string, chunkName: string): Value | Value[] {
  const compiler = rt.services.compile;
  if (compiler === undefined) return [undefined, "this instance has no compiler"];
  rt.charge(COMPILE_STEPS + BYTE_STEPS * source.length);
  const tree = TREE_BYTES * source.length;
  rt.heap.charge(tree);
  try {
    const code = new Code(compiler(source, cString(chunkName)), true);
    rt.heap.used += COST.closure + code.bytes;
    return new Closure(code, [], rt.current.globals);
  } catch (error) {
    // the message must not keep the source alive
    if (!(error instanceof LuaThrow)) throw error;
    const message = flatCopy(error.value as string);
    rt.heap.chargeString(message.length);
    return [undefined, message];
  } finally {
    rt.heap.used -= tree;
  }
}

/** `loadstring(string [, chunkname])` */
const loadstring = fixed("loadstring", (rt: Runtime, text: Value, name: Value) => {
  const source = checkString(rt, text, 1);
  return compile(rt, source, optString(rt, name, 2, source));
});

/** `load(func [, chunkname])` */
const load = fixed("load", (rt: Runtime, reader: Value, name: Value) => {
  const chunkName = optString(rt, name, 2, "=(load)");
  if (!isFunction(reader)) rt.argTypeError(1, "function", reader);
  const source = new GrowingString(rt);
  const generator: BuiltinGenerator & Held = loadPieces(rt, reader, source, chunkName);
  generator.holding = source;
  return new Continuation(generator);
}, { mayCall: true });

function* loadPieces(
  rt: Runtime,
  reader: Value,
  source: GrowingString,
  chunkName: string,
): BuiltinGenerator {
  for (;;) {
    // the reader's errors become results of load
    const results = yield [pcall, reader];
    if (results[0] !== true) return [undefined, results[1]];
    const piece = results[1];
    if (piece === undefined) break;
    if (typeof piece !== "string" && typeof piece !== "number") {
      return [undefined, "reader function must return a string"];
    }
    const text = toStringValue(piece);
    if (text === "") break;
    source.add(text);
  }
  return compile(rt, source.text, chunkName);
}

/** The text of a file as `require`, `dofile` and `loadfile` see it; a string says why there is none. */
export function fileText(rt: Runtime, name: string): { source: string; chunkName: string } | string {
  const { resolve, files } = rt.services;
  const found = resolve?.(name);
  if (found !== undefined) {
    rt.chargeString(found.source.length);
    return found;
  }
  if (files === undefined) return "No such file or directory";
  const source = new GrowingString(rt);
  try {
    const handle = files.open(name, "rb");
    try {
      for (;;) {
        const piece = handle.read(CHUNK);
        if (piece === "") break;
        source.add(piece);
      }
    } finally {
      handle.close();
    }
  } catch (error) {
    if (error instanceof FileError) return error.message;
    throw error;
  }
  return { source: source.text, chunkName: "@" + name };
}

/** Compiles a file's text: the function, or `[nil, message]`. A first line beginning with # is skipped. */
export function compileFile(rt: Runtime, file: { source: string; chunkName: string }): Value | Value[] {
  const { source, chunkName } = file;
  if (source.charCodeAt(0) !== 35) return compile(rt, source, chunkName);
  const end = source.indexOf("\n");
  return compile(rt, end < 0 ? "" : source.slice(end), chunkName);
}

/** `luaL_loadfile`; no name means standard input. */
function loadFile(rt: Runtime, nameValue: Value): Value | Value[] {
  if (nameValue === undefined) {
    const source = new GrowingString(rt);
    for (let piece = rt.services.stdin?.(); piece !== undefined; piece = rt.services.stdin?.()) {
      source.add(piece);
    }
    return compileFile(rt, { source: source.text, chunkName: "=stdin" });
  }
  const name = cString(checkString(rt, nameValue, 1));
  const file = fileText(rt, name);
  return typeof file === "string" ? [undefined, `cannot open ${name}: ${file}`] : compileFile(rt, file);
}

/** `loadfile([filename])` */
const loadfile = fixed("loadfile", loadFile);

/** `dofile([filename])` */
const dofile = fixed("dofile", (rt: Runtime, name: Value) => {
  const loaded = loadFile(rt, name);
  if (Array.isArray(loaded)) throw new LuaThrow(loaded[1]);
  return new Continuation(runLoaded(loaded));
}, { mayCall: true });

function* runLoaded(loaded: Value): BuiltinGenerator {
  return yield [loaded];
}

/** For instances with `services.compile`. */
export const loadLibrary: readonly Builtin[] = Object.freeze([load, loadstring]);

/** For instances that also have `services.resolve` or `services.files`. */
export const loadFileLibrary: readonly Builtin[] = Object.freeze([dofile, loadfile]);
