/**
 * The differential tester: the same programs run by Debian's `lua5.1` and here.
 *
 *     deno task diff [--only KIND] [--seed N] [--cases N] [--tier interpreter|compiled] [--seconds N]
 *     deno task diff --replay SEED
 *
 * Case N of a kind depends on `seed + N` alone. A difference is made smaller and printed with its seed; the
 * exit status is 1 if there was one. See `docs/conformance.md`.
 *
 * @module
 */

import { parseArgs } from "@std/cli/parse-args";
import type { Tier } from "./ours.ts";
import { ProgramRun } from "./program_run.ts";

const DEFAULT_CASES = 2000;

interface Arguments {
  readonly only?: string;
  readonly seed?: string;
  readonly cases?: string;
  readonly tier?: string;
  readonly seconds?: string;
  readonly replay?: string;
  readonly "no-shrink"?: boolean;
}

const args = parseArgs(Deno.args, {
  string: ["only", "seed", "cases", "tier", "seconds", "replay"],
  boolean: ["no-shrink"],
  unknown: (arg) => {
    console.error(`unknown option ${arg}`);
    Deno.exit(2);
  },
}) as Arguments;

function count(text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const value = Number(text.replaceAll("_", ""));
  if (Number.isSafeInteger(value) && value >= 0) return value;
  console.error(`${text} is no whole number`);
  Deno.exit(2);
}

const run = new ProgramRun({ tier: (args.tier ?? "auto") as Tier, shrinks: !args["no-shrink"] });
try {
  if (args.replay !== undefined) console.log(await run.replay(count(args.replay, 0)));
  else {
    await run.range(
      count(args.seed, 1),
      count(args.cases, DEFAULT_CASES),
      count(args.seconds, 0) * 1000 || Infinity,
    );
    console.log(`${run.done} programs, ${run.differences} differences, ${run.seconds.toFixed(0)} s`);
  }
} finally {
  run.end();
}
Deno.exit(run.differences === 0 ? 0 : 1);
