/**
 * Target c: valid programs under small limits. A run ends in a result, a Lua error or a limit; the same program
 * does the same again, in slices, with steps added on the way, with warm or with fresh inline caches; it needs
 * exactly the steps it used; and what it is charged for bounds what the process holds.
 *
 * @module
 */

import { compile, CompileError, Module } from "../mod.ts";
import { execute, type Outcome, Problem } from "./execute.ts";
import { smallerText } from "./minimize.ts";
import { randomProgram } from "./programs.ts";
import { describeError } from "./report.ts";
import {
  broken,
  clean,
  type Input,
  randomSettings,
  type Settings,
  type Target,
  toBytes,
  type Verdict,
} from "./target.ts";

/** Most steps of a case. */
const STEPS = 6000;

/** Heap bytes of the process for each byte charged, and regardless of the charge. */
const HEAP_RATIO = 4;
const HEAP_SLACK = 4 << 20;

/** The engine's collector, where the process was started so that it can be called. */
const gc = (globalThis as { gc?: () => void }).gc;

function compare(what: string, first: Outcome, second: Outcome): void {
  for (const key of ["kind", "text", "steps", "output"] as const) {
    if (first[key] !== second[key]) {
      throw new Problem(
        `${what} differs in ${key}\n${first.kind}: ${first[key]}\n${second.kind}: ${second[key]}`,
      );
    }
  }
}

function check({ data, settings }: Input): Verdict {
  let module: Module;
  try {
    module = compile(toBytes(data), { name: "=p" });
  } catch (error) {
    if (error instanceof CompileError) return broken(`the generator made no program: ${error.message}`);
    return broken(`compile threw ${describeError(error)}`);
  }
  try {
    const first = execute(module, settings, "whole", "interpreter");
    compare("a second run", first, execute(module, settings, "whole", "interpreter"));
    compare("a sliced run", first, execute(module, settings, "sliced", "interpreter"));
    const topped = execute(module, settings, "topped up", "auto");
    // what ends a run may cost more steps than there are
    const steps = first.kind !== "result" ? Math.min(first.steps, topped.granted) : first.steps;
    compare("a topped up run", { ...first, steps }, topped);
    compare("a run of compiled code", first, execute(module, settings, "whole", "compiled"));
    if (data.length % 8 === 0) {
      const copy = Module.deserialize(module.serialize());
      compare("a sliced run of a fresh copy", first, execute(copy, settings, "sliced", "compiled"));
    }
    if (data.length % 4 === 1) checkExact(data, module, settings, first);
    if (data.length % 128 === 2 && gc !== undefined) checkHeap(module, settings, gc);
    return clean(first.kind);
  } catch (error) {
    if (error instanceof Problem) return broken(error.message);
    return broken(`a run: ${describeError(error)}`);
  }
}

/** A run that used some number of steps needs exactly these. */
function checkExact(data: string, module: Module, settings: Settings, first: Outcome): void {
  if (first.kind === "steps" || first.steps === 0) return;
  // a hook that fails does so before its instruction is counted
  if (data.includes("sethook")) return;
  compare(
    "a run with just enough steps",
    first,
    execute(module, { ...settings, steps: first.steps }, "whole", "auto"),
  );
  const less = execute(module, { ...settings, steps: first.steps - 1 }, "whole", "auto");
  // what ends a run may cost more steps than there are
  if (first.kind !== "result" && less.kind === first.kind) return;
  if (less.kind !== "steps") {
    throw new Problem(`a run with a step too few ends in ${less.kind}\n${first.kind}`);
  }
}

/** Between slices, the live heap of the process is bounded by the account. */
function checkHeap(module: Module, settings: Settings, gc: () => void): void {
  gc();
  const idle = Deno.memoryUsage().heapUsed;
  let looks = 0;
  execute(
    module,
    { ...settings, slice: Math.max(settings.slice, settings.steps >> 2) },
    "sliced",
    "auto",
    (memory) => {
      if (++looks > 4) return;
      gc();
      const held = Deno.memoryUsage().heapUsed - idle;
      if (held > HEAP_RATIO * memory + HEAP_SLACK) {
        throw new Problem(`the process holds much more than is charged\n${held} bytes for ${memory} charged`);
      }
    },
  );
}

/** Generated programs under small limits. */
export const runTarget: Target = {
  title: "generated programs under small limits, in one go and in slices",
  make: (r) => ({ data: randomProgram(r), settings: randomSettings(r, STEPS) }),
  check,
  smaller: smallerText,
};
