/**
 * How this project's instances are set up in the benchmarks: always with limits, high enough for every
 * program, because limits are the point of the sandbox and must be part of what is measured.
 *
 * @module
 */

import type { InstantiateOptions, LibraryName } from "../mod.ts";

/** How code runs in one of this project's runners. */
export type Tier = NonNullable<InstantiateOptions["tier"]>;

/** Every library there is. */
export const ALL_LIBRARIES: readonly LibraryName[] = [
  "base",
  "string",
  "table",
  "math",
  "coroutine",
  "os",
  "io",
  "debug",
  "package",
];

/** Options of an instance that is measured in a tier. */
export function measuredOptions(tier: Tier): InstantiateOptions {
  return {
    tier,
    libs: ALL_LIBRARIES,
    limits: { steps: 1e12, memory: 1 << 30, callDepth: 19_996 },
    clock: () => performance.now(),
  };
}
