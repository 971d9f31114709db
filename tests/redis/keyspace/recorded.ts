/**
 * The runs whose replies were recorded from a real server, and where.
 *
 * @module
 */

import type { Run } from "./differential.ts";
import { TEMPLATES } from "./families.ts";

/** One run of each family in each protocol. */
export const RECORDED: readonly Run[] = Object.keys(TEMPLATES).flatMap((family) => [
  { seed: 101, count: 250, protocol: 2, families: [family] },
  { seed: 102, count: 150, protocol: 3, families: [family] },
]);

/** The file of a recorded run. */
export function recordedFile(run: Run): URL {
  return new URL(`data/${run.families!.join("-")}-resp${run.protocol}.jsonl`, import.meta.url);
}
