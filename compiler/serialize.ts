/**
 * Compiled modules as bytes.
 *
 * Wire format, version {@linkcode FORMAT_VERSION}; fixed-size numbers are little-endian, `int` is an unsigned
 * LEB128 number below 2^31, `string` an `int` length and that many bytes, `x*` an `int` count and that many x:
 *
 *     module   = 1B 46 4C 4D, u8 version, u32 CRC-32 of the body, u32 length of the body, body
 *     body     = string name, string source, function
 *     function = int lineDefined, int lastLineDefined, int numParams, u8 flags (1 vararg, 2 arg),
 *                int maxStack, code, lines, constant*, site*, upvalue*, local*, function*
 *     code     = int words, that many i32
 *     lines    = for each word of code the zigzag-coded difference (as int) to the line of the word before
 *     constant = u8 0 nil | 1 false | 2 true | 3 number, f64 | 4 string
 *     site     = int index of a constant
 *     upvalue  = string name, u8 fromParentLocal, int index
 *     local    = string name, int register, int startPc, int endPc, u8 boxed
 *
 * The checksum finds accidents; `validateProto` is what protects the VM.
 *
 * @module
 */

import { ByteReader, ByteWriter, crc32 } from "./byte_stream.ts";
import { ModuleFault } from "./errors.ts";
import { FORMAT_VERSION } from "./opcodes.ts";
import type { Constant, FunctionProto, LocalVariable, UpvalueDescriptor } from "./proto.ts";
import { MAX_NESTING, validateProto } from "./validate.ts";

const MAGIC = Object.freeze([0x1b, 0x46, 0x4c, 0x4d]);
const HEADER_SIZE = 13;

/** Flags of a function. */
const VARARG = 1;
const NEEDS_ARG = 2;

/** Smallest encodings in bytes, to check counts before anything is allocated. */
const MIN_UPVALUE = 3;
const MIN_LOCAL = 5;
const MIN_FUNCTION = 13;

/** A module read back from bytes. */
export interface DeserializedModule {
  /** the name given to {@linkcode serializeProto} */
  readonly name: string;
  /** its main function, validated */
  readonly proto: FunctionProto;
}

/** Whether `bytes` start like a serialized module. */
export function isSerializedModule(bytes: Uint8Array): boolean {
  return bytes.length >= HEADER_SIZE && MAGIC.every((byte, i) => bytes[i] === byte);
}

/**
 * Encodes a main function and all functions in it.
 *
 * @param proto what `compileChunk` returned
 * @param name the module's name, one char (0-255) per byte
 */
export function serializeProto(proto: FunctionProto, name: string): Uint8Array {
  const body = new ByteWriter();
  body.string(name);
  body.string(proto.source);
  writeFunction(body, proto);
  const content = body.finish();
  const out = new ByteWriter();
  for (const byte of MAGIC) out.u8(byte);
  out.u8(FORMAT_VERSION);
  out.u32(crc32(content));
  out.u32(content.length);
  out.bytes(content);
  return out.finish();
}

// recursion is bounded by the compiler's syntax levels
function writeFunction(out: ByteWriter, proto: FunctionProto): void {
  out.int(proto.lineDefined);
  out.int(proto.lastLineDefined);
  out.int(proto.numParams);
  out.u8((proto.isVararg ? VARARG : 0) | (proto.needsArg ? NEEDS_ARG : 0));
  out.int(proto.maxStack);
  out.int(proto.code.length);
  for (let i = 0; i < proto.code.length; i++) out.u32(proto.code[i]!);
  let line = 0;
  for (let i = 0; i < proto.lines.length; i++) {
    const difference = proto.lines[i]! - line;
    line = proto.lines[i]!;
    out.int(difference < 0 ? -difference * 2 - 1 : difference * 2);
  }
  out.int(proto.constants.length);
  for (const constant of proto.constants) writeConstant(out, constant);
  out.int(proto.sites.length);
  for (let i = 0; i < proto.sites.length; i++) out.int(proto.sites[i]!);
  out.int(proto.upvalues.length);
  for (const upvalue of proto.upvalues) {
    out.string(upvalue.name);
    out.u8(upvalue.fromParentLocal ? 1 : 0);
    out.int(upvalue.index);
  }
  out.int(proto.locals.length);
  for (const local of proto.locals) {
    out.string(local.name);
    out.int(local.register);
    out.int(local.startPc);
    out.int(local.endPc);
    out.u8(local.boxed ? 1 : 0);
  }
  out.int(proto.protos.length);
  for (const child of proto.protos) writeFunction(out, child);
}

