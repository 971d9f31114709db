/**
 * The `io` library (Lua 5.1 §5.7): standard streams for every instance that has the library, files when
 * the host gives a file system (`rt.services.files`).
 *
 * @module
 */

import { FileError } from "../vm/file_system.ts";
import { LuaThrow } from "../vm/errors.ts";
import { COST } from "../vm/heap.ts";
import { toStringValue } from "../vm/number.ts";
import type { Runtime } from "../vm/runtime.ts";
import type { LuaTable } from "../vm/table.ts";
import { Builtin, BuiltinKind, Userdata, type Value } from "../vm/value.ts";
import { readFormats, readLine } from "./io_read.ts";
import { FileStream, standardInput, standardOutput } from "./io_stream.ts";
import { checkAny, checkString, fixed, optNumber, optString, truncate, variadic } from "./lib.ts";
import { checkOption, cString } from "./options.ts";

/** What the library keeps of an instance. */
interface IoState {
  readonly metatable: LuaTable;
  /** `io.stdin` */
  readonly stdin: FileStream;
  input: Userdata;
  output: Userdata;
  /** files with something written that the host has not seen yet, {@linkcode MAX_UNFLUSHED} at most */
  readonly unflushed: Set<FileStream>;
}

const STATE = Symbol("io library");

function stateOf(rt: Runtime): IoState {
  return rt.state.get(STATE) as IoState;
}

// ---- file objects -----------------------------------------------------------------------------------

function newFile(rt: Runtime, metatable: LuaTable, stream: FileStream): Userdata {
  rt.heap.charge(COST.userdata);
  return rt.track(new Userdata(stream, metatable));
}

function isFile(value: Value): value is Userdata & { readonly payload: FileStream } {
  return value instanceof Userdata && value.payload instanceof FileStream;
}

/** The stream behind `io.stdin`; one of its own for an instance without the library. */
export function inputStream(rt: Runtime): FileStream {
  const state = rt.state.get(STATE) as IoState | undefined;
  return state === undefined ? standardInput(rt.services) : state.stdin;
}

/** The stream of argument 1, open or not. */
function checkFile(rt: Runtime, value: Value): FileStream {
  return isFile(value) ? value.payload : rt.argTypeError(1, "FILE*", value);
}

/** The stream of argument 1, which must be open. */
function openFile(rt: Runtime, value: Value): FileStream {
  const stream = checkFile(rt, value);
  if (stream.handle === null) rt.error("attempt to use a closed file");
  return stream;
}

function standard(rt: Runtime, which: "input" | "output"): FileStream {
  const stream = stateOf(rt)[which].payload as FileStream;
  if (stream.handle === null) rt.error(`standard ${which} file is closed`);
  return stream;
}

/** Runs a file operation; what the host refuses becomes `nil, message, errno`. */
function attempt<T extends Value | Value[]>(operation: () => T, path?: string): T | Value[] {
  try {
    return operation();
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    const message = path === undefined ? error.message : `${path}: ${error.message}`;
    return [undefined, message, error.errno];
  }
}

function openPath(rt: Runtime, path: string, mode: string): FileStream {
  const { files } = rt.services;
  if (files === undefined) throw new FileError("Permission denied", 13);
  return new FileStream(files.open(path, mode), false, "full", mode.charAt(0) !== "r" || mode.includes("+"));
}

/** Opens a file for `io.input`, `io.output` and `io.lines`, which raise an error when it fails. */
function openOrRaise(rt: Runtime, path: string, mode: string): Userdata {
  try {
    return newFile(rt, stateOf(rt).metatable, openPath(rt, path, mode));
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    rt.argError(1, `${path}: ${error.message}`);
  }
}

// ---- reading and writing ----------------------------------------------------------------------------

/** `g_write`: writes the strings in `values` from `first` on. */
function write(rt: Runtime, stream: FileStream, values: Value[], first: number): Value | Value[] {
  rt.argCount = values.length;
  return attempt(() => {
    let text = "";
    for (let i = first; i < values.length; i++) {
      const value = values[i];
      if (typeof value !== "string" && typeof value !== "number") {
        // what comes before a bad argument is written
        writeText(rt, stream, text);
        rt.argTypeError(i + 1, "string", value);
      }
      const piece = toStringValue(value);
      if (text.length + piece.length > WRITE_TOGETHER) {
        writeText(rt, stream, text);
        text = "";
      }
      text += piece;
    }
    return writeText(rt, stream, text);
  });
}

