/**
 * Readable listings of compiled functions, derived from the opcode table.
 *
 * @module
 */

import { OPCODES, type OperandKind } from "./opcodes.ts";
import type { Constant, FunctionProto } from "./proto.ts";

/** Constants longer than this are cut in listings. */
const SHOWN = 40;

/**
 * The listing of a function and of all functions in it, one instruction a line:
 * word index, source line, mnemonic, operands, and what constants, sites and upvalues stand for.
 */
export function disassemble(proto: FunctionProto): string {
  const lines: string[] = [];
  // a stack, not recursion: listings may be asked for any module
  const pending: { proto: FunctionProto; name: string }[] = [{ proto, name: "main" }];
  while (pending.length > 0) {
    const { proto: current, name } = pending.pop()!;
    listFunction(lines, current, name);
    for (let i = current.protos.length - 1; i >= 0; i--) {
      pending.push({ proto: current.protos[i]!, name: name === "main" ? `${i}` : `${name}.${i}` });
    }
  }
  return lines.join("\n") + "\n";
}

function listFunction(lines: string[], proto: FunctionProto, name: string): void {
  const flags = (proto.isVararg ? " vararg" : "") + (proto.needsArg ? " arg" : "");
  lines.push(
    `function ${name} <${proto.lineDefined},${proto.lastLineDefined}> ` +
      `params ${proto.numParams}${flags} stack ${proto.maxStack}`,
  );
  for (let i = 0; i < proto.upvalues.length; i++) {
    const upvalue = proto.upvalues[i]!;
    const from = upvalue.fromParentLocal ? "register" : "upvalue";
    lines.push(`  upvalue ${i} ${upvalue.name} = ${from} ${upvalue.index}`);
  }
  for (const local of proto.locals) {
    const boxed = local.boxed ? " boxed" : "";
    lines.push(`  local ${local.name} = R${local.register} [${local.startPc}, ${local.endPc})${boxed}`);
  }
  let pc = 0;
  while (pc < proto.code.length) {
    lines.push(disassembleInstruction(proto, pc));
    pc += OPCODES[proto.code[pc]! & 255]?.wide === "none" ? 1 : 2;
  }
}

/** The listing of the instruction at word index `pc`. */
export function disassembleInstruction(proto: FunctionProto, pc: number): string {
  const word = proto.code[pc]!;
  const place = `  ${String(pc).padStart(4)} [${proto.lines[pc]}] `;
  const info = OPCODES[word & 255];
  if (info === undefined) return `${place}?? ${word >>> 0}`;
  const operands: string[] = [];
  const notes: string[] = [];
  const operand = (kind: OperandKind, value: number): void => {
    if (kind === "none") return;
    if (kind === "count") operands.push(String(value));
    else if (kind === "upvalue") {
      operands.push(`U${value}`);
      notes.push(proto.upvalues[value]?.name ?? "?");
    } else operands.push(`R${value}`);
  };
  operand(info.a, (word >>> 8) & 255);
  operand(info.b, (word >>> 16) & 255);
  operand(info.c, word >>> 24);
  if (info.bc === "signed") operands.push(String(word >> 16));
  else if (info.bc !== "none") {
    operands.push(`K${word >>> 16}`);
    notes.push(showConstant(proto.constants[word >>> 16]));
  }
  const d = proto.code[pc + 1] ?? 0;
  switch (info.wide) {
    case "none":
      break;
    case "constant":
    case "number":
      operands.push(`K${d}`);
      notes.push(showConstant(proto.constants[d]));
      break;
    case "site":
      operands.push(`S${d}`);
      notes.push(showConstant(proto.constants[proto.sites[d] ?? -1]));
      break;
    case "jump":
      operands.push(`-> ${d}`);
      break;
    case "proto":
      operands.push(`P${d}`);
      break;
    case "integer":
      operands.push(String(d));
      break;
    case "sizes":
      operands.push(`${d & 0xffff} ${d >>> 16}`);
      break;
  }
  const note = notes.length > 0 ? ` ; ${notes.join(" ")}` : "";
  return `${place}${(info.name + " " + operands.join(" ")).trimEnd()}${note}`;
}

function showConstant(value: Constant): string {
  switch (typeof value) {
    case "string":
      return quote(value.length > SHOWN ? value.slice(0, SHOWN) + "..." : value);
    case "number":
      return Object.is(value, -0) ? "-0" : String(value);
    case "boolean":
      return String(value);
    default:
      return "nil";
  }
}

function quote(text: string): string {
  let out = '"';
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c < 32 || c > 126) out += `\\${String(c).padStart(3, "0")}`;
    else if (c === 34 || c === 92) out += "\\" + text[i];
    else out += text[i];
  }
  return out + '"';
}
