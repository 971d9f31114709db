/**
 * Serialized modules that are nearly valid, and some that are far from it.
 *
 * @module
 */

import { OPCODES } from "../compiler/opcodes.ts";
import { corpusModules } from "./corpus.ts";
import { allFunctions, bytesOf, type Draft, draftOf, HEADER, repair } from "./module_draft.ts";
import type { Random } from "./random.ts";

/** Numbers that are often wrong. */
const EDGES = [0, 1, 2, 3, 127, 128, 249, 250, 251, 255, 256, 65535, 65536, 0x7fffffff, -1, -2, -0x80000000];

const NUMBERS = [0, -0, 1, -1, 0.5, 1e308, -1e308, 5e-324, NaN, Infinity, -Infinity, 2 ** 31, 2 ** 53, 1e9];

/** Word indexes at which instructions start. */
function instructionStarts(code: readonly number[]): number[] {
  const starts: number[] = [];
  for (let pc = 0; pc < code.length;) {
    starts.push(pc);
    pc += (OPCODES[code[pc]! & 255]?.wide ?? "none") === "none" ? 1 : 2;
  }
  return starts;
}

function field(word: number, shift: number, value: number): number {
  return (word & ~(255 << shift)) | ((value & 255) << shift);
}

/** A register or count, mostly of the size that occurs. */
function small(r: Random, draft: Draft): number {
  return r.chance(0.9) ? r.below(draft.maxStack + 1) : r.pick(EDGES);
}

/** What the second word of an instruction could be. */
function wideValue(r: Random, draft: Draft, op: number, starts: readonly number[]): number {
  if (r.chance(0.1)) return r.pick(EDGES);
  switch (OPCODES[op]?.wide) {
    case "constant":
    case "number":
      return r.below(draft.constants.length + 1);
    case "site":
      return r.below(draft.sites.length + 1);
    case "jump":
      return r.chance(0.9) ? r.pick(starts) : r.below(draft.code.length + 1);
    case "proto":
      return r.below(draft.protos.length + 1);
    case "sizes":
      return r.below(40) | (r.below(40) << 16);
  }
  return r.below(60);
}

/** Changes one instruction, keeping the number of its words. */
function changeInstruction(r: Random, draft: Draft): void {
  const { code } = draft;
  const starts = instructionStarts(code);
  const pc = r.pick(starts);
  const op = code[pc]! & 255;
  const wide = OPCODES[op]?.wide !== "none";
  switch (r.below(wide ? 7 : 5)) {
    case 0: { // another opcode of the same width
      const others = OPCODES.map((_, i) => i).filter((i) => (OPCODES[i]!.wide !== "none") === wide);
      code[pc] = (code[pc]! & ~255) | r.pick(others);
      break;
    }
    case 1:
      code[pc] = field(code[pc]!, 8, small(r, draft));
      break;
    case 2:
      code[pc] = field(code[pc]!, 16, small(r, draft));
      break;
    case 3:
      code[pc] = field(code[pc]!, 24, small(r, draft));
      break;
    case 4:
      code[pc] = code[pc]! ^ (1 << r.below(32));
      break;
    default:
      code[pc + 1] = wideValue(r, draft, op, starts);
  }
}

/** A new instruction whose operands are in range. */
function newInstruction(r: Random, draft: Draft): number[] {
  const op = r.below(OPCODES.length);
  const info = OPCODES[op]!;
  let word = op;
  const operands = [info.a, info.b, info.c];
  for (let i = 0; i < 3; i++) {
    const kind = operands[i]!;
    if (kind === "none") continue;
    const end = kind === "upvalue"
      ? draft.upvalues.length
      : kind === "count"
      ? r.pick([2, 3, 5])
      : draft.maxStack;
    word |= r.below(end) << (8 * (i + 1));
  }
  if (info.bc !== "none") word |= r.below(draft.constants.length || 1) << 16;
  return info.wide === "none" ? [word] : [word, wideValue(r, draft, op, instructionStarts(draft.code))];
}

/** Puts words in and takes words out, and makes jumps and variables follow. */
function spliceCode(draft: Draft, at: number, removed: number, added: readonly number[]): void {
  const { code, lines } = draft;
  const starts = instructionStarts(code);
  const shift = added.length - removed;
  const move = (target: number) =>
    target >= at + removed ? target + shift : Math.min(target, at + added.length);
  for (const pc of starts) {
    if (OPCODES[code[pc]! & 255]?.wide === "jump") code[pc + 1] = move(code[pc + 1]!);
  }
  code.splice(at, removed, ...added);
  lines.splice(at, removed, ...added.map(() => lines[at] ?? 1));
  draft.locals = draft.locals.map((one) => ({ ...one, startPc: move(one.startPc), endPc: move(one.endPc) }));
}

function changeCode(r: Random, draft: Draft): void {
  const starts = instructionStarts(draft.code);
  const from = r.below(starts.length);
  const at = starts[from]!;
  const after = starts[from + 1] ?? draft.code.length;
  switch (r.below(6)) {
    case 0:
      return spliceCode(draft, at, after - at, []);
    case 1:
      return spliceCode(draft, at, 0, newInstruction(r, draft));
    case 2:
      return spliceCode(draft, at, after - at, newInstruction(r, draft));
    case 3: { // a piece of the code once more
      const end = starts[Math.min(from + r.magnitude(1, 8), starts.length - 1)]!;
      return spliceCode(draft, r.pick(starts), 0, draft.code.slice(at, end));
    }
    case 4: { // two instructions change places
      const end = starts[from + 2] ?? draft.code.length;
      const swapped = [...draft.code.slice(after, end), ...draft.code.slice(at, after)];
      draft.code.splice(at, end - at, ...swapped);
      return;
    }
    default:
      spliceCode(draft, at, Math.min(r.magnitude(1, 12), draft.code.length - at), []);
  }
}