/** Arguments are joined to pieces of about this size: one write for most calls, no large copies. */
const WRITE_TOGETHER = 1 << 16;

function writeText(rt: Runtime, stream: FileStream, text: string): boolean {
  rt.charge(1 + (text.length >>> 4));
  if (text === "") return true;
  try {
    stream.write(text);
  } finally {
    if (!stream.standard) remember(rt, stream);
  }
  return true;
}

/** An iterator over the lines of a file; closes it at the end if `closes`. */
function lineIterator(rt: Runtime, file: Userdata, closes: boolean): Builtin {
  rt.heap.charge(COST.closure);
  const next = (rt: Runtime) => {
    const stream = file.payload as FileStream;
    if (stream.handle === null) rt.error("file is already closed");
    let line: string | undefined;
    try {
      line = readLine(rt, stream);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      rt.error(error.message);
    }
    if (line !== undefined) return line;
    if (closes) attempt(() => close(rt, stream));
    return [];
  };
  return new Builtin("lines_iterator", BuiltinKind.Fixed, next, false, file);
}

function close(rt: Runtime, stream: FileStream): boolean {
  stateOf(rt).unflushed.delete(stream);
  stream.close();
  return true;
}

/** Hands on what files have buffered, as the end of a C program does. What the host refuses is lost. */
export function flushFiles(rt: Runtime): void {
  const state = rt.state.get(STATE) as IoState | undefined;
  if (state === undefined) return;
  for (const stream of state.unflushed) flushQuietly(stream);
  state.unflushed.clear();
}

/** Files that may wait to be flushed: so much of a script's garbage is kept alive at most. */
const MAX_UNFLUSHED = 64;

/** Sees to it that what a file has buffered is handed on in the end. */
function remember(rt: Runtime, stream: FileStream): void {
  const { unflushed } = stateOf(rt);
  if (!stream.hasUnwritten) {
    unflushed.delete(stream);
    return;
  }
  unflushed.add(stream);
  if (unflushed.size <= MAX_UNFLUSHED) return;
  const [oldest] = unflushed;
  unflushed.delete(oldest!);
  flushQuietly(oldest!);
}

function flushQuietly(stream: FileStream): void {
  try {
    if (stream.handle !== null) stream.flush();
  } catch (error) {
    if (!(error instanceof FileError || error instanceof LuaThrow)) throw error;
  }
}

/** Makes a file the standard one; the registry keeps it from being collected. */
function setStandard(rt: Runtime, which: "input" | "output", file: Userdata): void {
  stateOf(rt)[which] = file;
  rt.registry.setString(rt.heap, `standard ${which}`, file);
}

function closeFile(rt: Runtime, file: Value): Value | Value[] {
  const stream = openFile(rt, file);
  if (stream.standard) return [undefined, "cannot close standard file"];
  return attempt(() => close(rt, stream));
}

// ---- methods of files -------------------------------------------------------------------------------

const METHODS: readonly Builtin[] = [
  fixed("close", closeFile),
  fixed("flush", (rt: Runtime, file: Value) => {
    const stream = openFile(rt, file);
    return attempt(() => {
      stream.flush();
      stream.handle!.flush();
      return true;
    });
  }),
  fixed("lines", (rt: Runtime, file: Value) => {
    openFile(rt, file);
    return lineIterator(rt, file as Userdata, false);
  }),
  variadic("read", (rt, args) => {
    rt.argCount = args.length;
    const stream = openFile(rt, args[0]);
    return attempt(() => readFormats(rt, stream, args, 1));
  }),
  fixed("seek", (rt: Runtime, file: Value, whence: Value, offset: Value) => {
    const stream = openFile(rt, file);
    const from = checkOption(rt, whence, 2, "cur", ["set", "cur", "end"]);
    const distance = truncate(optNumber(rt, offset, 3, 0));
    return attempt(() => stream.seek(from, distance));
  }),
  fixed("setvbuf", (rt: Runtime, file: Value, mode: Value, size: Value) => {
    const stream = openFile(rt, file);
    const buffering = checkOption(rt, mode, 2, undefined, ["no", "full", "line"]);
    optNumber(rt, size, 3, 0);
    // the host buffers standard streams as it likes
    if (!stream.standard) stream.buffering = buffering;
    return true;
  }),
  variadic("write", (rt, args) => {
    rt.argCount = args.length;
    return write(rt, openFile(rt, args[0]), args, 1);
  }),
  fixed("__gc", (rt: Runtime, file: Value) => {
    const stream = checkFile(rt, file);
    if (stream.handle !== null && !stream.standard) attempt(() => close(rt, stream));
    return [];
  }),
  fixed("__tostring", (rt: Runtime, file: Value) => {
    return checkFile(rt, file).handle === null ? "file (closed)" : `file (${rt.addressOf(file as Userdata)})`;
  }),
];

