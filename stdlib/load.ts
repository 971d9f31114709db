/**
 * Functions that turn text into functions: `load`, `loadstring`, `loadfile`, `dofile` (Lua 5.1 §5.1).
 *
 * Compiling goes through `rt.services.compile`, file contents through {@linkcode fileText}; what the host
 * does not give, an instance does not have.
 *
 * @module
 */

import { Code } from "../vm/code.ts";
import { LuaThrow, SyntaxThrow } from "../vm/errors.ts";
import { where } from "../vm/debug_info.ts";
import { COST, type Held } from "../vm/heap.ts";
import { toStringValue } from "../vm/number.ts";
import type { Runtime } from "../vm/runtime.ts";
import { error, protect } from "../vm/specials.ts";
import { Box, type Builtin, type BuiltinGenerator, Closure, Continuation, type Value } from "../vm/value.ts";
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

/**
 * Compiles `source`; the function, or `[nil, message]`, or `[]` where the text is `partial` and the error might
 * go away with more of it.
 */
function compile(rt: Runtime, source: string, chunkName: string, partial = false): Value | Value[] {
  const compiler = rt.services.compile;
  if (compiler === undefined) return [undefined, "this instance has no compiler"];
  rt.charge(COMPILE_STEPS + BYTE_STEPS * source.length);
  const tree = TREE_BYTES * source.length;
  rt.heap.charge(tree);
  try {
    const code = new Code(compiler(source, cString(chunkName)), true);
    // a function from string.dump gets new upvalues, all nil
    const upvalues = code.proto.upvalues.map(() => new Box(undefined));
    rt.heap.used += COST.closure + code.bytes + (8 + COST.box) * upvalues.length;
    return new Closure(code, upvalues, rt.current.globals);
  } catch (error) {
    if (partial && error instanceof LuaThrow && (!(error instanceof SyntaxThrow) || error.atEnd)) return [];
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
  const trials = new Trials(rt);
  const generator: BuiltinGenerator & Held = loadPieces(rt, reader, trials, chunkName);
  generator.holding = trials;
  generator.interpreted = true;
  return new Continuation(generator);
}, { mayCall: true });

/**
 * Bytes compiled in trials before trials get rare. The reference reads as it compiles, so it asks for no more
 * pieces once it has met an error; here the text so far is compiled after each piece to see that.
 */
const TRIAL_BYTES = 1 << 18;

/** First byte of a binary chunk. */
const ESCAPE = 27;

/** What `load` has read, and its trials to compile that. */
class Trials {
  declare readonly source: GrowingString;
  declare private readonly rt: Runtime;
  private spent = 0;
  private next = 0;
  /** the function, if the last trial gave one, and the size of its text */
  private result: Value | Value[];
  private size = -1;

  constructor(rt: Runtime) {
    this.rt = rt;
    this.source = new GrowingString(rt);
  }

  /** What it weighs. */
  get bytes(): number {
    const { result } = this;
    return this.source.bytes + (result instanceof Closure ? result.code.bytes : 0);
  }

  /** An error that more text cannot change; undefined if there is none so far. */
  failure(chunkName: string): Value[] | undefined {
    const { source } = this;
    const { size } = source;
    if (size < this.next) return undefined;
    const { text } = source;
    if (text.charCodeAt(0) === ESCAPE) {
      this.next = Infinity;
      return undefined;
    }
    this.spent += size;
    this.next = this.spent < TRIAL_BYTES ? 0 : size * 2;
    this.size = size;
    this.result = compile(this.rt, text, chunkName, true);
    return Array.isArray(this.result) && this.result.length > 0 ? this.result : undefined;
  }

  /** The outcome for the whole text. */
  outcome(chunkName: string): Value | Value[] {
    const { result, size, source } = this;
    return result instanceof Closure && size === source.size
      ? result
      : compile(this.rt, source.text, chunkName);
  }
}

/** `luaL_where(L, 1)` in a generator: the position of the function that called it. */
function callerPosition(rt: Runtime): string {
  const co = rt.current;
  co.depth--;
  try {
    return where(rt, 1);
  } finally {
    co.depth++;
  }
}

function* loadPieces(rt: Runtime, reader: Value, trials: Trials, chunkName: string): BuiltinGenerator {
  // the reference looks at the first byte before it reads: it asks twice for a first piece
  for (let missing = 0;;) {
    // the reader's errors become results of load
    const results = yield [protect, reader];
    if (results[0] !== true) return [undefined, results[1]];
    const piece = results[1];
    if (piece === undefined || piece === "") {
      if (trials.source.size > 0 || ++missing === 2) break;
      continue;
    }
    if (typeof piece !== "string" && typeof piece !== "number") {
      // raised where the reader was called, so that an error handler sees it as well
      const text = `${callerPosition(rt)}reader function must return a string`;
      return [undefined, (yield [protect, error, text, 0])[1]];
    }
    trials.source.add(toStringValue(piece));
    const failure = trials.failure(chunkName);
    if (failure !== undefined) return failure;
  }
  return trials.outcome(chunkName);
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
