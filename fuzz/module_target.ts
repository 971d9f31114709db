/**
 * Target b: anything to `Module.deserialize`. It gives a module or a `CompileError`; every module it gives is
 * run under small limits and ends in a result or a documented error, sliced or not.
 *
 * @module
 */

import { CompileError, Module } from "../mod.ts";
import { OPCODES } from "../compiler/opcodes.ts";
import { execute, Problem } from "./execute.ts";
import { allFunctions, bytesOf, draftOf, HEADER, repair } from "./module_draft.ts";
import { randomModule } from "./mutate_module.ts";
import { describeError, slow } from "./report.ts";
import {
  broken,
  clean,
  fromBytes,
  type Input,
  randomSettings,
  type Target,
  toBytes,
  type Verdict,
} from "./target.ts";

/** Most steps of a case. */
const STEPS = 3000;

/** Milliseconds checking a module of the size made here may take, on a busy machine. */
const SLOW = 3000;

function check({ data, settings }: Input): Verdict {
  const start = performance.now();
  let module: Module;
  try {
    module = Module.deserialize(toBytes(data));
  } catch (error) {
    if (error instanceof CompileError) return clean("refused");
    return broken(`deserialize threw ${describeError(error)}`);
  }
  if (performance.now() - start > SLOW) return broken(slow("deserialize", start));
  try {
    void module.disassemble();
    void module.globals;
    const outcome = execute(module, settings, "whole", "interpreter");
    // the same bytes make the same module
    if (data.length % 4 === 0) {
      const again = execute(Module.deserialize(module.serialize()), settings, "sliced", "compiled");
      for (const key of ["kind", "text", "steps", "output"] as const) {
        if (again[key] !== outcome[key]) {
          return broken(`sliced run differs in ${key}\n${outcome[key]}\n${again[key]}`);
        }
      }
    }
    return clean(`valid, ${outcome.kind}`);
  } catch (error) {
    if (error instanceof Problem) return broken(error.message);
    return broken(`a deserialized module: ${describeError(error)}`);
  }
}

/** Modules with parts left out, kept whole by their structure where they have one. */
function* smaller(input: Input): Generator<Input> {
  const bytes = toBytes(input.data);
  let size: number;
  try {
    size = allFunctions(draftOf(bytes)).length;
  } catch {
    yield* smallerBytes(input, bytes);
    return;
  }
  const cut = (change: (functions: ReturnType<typeof allFunctions>) => void): Input => {
    const draft = draftOf(bytes);
    change(allFunctions(draft));
    return { ...input, data: fromBytes(bytesOf(draft)) };
  };
  for (let f = 0; f < size; f++) {
    const { locals, code, constants, upvalues, protos } = allFunctions(draftOf(bytes))[f]!;
    if (f > 0 && protos.length > 0) yield cut((all) => all[f]!.protos.splice(0));
    for (let i = protos.length - 1; i >= 0; i--) {
      yield cut((all) => {
        all[f]!.protos[i] = {
          ...all[f]!.protos[i]!,
          code: [60],
          lines: [1],
          locals: [],
          protos: [],
          sites: [],
        };
      });
    }
    if (locals.length > 0) yield cut((all) => all[f]!.locals.splice(0));
    for (let i = 0; i < locals.length; i++) yield cut((all) => all[f]!.locals.splice(i, 1));
    for (let pc = 0; pc < code.length;) {
      const at = pc;
      const wide = (OPCODES[code[pc]! & 255]?.wide ?? "none") !== "none";
      pc += wide ? 2 : 1;
      const end = pc;
      // to an end, past the instruction, and to something without effect
      if (code[at] !== 60) {
        yield cut((all) => void all[f]!.code.splice(at, end - at, 60, ...(wide ? [60] : [])));
      }
      const next = wide ? [37, end] : [0];
      if (code[at] !== next[0]) yield cut((all) => void all[f]!.code.splice(at, end - at, ...next));
    }
    if (constants.length > 0) yield cut((all) => all[f]!.constants.pop());
    if (upvalues.length > 0) yield cut((all) => all[f]!.upvalues.pop());
    if (code.length > 1) yield cut((all) => all[f]!.code.pop());
  }
}

function* smallerBytes(input: Input, bytes: Uint8Array): Generator<Input> {
  for (let size = bytes.length >> 1; size >= 1; size >>= 1) {
    for (let at = HEADER; at < bytes.length; at += size) {
      const rest = new Uint8Array([...bytes.subarray(0, at), ...bytes.subarray(at + size)]);
      repair(rest);
      yield { ...input, data: fromBytes(rest) };
    }
  }
}

/** Mutated modules to `Module.deserialize`, and runs of those that pass. */
export const moduleTarget: Target = {
  title: "mutated modules to Module.deserialize, run if they pass",
  make: (r) => ({ data: fromBytes(randomModule(r)), settings: randomSettings(r, STEPS) }),
  check,
  smaller,
};