// ---- functions of io --------------------------------------------------------------------------------

/** `io.input([file])` and `io.output([file])` */
function standardFile(which: "input" | "output", mode: string): Builtin {
  return fixed(which, (rt: Runtime, file: Value) => {
    const state = stateOf(rt);
    if (typeof file === "string" || typeof file === "number") {
      setStandard(rt, which, openOrRaise(rt, cString(checkString(rt, file, 1)), mode));
    } else if (file !== undefined) {
      openFile(rt, file);
      setStandard(rt, which, file as Userdata);
    }
    return state[which];
  });
}

/** Functions on the standard streams. */
const STANDARD_FUNCTIONS: readonly Builtin[] = [
  fixed("close", (rt: Runtime, file: Value) => closeFile(rt, rt.argCount === 0 ? stateOf(rt).output : file)),
  fixed("flush", (rt: Runtime) => {
    const stream = standard(rt, "output");
    return attempt(() => {
      stream.flush();
      stream.handle!.flush();
      return true;
    });
  }),
  standardFile("input", "r"),
  standardFile("output", "w"),
  fixed("lines", (rt: Runtime, path: Value) => {
    if (path === undefined) {
      // the reference sees an explicit nil as the file
      if (rt.argCount > 0) rt.argTypeError(1, "FILE*", path);
      const { input } = stateOf(rt);
      openFile(rt, input);
      return lineIterator(rt, input, false);
    }
    return lineIterator(rt, openOrRaise(rt, cString(checkString(rt, path, 1)), "r"), true);
  }),
  variadic("read", (rt, args) => {
    rt.argCount = args.length;
    const stream = standard(rt, "input");
    return attempt(() => readFormats(rt, stream, args, 0));
  }),
  fixed("type", (rt: Runtime, value: Value) => {
    checkAny(rt, 1);
    if (!isFile(value)) return undefined;
    return value.payload.handle === null ? "closed file" : "file";
  }),
  variadic("write", (rt, args) => write(rt, standard(rt, "output"), args, 0)),
];

/** Functions that need a file system. */
const FILE_FUNCTIONS: readonly Builtin[] = [
  fixed("open", (rt: Runtime, name: Value, modeValue: Value) => {
    const path = cString(checkString(rt, name, 1));
    const mode = cString(optString(rt, modeValue, 2, "r"));
    return attempt(() => newFile(rt, stateOf(rt).metatable, openPath(rt, path, mode)), path);
  }),
  fixed("popen", (rt: Runtime, command: Value) => {
    checkString(rt, command, 1);
    rt.error("'popen' not supported");
  }),
  fixed("tmpfile", (rt: Runtime) => {
    return attempt(() => {
      const { files } = rt.services;
      if (files === undefined) throw new FileError("Permission denied", 13);
      return newFile(rt, stateOf(rt).metatable, openPath(rt, files.temporaryName(), "w+b"));
    });
  }),
];

/** Makes the `io` table of an instance; `open`, `popen` and `tmpfile` only if the host gives files. */
export function makeIoLibrary(rt: Runtime): LuaTable {
  const { heap, services } = rt;
  const metatable = rt.newTable(0, 16);
  metatable.setString(heap, "__index", metatable);
  for (const method of METHODS) metatable.setString(heap, method.name, method);
  rt.registry.setString(heap, "FILE*", metatable);
  const io = rt.newTable(0, 16);
  const functions = services.files === undefined
    ? STANDARD_FUNCTIONS
    : [...STANDARD_FUNCTIONS, ...FILE_FUNCTIONS];
  for (const builtin of functions) io.setString(heap, builtin.name, builtin);
  const stdin = standardInput(services);
  const input = newFile(rt, metatable, stdin);
  const output = newFile(rt, metatable, standardOutput(services.stdout));
  io.setString(heap, "stdin", input);
  io.setString(heap, "stdout", output);
  io.setString(heap, "stderr", newFile(rt, metatable, standardOutput(services.stderr)));
  rt.state.set(STATE, { metatable, stdin, input, output, unflushed: new Set() } satisfies IoState);
  return io;
}
