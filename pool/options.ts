/**
 * What a host decides about a pool and about each of its jobs.
 *
 * @module
 */

import { checkedOptions } from "../host/check_options.ts";
import { UsageError } from "../host/errors.ts";
import { type InstantiateOptions, type Limits, limitsOf } from "../host/options.ts";
import { isA, shown } from "../host/safe.ts";
import type { HostInput } from "../host/values.ts";
import type { ProcessOptions, WorkerStarter } from "./link.ts";

/** Settings of `createPool`. */
export interface PoolOptions extends ProcessOptions {
  /** Scripts that may run at the same time; default: the machine's threads. Workers are started when needed. */
  workers?: number;
  /** Limits of every job; a job's own `limits` go before them. Default: those of the profile. */
  limits?: Limits;
  /**
   * Milliseconds a job may take from the moment a worker has it, waiting for host functions included. The
   * script is stopped then, and its worker ended `grace` later if it has not answered. Default 60,000; may be
   * `Infinity`.
   */
  deadline?: number;
  /** Milliseconds a worker has to answer when it should have stopped; default 1,000. */
  grace?: number;
  /** Jobs that may wait for a worker; more are refused. Default 1,000. */
  queue?: number;
  /** Milliseconds a worker may take to start; default 30,000. */
  startTimeout?: number;
  /**
   * What a worker is: `worker`, a web worker without permissions, or `process`, a `deno` without permissions.
   * Only a process can be killed while it computes, and runs out of memory alone. Default `worker`.
   */
  isolation?: "worker" | "process" | WorkerStarter;
  /** What a script may see of an exception a host function threw; default: its message without paths. */
  errorMessage?: (error: unknown) => string;
}

/** Settings of a job: those of an instance that are data, and how to run it. */
export interface JobOptions extends
  Pick<
    InstantiateOptions,
    | "profile"
    | "libs"
    | "imports"
    | "random"
    | "packagePath"
    | "load"
    | "binaryChunks"
    | "convert"
    | "strictGlobals"
    | "strictYield"
    | "tier"
    | "name"
  > {
  /** Arguments of the main chunk, or of `entry`. Copied when `run` is called. */
  args?: readonly HostInput[];
  /** Name of a global function: the main chunk is run without arguments, then this with `args`. */
  entry?: string;
  /** Limits that differ from the pool's. */
  limits?: Limits;
  /** Takes the job out of the queue, or stops it. */
  signal?: AbortSignal;
  /** A deadline that differs from the pool's. */
  deadline?: number;
  /** Sources by name for `require`. */
  modules?: Readonly<Record<string, string | Uint8Array>>;
}

/** A pool's settings, complete. */
export interface PoolSettings {
  readonly workers: number;
  readonly limits: Limits;
  readonly deadline: number;
  readonly grace: number;
  readonly queue: number;
  readonly startTimeout: number;
}

/** The settings the options ask for. */
export function settingsOf(options: PoolOptions): PoolSettings {
  refuseUnknown(options, POOL_OPTIONS);
  const workers = options.workers ?? navigator.hardwareConcurrency;
  if (!Number.isInteger(workers) || workers < 1 || workers > 1024) {
    throw new UsageError(`workers is a whole number from 1 to 1024, not ${shown(workers)}`);
  }
  const { isolation = "worker" } = options;
  if (isolation !== "worker" && isolation !== "process" && typeof isolation !== "function") {
    throw new UsageError(`isolation is "worker", "process" or a function, not ${shown(isolation)}`);
  }
  return {
    workers,
    limits: checkedLimits(options.limits),
    deadline: amount(options.deadline, 60_000, "deadline"),
    grace: amount(options.grace, 1_000, "grace"),
    queue: amount(options.queue, 1_000, "queue"),
    startTimeout: amount(options.startTimeout, 30_000, "startTimeout"),
  };
}

const POOL_OPTIONS: readonly (keyof PoolOptions)[] = [
  "workers",
  "limits",
  "deadline",
  "grace",
  "queue",
  "startTimeout",
  "isolation",
  "errorMessage",
  "deno",
  "maxHeap",
];

const JOB_OPTIONS: readonly (keyof JobOptions)[] = [
  "profile",
  "libs",
  "imports",
  "random",
  "packagePath",
  "load",
  "binaryChunks",
  "convert",
  "strictGlobals",
  "strictYield",
  "tier",
  "name",
  "args",
  "entry",
  "limits",
  "signal",
  "deadline",
  "modules",
];

function refuseUnknown(options: object, known: readonly string[]): void {
  if (typeof options !== "object" || options === null) {
    throw new UsageError(`options are an object, not ${shown(options)}`);
  }
  for (const name in options) {
    if (!known.includes(name)) throw new UsageError(`there is no option "${name}"`);
  }
}

/** Limits as the workers will take them. */
function checkedLimits(limits: Limits | undefined): Limits {
  const checked = checkedOptions({ limits }).limits ?? {};
  limitsOf({ limits: checked });
  return checked;
}

/**
 * A job's options, where this side reads them; the worker checks the others.
 *
 * @throws {UsageError} one does not exist or cannot be what it is
 */
export function checkedJobOptions(options: JobOptions): JobOptions {
  refuseUnknown(options, JOB_OPTIONS);
  const { signal, args, imports, limits, name, entry } = options;
  for (const [option, value] of Object.entries({ name, entry })) {
    if (value !== undefined && typeof value !== "string") {
      throw new UsageError(`${option} is a string, not ${shown(value)}`);
    }
  }
  if (signal !== undefined && !isA(signal, AbortSignal)) {
    throw new UsageError(`signal is an AbortSignal, not ${shown(signal)}`);
  }
  if (args !== undefined && !Array.isArray(args)) {
    throw new UsageError(`args is an array, not ${shown(args)}`);
  }
  if (imports !== undefined && (typeof imports !== "object" || imports === null)) {
    throw new UsageError(`imports is an object or a Map, not ${shown(imports)}`);
  }
  return { ...options, limits: checkedLimits(limits) };
}

/** A number that is given, or the default. */
export function amount(value: number | undefined, otherwise: number, name: string): number {
  if (value === undefined) return otherwise;
  if (typeof value === "number" && value >= 0) return value;
  throw new UsageError(`${name} is a number from 0 to Infinity, not ${shown(value)}`);
}

/** Most milliseconds a timer takes. */
const MAX_DELAY = 0x7fffffff;

/** Starts a timer; none for `Infinity`. */
export function timer(action: () => void, milliseconds: number): ReturnType<typeof setTimeout> | undefined {
  if (milliseconds === Infinity) return undefined;
  return setTimeout(action, Math.min(MAX_DELAY, milliseconds));
}
