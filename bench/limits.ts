/**
 * How this project's instances are set up in the benchmarks: always with limits, high enough for every
 * program, because limits are the point of the sandbox and must be part of what is measured.
 *
 * @module
 */

import { cjson } from "../libraries.ts";
import type { InstantiateOptions, LibraryName, Limits } from "../mod.ts";

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

/**
 * Which limits an instance has: `usual` in all comparisons; `all` there are, or `none`, to see what they cost
 * (`bench/overhead.ts`).
 */
export type LimitSet = "usual" | "all" | "none";

const LIMITS: Readonly<Record<LimitSet, Limits>> = {
  usual: { steps: 1e12, memory: 1 << 30, callDepth: 19_996 },
  all: {
    steps: 1e12,
    memory: 1 << 30,
    callDepth: 19_996,
    timeout: 3_600_000,
    stringLength: 1 << 28,
    output: 1e9,
    hostCalls: 1e9,
  },
  none: { steps: Infinity, memory: Infinity, timeout: Infinity, output: Infinity, hostCalls: Infinity },
};

/** Options of an instance that is measured in a tier; `library` is one that Redis has beside Lua's. */
export function measuredOptions(
  tier: Tier,
  limits: LimitSet = "usual",
  library?: "cjson",
): InstantiateOptions {
  return {
    tier,
    libs: library === undefined ? ALL_LIBRARIES : [...ALL_LIBRARIES, cjson],
    limits: LIMITS[limits],
    clock: () => performance.now(),
    ...(limits === "all" && { signal: new AbortController().signal }),
  };
}
