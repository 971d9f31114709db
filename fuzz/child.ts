/**
 * One process of the fuzzer: tries a range of cases and writes a line of JSON to standard output for each
 * batch, before each case (when asked to), and for each problem. A case may end this process; its parent
 * (`main.ts`) then knows which.
 *
 *     deno run -A fuzz/child.ts TARGET SEED FROM TO BATCH
 *
 * @module
 */

import { minimize } from "./minimize.ts";
import { signature } from "./target.ts";
import { type Finding, makeCase, TARGETS } from "./targets.ts";

/** Cases that fail in the same way that are made smaller and kept. */
const MAX_ALIKE = 2;

/** What a child says. */
export type Message =
  /** cases up to `next` are done; `outcomes` counts those since the last message */
  | { readonly kind: "progress"; readonly next: number; readonly outcomes: Readonly<Record<string, number>> }
  /** a case that failed, made smaller */
  | { readonly kind: "finding"; readonly finding: Finding };

function say(message: Message): void {
  const bytes = new TextEncoder().encode(JSON.stringify(message) + "\n");
  for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
}

async function main(): Promise<void> {
  const [name = "", ...numbers] = Deno.args;
  const [seed = 1, from = 0, to = 0, batch = 1000] = numbers.map(Number);
  const target = TARGETS[name]!;
  const known = new Map<string, number>();
  let outcomes: Record<string, number> = {};
  const report = (next: number) => {
    say({ kind: "progress", next, outcomes });
    outcomes = {};
  };
  for (let index = from; index < to; index++) {
    if ((index - from) % batch === 0) {
      report(index);
      // finalizers of the host layer run between turns
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    const input = makeCase(name, seed, index);
    const { outcome, problem } = target.check(input);
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    if (problem === undefined) continue;
    // the same thing again says nothing new
    const times = (known.get(signature(problem)) ?? 0) + 1;
    known.set(signature(problem), times);
    if (times > MAX_ALIKE) continue;
    const smallest = minimize(target, input, problem);
    const finding = {
      target: name,
      seed,
      index,
      problem: target.check(smallest).problem ?? problem,
      input: smallest,
    };
    say({ kind: "finding", finding });
  }
  report(to);
}

await main();
