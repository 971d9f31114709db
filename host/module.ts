/**
 * Compiled modules: `compile`, `validate`, and what a module can tell about itself.
 *
 * A module is immutable and may be instantiated any number of times. What its instances share (bytecode,
 * shapes of tables, inline caches) holds no value of any of them.
 *
 * @module
 */

import { chunkId } from "../compiler/chunk_id.ts";
import { compileChunk } from "../compiler/compile.ts";
import { disassemble } from "../compiler/disassemble.ts";
import { ModuleFault, SyntaxFault } from "../compiler/errors.ts";
import { OP, OPCODES } from "../compiler/opcodes.ts";
import type { FunctionProto } from "../compiler/proto.ts";
import { deserializeProto, serializeProto } from "../compiler/serialize.ts";
import { Code } from "../vm/code.ts";
import { ShapeRoot } from "../vm/shape.ts";
import { decodeLossy, decodeShown, encodeUtf8, fromArray } from "./bytes.ts";
import { CompileError, InternalError, UsageError } from "./errors.ts";
import { isA, shown } from "./safe.ts";
import { bytesOf } from "./to_lua.ts";
import type { LibraryImage } from "./libraries.ts";

/** Settings of {@linkcode compile}. */
export interface CompileOptions {
  /**
   * Name of the chunk in messages and tracebacks; `script` by default. A name that begins with `@` or `=`
   * is taken as Lua's C API takes it; any other is taken for a file name.
   */
  name?: string;
}

/** The global variables a module names. */
export interface ModuleGlobals {
  /** globals it reads, sorted */
  readonly read: readonly string[];
  /** globals it assigns, sorted */
  readonly written: readonly string[];
}

/** What instances of a module share. */
export interface ModuleLink {
  readonly proto: FunctionProto;
  readonly code: Code;
  readonly shapes: ShapeRoot;
  /** library tables ready to be copied, by the set of libraries */
  readonly images: Map<string, LibraryImage>;
}

let linkOf: (module: Module) => ModuleLink;
let isModule: (value: unknown) => value is Module;

/**
 * A compiled Lua 5.1 chunk.
 *
 * @example
 * ```ts
 * import { compile, instantiate } from "../mod.ts";
 * const module = compile(`local name = ... return "hello " .. name`, { name: "hello.lua" });
 * instantiate(module).run("you"); // "hello you"
 * ```
 */
export class Module {
  readonly #link: ModuleLink;
  #globals: ModuleGlobals | undefined;
  /** the chunk's name as messages show it */
  readonly name: string;

  static {
    linkOf = (module) => module.#link;
    isModule = (value): value is Module => typeof value === "object" && value !== null && #link in value;
  }

  private constructor(proto: FunctionProto) {
    this.#link = { proto, code: new Code(proto), shapes: new ShapeRoot(), images: new Map() };
    this.name = decodeLossy(chunkId(proto.source));
  }

  /**
   * Compiles a chunk; the function {@linkcode compile} is the same.
   *
   * @throws {CompileError}
   */
  static compile(source: string | Uint8Array, options: CompileOptions = {}): Module {
    const bytes = sourceBytes(source);
    return new Module(compileBytes(bytes, chunkNameOf(nameIn(options))));
  }

  /**
   * Reads a module that {@linkcode Module.serialize} wrote. The bytes need not be trusted: they are checked
   * completely before anything of them can run.
   *
   * @throws {CompileError} they are no module, damaged, or of another version of the format
   */
  static deserialize(bytes: Uint8Array): Module {
    if (!isA(bytes, Uint8Array)) throw new UsageError("a serialized module is a Uint8Array");
    try {
      return new Module(deserializeProto(bytes).proto);
    } catch (error) {
      if (!(error instanceof ModuleFault)) throw new InternalError("internal error", { cause: error });
      const position = { chunkName: "", line: 0, column: 0, sourceLine: "" };
      throw new CompileError(`not a valid module: ${error.message}`, position);
    }
  }

  /** The module as bytes, for {@linkcode Module.deserialize}. */
  serialize(): Uint8Array {
    const { proto } = this.#link;
    return serializeProto(proto, proto.source);
  }

  /** A readable listing of the bytecode. */
  disassemble(): string {
    return decodeLossy(disassemble(this.#link.proto));
  }

  /** The globals the module's own functions name; not what it may reach through `_G`, `getfenv` or `load`. */
  get globals(): ModuleGlobals {
    return this.#globals ??= globalsOf(this.#link.proto);
  }
}

export { isModule, linkOf };

/**
 * Compiles a Lua 5.1 chunk.
 *
 * @param source text, encoded as UTF-8, or the bytes themselves; a first line that begins with `#` is skipped
 * @throws {CompileError} it is not Lua 5.1
 */
export function compile(source: string | Uint8Array, options: CompileOptions = {}): Module {
  return Module.compile(source, options);
}

/** Checks a source's syntax: `null` if it compiles, otherwise the error {@linkcode compile} would throw. */
export function validate(source: string | Uint8Array, options: CompileOptions = {}): CompileError | null {
  try {
    Module.compile(source, options);
    return null;
  } catch (error) {
    if (error instanceof CompileError) return error;
    throw error;
  }
}

/** A source as a Lua string. */
export function sourceBytes(source: string | Uint8Array): string {
  if (typeof source === "string") return encodeUtf8(source);
  const bytes = typeof source === "object" && source !== null ? bytesOf(source) : undefined;
  if (bytes !== undefined) return fromArray(bytes);
  throw new UsageError("a Lua source is a string or a Uint8Array");
}

/** The name the options give. */
function nameIn(options: CompileOptions | null | undefined): string {
  if (options === undefined || options === null) return "script";
  if (typeof options !== "object") throw new UsageError(`options are an object, not ${shown(options)}`);
  let name: unknown;
  try {
    name = options.name;
  } catch (error) {
    throw new UsageError("reading the options failed", { cause: error });
  }
  if (name === undefined || name === null) return "script";
  if (typeof name !== "string") throw new UsageError(`name is a string, not ${shown(name)}`);
  return name;
}

/** The chunk name for a name given by the host. */
export function chunkNameOf(name: string): string {
  const bytes = encodeUtf8(String(name));
  return bytes[0] === "@" || bytes[0] === "=" ? bytes : "@" + bytes;
}

function compileBytes(bytes: string, chunkName: string): FunctionProto {
  try {
    return compileChunk(bytes, chunkName);
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw new InternalError("internal error", { cause: error });
    throw new CompileError(decodeShown(error.message), {
      chunkName: decodeLossy(chunkId(error.chunk)),
      line: error.line,
      column: error.column,
      sourceLine: decodeShown(error.sourceLine),
    });
  }
}

const GETGLOBAL = OP.GETGLOBAL!;
const SETGLOBAL = OP.SETGLOBAL!;

function globalsOf(main: FunctionProto): ModuleGlobals {
  const read = new Set<string>();
  const written = new Set<string>();
  const work = [main];
  for (let proto = work.pop(); proto !== undefined; proto = work.pop()) {
    const { code } = proto;
    for (let pc = 0; pc < code.length;) {
      const op = code[pc]! & 255;
      if (op === GETGLOBAL || op === SETGLOBAL) {
        const name = decodeLossy(proto.constants[proto.sites[code[pc + 1]!]!] as string);
        (op === GETGLOBAL ? read : written).add(name);
      }
      pc += OPCODES[op]!.wide === "none" ? 1 : 2;
    }
    for (const inner of proto.protos) work.push(inner);
  }
  return Object.freeze({
    read: Object.freeze([...read].sort()),
    written: Object.freeze([...written].sort()),
  });
}
