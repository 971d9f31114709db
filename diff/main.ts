/**
 * The differential tester: the same programs run by Debian's `lua5.1` and here.
 *
 *     deno task diff [--only KIND] [--seed N] [--cases N] [--tier interpreter|compiled] [--seconds N]
 *     deno task diff --replay SEED
 *
 * Kinds are `programs` (default), `numbers`, and the one-line cases of `cases.ts`: `patterns`, `format`,
 * `expressions`, `library`, `syntax`, and a second maker of programs, there called `small`. What is compared
 * depends on kind and seed alone. A program that differs is made smaller and printed with its seed; the exit
 * status is 1 if anything differed. See `docs/conformance.md`.
 *
 * @module
 */

import { parseArgs } from "@std/cli/parse-args";
import { compareCases } from "./case_run.ts";
import { KINDS } from "./cases.ts";
import { compareNumbers } from "./numbers.ts";
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

const tier = (args.tier ?? "auto") as Tier;
const only = args.only ?? "programs";
const seed = count(args.seed, 1);

async function compare(): Promise<number> {
  if (only === "numbers") return await compareNumbers(seed, count(args.cases, 1_000_000), tier);
  const kind = KINDS.find((kind) => kind === only);
  if (kind !== undefined) return await compareCases(kind, seed, count(args.cases, 100_000), tier);
  if (only === "programs") return await comparePrograms();
  console.error(`there are programs, numbers, ${KINDS.join(", ")}, but no ${only}`);
  Deno.exit(2);
}

async function comparePrograms(): Promise<number> {
  const run = new ProgramRun({ tier, shrinks: !args["no-shrink"] });
  try {
    if (args.replay !== undefined) console.log(await run.replay(count(args.replay, 0)));
    else {
      await run.range(seed, count(args.cases, DEFAULT_CASES), count(args.seconds, 0) * 1000 || Infinity);
      console.log(`${run.done} programs, ${run.differences} differences, ${run.seconds.toFixed(0)} s`);
    }
    return run.differences;
  } finally {
    run.end();
  }
}

Deno.exit(await compare() === 0 ? 0 : 1);
