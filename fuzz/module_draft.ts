/**
 * Serialized modules taken apart, so that single fields can be changed, and put together again with a right
 * length and checksum: what refuses them then is the validator.
 *
 * @module
 */

import { crc32 } from "../compiler/byte_stream.ts";
import type { Constant, LocalVariable, UpvalueDescriptor } from "../compiler/proto.ts";
import type { FunctionProto } from "../compiler/proto.ts";
import { deserializeProto, serializeProto } from "../compiler/serialize.ts";

/** Bytes before the body of a module. */
export const HEADER = 13;

/** A function prototype that may be changed. */
export interface Draft {
  source: string;
  lineDefined: number;
  lastLineDefined: number;
  numParams: number;
  isVararg: boolean;
  needsArg: boolean;
  maxStack: number;
  code: number[];
  lines: number[];
  constants: Constant[];
  protos: Draft[];
  upvalues: UpvalueDescriptor[];
  locals: LocalVariable[];
  sites: number[];
}

/** The main function of a valid module. */
export function draftOf(bytes: Uint8Array): Draft {
  return copy(deserializeProto(bytes).proto);
}

function copy(proto: FunctionProto): Draft {
  return {
    ...proto,
    code: [...proto.code],
    lines: [...proto.lines],
    constants: [...proto.constants],
    protos: proto.protos.map(copy),
    upvalues: [...proto.upvalues],
    locals: [...proto.locals],
    sites: [...proto.sites],
  };
}

/** The draft and all drafts in it. */
export function allFunctions(draft: Draft): Draft[] {
  const all = [draft];
  for (const one of all) all.push(...one.protos);
  return all;
}

/** A serialized module of the draft. Numbers out of the format's range are cut to it. */
export function bytesOf(draft: Draft): Uint8Array {
  return serializeProto(protoOf(draft), draft.source);
}

function protoOf(draft: Draft): FunctionProto {
  const { length } = draft.code;
  const lines = Int32Array.from(
    { length },
    (_, i) => (draft.lines[i] ?? draft.lines.at(-1) ?? 1) & 0x3fffffff,
  );
  return {
    ...draft,
    lineDefined: natural(draft.lineDefined),
    lastLineDefined: natural(draft.lastLineDefined),
    numParams: natural(draft.numParams),
    maxStack: natural(draft.maxStack),
    code: Int32Array.from(draft.code),
    lines,
    protos: draft.protos.map(protoOf),
    upvalues: draft.upvalues.map((one) => ({ ...one, index: natural(one.index) })),
    locals: draft.locals.map((one) => ({
      ...one,
      register: natural(one.register),
      startPc: natural(one.startPc),
      endPc: natural(one.endPc),
    })),
    sites: Int32Array.from(draft.sites, natural),
  };
}

function natural(value: number): number {
  return value & 0x7fffffff;
}

/** Gives a module the length and the checksum of its body. */
export function repair(bytes: Uint8Array): void {
  if (bytes.length < HEADER) return;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  view.setUint32(5, crc32(bytes.subarray(HEADER)), true);
  view.setUint32(9, bytes.length - HEADER, true);
}
