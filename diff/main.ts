/**
 * The differential tester: the same programs run by Debian's `lua5.1` and here.
 *
 *     deno task diff [--only KIND] [--seed N] [--cases N] [--tier interpreter|compiled] [--seconds N] [--write]
 *     deno task diff --replay SEED
 *
 * Kinds are `programs` (default), `numbers`, and the one-line cases of `cases.ts`: `patterns`, `format`,
 * `expressions`, `library`, `syntax`, and a second maker of programs, there called `small`; `speed` times patterns. `--write` records the run in
 * `docs/conformance.md`. What is compared
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
import { recordRun, recordSpeed } from "./record.ts";
import { patternTimes } from "./speed.ts";

const DEFAULT_CASES = 2000;

interface Arguments {
  readonly only?: string;
  readonly seed?: string;
  readonly cases?: string;
  readonly tier?: string;
  readonly seconds?: string;
  readonly replay?: string;
  readonly "no-shrink"?: boolean;
  readonly write?: boolean;
}

const args = parseArgs(Deno.args, {
  string: ["only", "seed", "cases", "tier", "seconds", "replay"],
  boolean: ["no-shrink", "write"],
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

/** Compares, and keeps what came of it where that is asked for; returns the number of differences. */
async function compare(): Promise<number> {
  const kind = KINDS.find((kind) => kind === only);
  if (only === "numbers") {
    const cases = count(args.cases, 1_000_000);
    return kept(cases, await compareNumbers(seed, cases, tier));
  }
  if (kind !== undefined) {
    const cases = count(args.cases, 100_000);
    return kept(cases, await compareCases(kind, seed, cases, tier));
  }
  if (only === "speed") return await compareSpeed();
  if (only === "programs") return await comparePrograms();
  console.error(`there are programs, numbers, speed, ${KINDS.join(", ")}, but no ${only}`);
  Deno.exit(2);
}

function kept(cases: number, differences: number): number {
  if (args.write === true) recordRun({ kind: only, seed, cases, tier, differences });
  return differences;
}

async function compareSpeed(): Promise<number> {
  const times = await patternTimes(tier);
  for (const { name, reference, ours } of times) {
    console.log(
      `${name.padEnd(70)} ${reference.toFixed(1).padStart(8)} ms, here ${ours.toFixed(1).padStart(8)} ms`,
    );
  }
  if (args.write === true) recordSpeed(times);
  return 0;
}

async function comparePrograms(): Promise<number> {
  const run = new ProgramRun({ tier, shrinks: !args["no-shrink"] });
  try {
    if (args.replay !== undefined) console.log(await run.replay(count(args.replay, 0)));
    else {
      await run.range(seed, count(args.cases, DEFAULT_CASES), count(args.seconds, 0) * 1000 || Infinity);
      console.log(run.summary);
      kept(run.done, run.differences);
    }
    return run.differences;
  } finally {
    run.end();
  }
}

Deno.exit(await compare() === 0 ? 0 : 1);