function changeTables(r: Random, draft: Draft): void {
  const { constants, sites, upvalues, locals, protos } = draft;
  switch (r.below(10)) {
    case 0:
      if (constants.length > 0) {
        constants[r.below(constants.length)] = r.pick([
          undefined,
          true,
          r.pick(NUMBERS),
          r.bytes(r.below(9)),
          "__index",
        ]);
      }
      break;
    case 1:
      if (constants.length > 0) constants.splice(r.below(constants.length), 1);
      break;
    case 2:
      if (sites.length > 0) sites[r.below(sites.length)] = r.below(constants.length + 1);
      break;
    case 3:
      if (upvalues.length > 0) {
        const i = r.below(upvalues.length);
        const fromParentLocal = upvalues[i]!.fromParentLocal !== r.chance(0.3);
        upvalues[i] = { name: r.pick(["", "x", "\0"]), fromParentLocal, index: small(r, draft) };
      } else upvalues.push({ name: "u", fromParentLocal: r.chance(0.5), index: small(r, draft) });
      break;
    case 4:
      upvalues.splice(r.below(upvalues.length), 1);
      break;
    case 5:
    case 6:
      if (locals.length > 0) {
        const i = r.below(locals.length);
        const one = { ...locals[i]! };
        const delta = r.integer(-3, 3);
        const what = r.below(4);
        if (what === 0) one.register = small(r, draft);
        else if (what === 1) one.startPc = Math.max(0, one.startPc + delta);
        else if (what === 2) one.endPc = Math.max(0, one.endPc + delta);
        else one.boxed = !one.boxed;
        locals[i] = one;
      }
      break;
    case 7:
      locals.splice(r.below(locals.length), 1 + r.below(3));
      break;
    case 8:
      if (protos.length > 0) protos[r.below(protos.length)] = r.pick(protos);
      break;
    default: { // a function of another module
      const donor = r.pick(allFunctions(draftOf(r.pick(corpusModules()))));
      if (protos.length > 0) protos[r.below(protos.length)] = donor;
      else protos.push(donor);
    }
  }
}

function changeHeader(r: Random, draft: Draft): void {
  switch (r.below(6)) {
    case 0:
      draft.numParams = small(r, draft);
      break;
    case 1:
      draft.isVararg = !draft.isVararg;
      break;
    case 2:
      draft.needsArg = !draft.needsArg;
      break;
    case 3:
      draft.maxStack = r.chance(0.7) ? Math.max(0, draft.maxStack + r.integer(-2, 2)) : r.pick(EDGES);
      break;
    case 4:
      draft.lines = draft.lines.map((line) => r.chance(0.1) ? r.pick([0, 1, 2, 0x3fffffff]) : line);
      break;
    default:
      draft.lineDefined = r.pick(EDGES);
      draft.source = r.pick(["", "=", "@", "\n", "=x", r.bytes(100)]);
  }
}

function fieldMutation(r: Random, bytes: Uint8Array): Uint8Array {
  const draft = draftOf(bytes);
  const functions = allFunctions(draft);
  for (let n = r.magnitude(1, 5); n > 0; n--) {
    const one = r.pick(functions);
    if (one.code.length === 0) continue;
    const kind = r.below(20);
    if (kind < 9) changeInstruction(r, one);
    else if (kind < 14) changeCode(r, one);
    else if (kind < 18) changeTables(r, one);
    else changeHeader(r, one);
  }
  return bytesOf(draft);
}

/** Flips bits and sets bytes at random; `from` is the first byte that may change. */
function byteMutation(r: Random, bytes: Uint8Array, from: number): Uint8Array {
  const changed = bytes.slice();
  for (let n = r.magnitude(1, 6); n > 0; n--) {
    const at = from + r.below(changed.length - from);
    changed[at] = r.chance(0.5) ? r.word() : changed[at]! ^ (1 << r.below(8));
  }
  return changed;
}

function splice(r: Random, bytes: Uint8Array): Uint8Array {
  const from = HEADER + r.below(bytes.length - HEADER);
  const other = r.chance(0.5) ? bytes : r.pick(corpusModules());
  const part = other.subarray(HEADER + r.below(other.length - HEADER)).subarray(0, r.magnitude(1, 200));
  const rest = bytes.subarray(Math.min(bytes.length, from + (r.chance(0.5) ? part.length : r.below(20))));
  const spliced = new Uint8Array(from + part.length + rest.length);
  spliced.set(bytes.subarray(0, from));
  spliced.set(part, from);
  spliced.set(rest, from + part.length);
  return spliced;
}

/** Bytes for `Module.deserialize`. */
export function randomModule(r: Random): Uint8Array {
  const bytes = r.pick(corpusModules());
  const kind = r.below(100);
  if (kind < 60) return fieldMutation(r, bytes);
  let changed: Uint8Array;
  if (kind < 82) changed = byteMutation(r, bytes, HEADER);
  else if (kind < 90) changed = splice(r, bytes);
  else if (kind < 94) changed = bytes.slice(0, HEADER + r.below(bytes.length - HEADER));
  else if (kind < 97) return byteMutation(r, bytes, 0);
  else if (kind < 98) return bytes.slice(0, r.below(bytes.length));
  else {
    changed = new Uint8Array(HEADER + r.magnitude(1, 300));
    for (let i = HEADER; i < changed.length; i++) changed[i] = r.word();
    changed.set(bytes.subarray(0, 5));
  }
  repair(changed);
  return changed;
}
