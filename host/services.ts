/**
 * What an instance's libraries ask of the host: output, input, clocks, module sources, the compiler.
 *
 * Every host callback is called through {@linkcode guard}: what it throws becomes a Lua error with its message.
 *
 * @module
 */

import { chunkId } from "../compiler/chunk_id.ts";
import { compileChunk } from "../compiler/compile.ts";
import { ModuleFault, SyntaxFault } from "../compiler/errors.ts";
import type { FunctionProto } from "../compiler/proto.ts";
import { deserializeProto, serializeProto } from "../compiler/serialize.ts";
import { DUMP_HOOK, type DumpFunction } from "../stdlib/string.ts";
import { FileError } from "../vm/file_system.ts";
import { LimitTrap, LuaThrow, SyntaxThrow } from "../vm/errors.ts";
import type { HostServices } from "../vm/runtime.ts";
import { decodeLossy, decodeUtf8, encodeUtf8, fromArray, toArray } from "./bytes.ts";
import { UsageError } from "./errors.ts";
import { guardedFiles } from "./guarded_files.ts";
import { hostFailure } from "./host_calls.ts";
import type { InstantiateOptions, ModuleSources, OutputSink } from "./options.ts";
import { isA, isPromise, shown } from "./safe.ts";
import type { HostRuntime } from "./state.ts";
import { bytesOf } from "./to_lua.ts";

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Sets up an instance's services. The object is the one its runtime was made with. */
export function fillServices(
  rt: HostRuntime,
  services: Writable<HostServices>,
  options: InstantiateOptions,
): void {
  const { stdout, stderr, stdin, clock, wallClock, utcOffset, modules, files } = options;
  if (stdout !== undefined) services.stdout = sinkOf(rt, stdout);
  if (stderr !== undefined) services.stderr = sinkOf(rt, stderr);
  if (stdin !== undefined) services.stdin = () => guard(rt, () => inputBytes(stdin()));
  if (clock !== undefined) services.clock = () => guard(rt, () => finite("clock", clock()));
  if (wallClock !== undefined) {
    services.wallClock = () => guard(rt, () => finite("wallClock", wallClock()));
  }
  if (utcOffset !== undefined) {
    services.utcOffset = (at) => guard(rt, () => finite("utcOffset", utcOffset(at)));
  }
  if (modules !== undefined) services.resolve = (name) => guard(rt, () => findModule(modules, name));
  if (files !== undefined) services.files = guardedFiles(files, (action) => guard(rt, action));
  if (options.load !== false) {
    const binary = options.binaryChunks === true;
    services.compile = (source, chunkName) => compileText(rt, source, chunkName, binary);
    if (binary) rt.state.set(DUMP_HOOK, dump satisfies DumpFunction);
  }
}

/** Calls host code; what it throws becomes what a script may see of it. */
function guard<T>(rt: HostRuntime, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (isA(error, LuaThrow) || isA(error, LimitTrap) || isA(error, FileError)) throw error;
    throw hostFailure(rt, error, 1);
  }
}

/** Refuses what is no number a clock could give. */
function finite(name: string, value: unknown): number {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  isPromise(value);
  throw new UsageError(`${name} gave ${shown(value)}, not a finite number`);
}

// ---- output and input ---------------------------------------------------------------------------------

function sinkOf(rt: HostRuntime, sink: OutputSink): (bytes: string) => void {
  if (typeof sink === "function") {
    const text = new TextSink();
    return (bytes) => {
      countOutput(rt, bytes);
      const decoded = text.decode(bytes);
      // nobody waits for a promise, and its rejection must not end the process
      if (decoded !== "") guard(rt, () => void isPromise(sink(decoded)));
    };
  }
  return (bytes) => {
    countOutput(rt, bytes);
    guard(rt, () => writeAll(sink, toArray(bytes)));
  };
}

/** Ends the run when it has written too much; what does not fit is not written. */
function countOutput(rt: HostRuntime, bytes: string): void {
  if ((rt.outputLeft -= bytes.length) < 0) throw new LimitTrap("output", "output limit exceeded");
}

function writeAll(sink: { writeSync(bytes: Uint8Array): number }, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) {
    const written: unknown = sink.writeSync(bytes.subarray(at));
    if (typeof written !== "number" || !(written > 0)) {
      isPromise(written);
      throw new Error("the output takes no more bytes");
    }
    at += written;
  }
}

/** Decodes UTF-8 that arrives in pieces; what is not UTF-8 becomes U+FFFD. */
class TextSink {
  private decoder: TextDecoder | null = null;

  decode(bytes: string): string {
    if (this.decoder === null) {
      const text = decodeUtf8(bytes);
      if (text !== undefined) return text;
      this.decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    }
    return this.decoder.decode(toArray(bytes), { stream: true });
  }
}

function inputBytes(piece: unknown): string | undefined {
  if (piece === undefined || piece === null) return undefined;
  if (typeof piece === "string") return encodeUtf8(piece);
  const bytes = typeof piece === "object" ? bytesOf(piece) : undefined;
  if (bytes !== undefined) return fromArray(bytes);
  isPromise(piece);
  throw new UsageError(`stdin gave ${shown(piece)}, neither a string nor a Uint8Array`);
}

// ---- sources ------------------------------------------------------------------------------------------

function findModule(
  modules: ModuleSources,
  fileName: string,
): { source: string; chunkName: string } | undefined {
  const name = decodeLossy(fileName);
  let source: unknown;
  if (typeof modules === "function") source = modules(name);
  else {
    // require has turned dots into slashes
    const key = [name, name.replaceAll("/", ".")].find((key) => Object.hasOwn(modules, key));
    if (key === undefined) return undefined;
    source = modules[key];
  }
  if (source === undefined || source === null) return undefined;
  if (typeof source !== "string" && !(source instanceof Uint8Array)) {
    throw new UsageError(`the source of module ${name} is neither a string nor a Uint8Array`);
  }
  const bytes = typeof source === "string" ? encodeUtf8(source) : fromArray(source);
  return { source: bytes, chunkName: "@" + fileName };
}

/** First byte of every binary chunk. */
const ESCAPE = 27;

/** Compiles for `load` and its like. */
function compileText(rt: HostRuntime, source: string, chunkName: string, binary: boolean): FunctionProto {
  if (source.charCodeAt(0) === ESCAPE) return loadBinary(source, chunkName, binary);
  try {
    return compileChunk(source, chunkName, { skipShebang: false, syntaxLevel: rt.current.cCalls });
  } catch (error) {
    if (error instanceof SyntaxFault) throw new SyntaxThrow(error.message, error.atEnd);
    throw error;
  }
}

function loadBinary(source: string, chunkName: string, allowed: boolean): FunctionProto {
  // the name lundump.c gives a chunk that was loaded from a string
  const name = chunkName.charCodeAt(0) === ESCAPE ? "binary string" : chunkId(chunkName);
  if (!allowed) throw new LuaThrow(`${name}: bad header in precompiled chunk`);
  try {
    return deserializeProto(toArray(source), true).proto;
  } catch (error) {
    if (!(error instanceof ModuleFault)) throw error;
    throw new LuaThrow(`${name}: ${error.message} in precompiled chunk`);
  }
}

function dump(proto: FunctionProto): string {
  return fromArray(serializeProto(proto, proto.source));
}
