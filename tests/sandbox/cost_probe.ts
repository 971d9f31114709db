/**
 * Measures nanoseconds per step of many operations, to find those a script could buy work with too cheaply:
 *
 *     deno run -A tests/sandbox/cost_probe.ts [part of a name]
 *
 * Prints the operations from dearest to cheapest with their ratio to an addition. The bound to keep is 20.
 *
 * @module
 */

import { compile, instantiate } from "../../mod.ts";
import { COST_CASES, type CostCase } from "./cost_cases.ts";

/** What one operation costs. */
export interface Cost {
  readonly name: string;
  readonly nsPerStep: number;
  readonly stepsPerRound: number;
}

/** Milliseconds one measurement should take at least. */
const LONG_ENOUGH = 40;

/** Measures one operation. */
export function measure(one: CostCase): Cost {
  const module = compile(`${one.setup ?? ""}
return function(n) for i = 1, n do ${one.body} end end`);
  const instance = instantiate(module, {
    profile: "trusted",
    clock: () => performance.now(),
    limits: { steps: 4e9, memory: 400 << 20 },
    stdout: () => {},
  });
  const f = instance.run() as (n: number) => void;
  let best = Infinity;
  let steps = 0;
  let rounds = 1;
  for (let tries = 0; tries < 3;) {
    const before = instance.usage.steps;
    const start = performance.now();
    f(rounds);
    const ms = performance.now() - start;
    steps = instance.usage.steps - before;
    if (ms < LONG_ENOUGH && rounds < 1e6) {
      rounds = Math.ceil(rounds * Math.min(10, Math.max(1.5, LONG_ENOUGH / Math.max(ms, 0.01))));
      best = Infinity;
      tries = 0;
      if (rounds > 200_000) tries = 2;
      continue;
    }
    best = Math.min(best, ms * 1e6 / steps);
    tries++;
  }
  instance.dispose();
  return { name: one.name, nsPerStep: best, stepsPerRound: steps / rounds };
}

if (import.meta.main) {
  const wanted = Deno.args[0];
  // the loop has to be compiled first
  for (let i = 0; i < 3; i++) measure(COST_CASES[0]!);
  const unit = measure(COST_CASES[0]!).nsPerStep;
  const costs: Cost[] = [];
  for (const one of COST_CASES) {
    if (wanted !== undefined && !one.name.includes(wanted)) continue;
    try {
      costs.push(measure(one));
    } catch (error) {
      console.log(`${one.name}: ${error}`);
    }
  }
  costs.sort((a, b) => b.nsPerStep - a.nsPerStep);
  for (const { name, nsPerStep, stepsPerRound } of costs) {
    const ratio = (nsPerStep / unit).toFixed(1).padStart(9);
    console.log(
      `${ratio} x ${nsPerStep.toFixed(1).padStart(10)} ns/step ${
        stepsPerRound.toFixed(0).padStart(9)
      }  ${name}`,
    );
  }
}
