/**
 * What limits cost: every benchmark program with all limits there are, and with none, in turns, by processor
 * time. Prints the ratio of each program and their geometric mean.
 *
 *     deno run -A bench/overhead.ts [--tier auto|interpreter|compiled] [--full] [--only NAMES] [--write]
 *
 * @module
 */

import { parseArgs } from "@std/cli/parse-args";
import { writeGenerated } from "../tools/generated.ts";
import { measureProgram } from "./measure.ts";
import { loadPrograms, selectPrograms } from "./program.ts";
import { Runner, RUNNERS, type RunnerSpec } from "./runner.ts";
import { geometricMean, pairedRatio } from "./stats.ts";

/** Highest mean ratio that is not a failure. */
const BOUND = 1.1;

/** The runner of this project with a tier and a set of limits. */
function variant(tier: string, limits: string): RunnerSpec {
  const { command } = RUNNERS.find(({ id }) => id === "interpreter")!;
  return { id: limits, ours: true, learns: true, command: [...command.slice(0, -1), tier, limits] };
}

async function main(): Promise<number> {
  const args = parseArgs(Deno.args, { string: ["tier", "only"], boolean: ["full", "write"] });
  const tier = String(args.tier ?? "auto");
  const only = typeof args.only === "string" ? args.only.split(",") : [];
  const options = {
    rounds: 9,
    least: 9,
    allowance: Infinity,
    warmUp: { runs: 8, patience: 6, least: 100, most: args.full ? 4_000 : 1_000 },
    timeout: 60_000,
  };
  const runners = ["all", "none"].map((limits) => new Runner(variant(tier, limits)));
  for (const runner of runners) await runner.start();
  const ratios: number[] = [];
  try {
    for (const program of selectPrograms(await loadPrograms(), only)) {
      const size = program.sizes[args.full ? "full" : "quick"];
      const { all, none } = await measureProgram(program, size, runners, options);
      if (all!.status !== "ok" || none!.status !== "ok") {
        throw new Error(`${program.name}: ${all!.message ?? none!.message}`);
      }
      const ratio = pairedRatio(all!.cpu, none!.cpu).median;
      ratios.push(ratio);
      console.log(`${ratio.toFixed(3)}  ${program.name}`);
    }
  } finally {
    for (const runner of runners) await runner.stop();
  }
  const mean = geometricMean(ratios);
  const message = `time with all limits over time with none, geometric mean of ${ratios.length} programs`;
  console.log(`\n${mean.toFixed(3)}  ${message} (${tier})`);
  if (args.write === true) {
    const most = Math.max(...ratios).toFixed(2);
    const text = `Tier \`${tier}\`, ${ratios.length} programs: ${mean.toFixed(2)}; ${most} where it is most.`;
    writeGenerated("docs/benchmarks.md", `overhead ${tier}`, text);
  }
  return mean <= BOUND ? 0 : 1;
}

Deno.exit(await main());
