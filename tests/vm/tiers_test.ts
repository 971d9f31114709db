/**
 * The compiled tier against the interpreter: on every program of the corpus the same output, the same error
 * with the same traceback, and the same number of steps; and when the steps run out, the same point of the
 * program.
 */

import { assertEquals } from "@std/assert";
import { compile, FerrousError, instantiate, LimitError, LuaError, type Module } from "../../mod.ts";
import { chunkName, latin1, programs, source } from "../corpus.ts";
import type { Tier } from "../corpus_run.ts";

interface Observed {
  output: string;
  error: string;
  steps: number;
}

/** Runs a module with so many steps, in slices of so many (0: in one go). */
export function observe(module: Module, tier: Tier, steps: number, slice = 0): Observed {
  const pieces: string[] = [];
  let error = "none";
  const instance = instantiate(module, {
    profile: "trusted",
    limits: { steps, memory: 512 * 1024 * 1024 },
    stdout: {
      writeSync(bytes) {
        pieces.push(latin1(bytes));
        return bytes.length;
      },
    },
    clock: () => 0,
    wallClock: () => 0,
    tier,
  });
  try {
    if (slice === 0) instance.run();
    else for (const _ of instance.slices(slice)) { /* on */ }
  } catch (thrown) {
    if (!(thrown instanceof FerrousError)) throw thrown;
    error = `${thrown.name}: ${thrown.message}`;
    if (thrown instanceof LuaError || thrown instanceof LimitError) error += `\n${thrown.traceback}`;
  }
  return { output: pieces.join(""), error, steps: instance.usage.steps };
}

const FULL = 200_000_000;

/** Where to cut a program of so many steps. */
function cuts(steps: number): number[] {
  const found = new Set([1, 2, 3, 5, 17, 100, 333, 1000, 2500, 7777, 10_001, 33_333, 123_456]);
  for (let k = 1; k < 8; k++) found.add(Math.floor((steps * k) / 8));
  found.add(steps - 1);
  return [...found].filter((n) => n > 0 && n < steps && n < 3_000_000);
}

for (const name of programs().filter((name) => name !== "errors/uncaught_syntax")) {
  Deno.test(`tiers agree on ${name}`, () => {
    const module = compile(source(name), { name: chunkName(name) });
    const expected = observe(module, "interpreter", FULL);
    assertEquals(observe(module, "compiled", FULL), expected);
    // a second time, with everything compiled and caches filled
    assertEquals(observe(module, "compiled", FULL), expected);
    // functions become hot in the middle
    assertEquals(observe(module, "auto", FULL), expected);
    if (expected.steps > 5_000_000) return;
    for (const steps of cuts(expected.steps)) {
      assertEquals(
        observe(module, "compiled", steps),
        observe(module, "interpreter", steps),
        `cut at ${steps}`,
      );
    }
  });
}
