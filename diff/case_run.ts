/**
 * Runs the one-line cases of a kind (`cases.ts`) on both sides.
 *
 * @module
 */

import { Batch } from "./batch.ts";
import { generate, type Kind } from "./cases.ts";
import type { Tier } from "./ours.ts";
import { Progress } from "./progress.ts";

/** Cases in a program. */
const BATCH = 4000;

/** Compares `count` cases of a kind from a seed on; returns how many differed. */
export async function compareCases(kind: Kind, seed: number, count: number, tier: Tier): Promise<number> {
  const progress = new Progress(`cases of ${kind}`);
  for (let at = 0; at < count; at += BATCH) {
    const number = Math.min(BATCH, count - at);
    const source = generate(kind, seed + at / BATCH, number);
    const batch = new Batch(source, tier);
    try {
      for (const { reference, ours } of await batch.run("")) {
        const [index] = reference.split("\t");
        const program = source.split("\n").find((line) => line.startsWith(`P(${index}, `)) ?? "";
        progress.differs(
          `seed ${seed + at / BATCH}, case ${index}: ${
            program.slice(0, 2000)
          }\nlua5.1: ${reference}\nhere:   ${ours}`,
        );
      }
    } finally {
      batch.end();
    }
    progress.add(number);
  }
  return progress.end();
}