function writeConstant(out: ByteWriter, constant: Constant): void {
  switch (typeof constant) {
    case "number":
      out.u8(3);
      out.f64(constant);
      break;
    case "string":
      out.u8(4);
      out.string(constant);
      break;
    case "boolean":
      out.u8(constant ? 2 : 1);
      break;
    default:
      out.u8(0);
  }
}

/**
 * Decodes and validates a module. With `upvalues` it may be a function that has upvalues, as `string.dump`
 * writes it; whoever makes a closure of it has to give it new ones.
 *
 * @throws {ModuleFault} the bytes are no module, of another version, damaged, or must not be run
 */
export function deserializeProto(bytes: Uint8Array, upvalues = false): DeserializedModule {
  if (!isSerializedModule(bytes)) throw new ModuleFault("not a compiled module");
  const header = new ByteReader(bytes.subarray(MAGIC.length, HEADER_SIZE));
  const version = header.u8();
  if (version !== FORMAT_VERSION) throw new ModuleFault(`module version ${version} is not supported`);
  const checksum = header.u32();
  const content = bytes.subarray(HEADER_SIZE);
  if (header.u32() !== content.length) throw new ModuleFault("module has the wrong length");
  if (crc32(content) !== checksum) throw new ModuleFault("module is damaged: checksum mismatch");
  const reader = new ByteReader(content);
  const name = reader.string();
  const source = reader.string();
  const proto = readFunction(reader, source, 0);
  if (reader.remaining !== 0) throw new ModuleFault("module has bytes behind its end");
  validateProto(proto, upvalues);
  return { name, proto };
}

function readFunction(reader: ByteReader, source: string, depth: number): FunctionProto {
  if (depth > MAX_NESTING) throw new ModuleFault("functions nest too deep");
  const lineDefined = reader.int();
  const lastLineDefined = reader.int();
  const numParams = reader.int();
  const flags = reader.u8();
  if (flags > (VARARG | NEEDS_ARG)) throw new ModuleFault("unknown function flags");
  const maxStack = reader.int();
  const words = reader.count(5);
  const code = new Int32Array(words);
  for (let i = 0; i < words; i++) code[i] = reader.u32();
  const lines = new Int32Array(words);
  for (let i = 0, line = 0; i < words; i++) {
    const coded = reader.int();
    line += coded & 1 ? -((coded + 1) / 2) : coded / 2;
    if (line < 0 || line > 0x7fffffff) throw new ModuleFault("bad line table");
    lines[i] = line;
  }
  const constants: Constant[] = [];
  for (let left = reader.count(1); left > 0; left--) constants.push(readConstant(reader));
  const sites = new Int32Array(reader.count(1));
  for (let i = 0; i < sites.length; i++) sites[i] = reader.int();
  const upvalues: UpvalueDescriptor[] = [];
  for (let left = reader.count(MIN_UPVALUE); left > 0; left--) {
    upvalues.push({ name: reader.string(), fromParentLocal: reader.flag(), index: reader.int() });
  }
  const locals: LocalVariable[] = [];
  for (let left = reader.count(MIN_LOCAL); left > 0; left--) {
    locals.push({
      name: reader.string(),
      register: reader.int(),
      startPc: reader.int(),
      endPc: reader.int(),
      boxed: reader.flag(),
    });
  }
  const protos: FunctionProto[] = [];
  for (let left = reader.count(MIN_FUNCTION); left > 0; left--) {
    protos.push(readFunction(reader, source, depth + 1));
  }
  return {
    source,
    lineDefined,
    lastLineDefined,
    numParams,
    isVararg: (flags & VARARG) !== 0,
    needsArg: (flags & NEEDS_ARG) !== 0,
    maxStack,
    code,
    lines,
    constants,
    protos,
    upvalues,
    locals,
    sites,
  };
}

function readConstant(reader: ByteReader): Constant {
  const tag = reader.u8();
  switch (tag) {
    case 0:
      return undefined;
    case 1:
      return false;
    case 2:
      return true;
    case 3:
      return reader.f64();
    case 4:
      return reader.string();
    default:
      throw new ModuleFault(`unknown constant type ${tag}`);
  }
}
