/**
 * What a host decides about an instance, and the values it gets by default.
 *
 * @module
 */

import { DEFAULT_CALL_DEPTH, MAX_STRING, type VmLimits } from "../vm/runtime.ts";
import type { FileSystem } from "../vm/file_system.ts";
import { type Usage, UsageError } from "./errors.ts";
import type { LibraryName } from "./libraries.ts";
import type { Library } from "./library.ts";
import { shown } from "./safe.ts";
import { type Conversion, DEFAULT_CONVERSION, type RunLimits } from "./state.ts";
import type { HostInput } from "./values.ts";

/** A set of libraries and limits to start from. */
export type Profile = "sandbox" | "trusted";

/** Limits of an instance. Each may be `Infinity`. */
export interface Limits {
  /**
   * Steps one run may take: bytecode instructions, and proportional charges of library functions.
   * Default 1,000,000,000 in `sandbox` (seconds), none in `trusted`.
   */
  steps?: number;
  /** Bytes the instance's live data may be charged for. Default 64 MiB in `sandbox`, none in `trusted`. */
  memory?: number;
  /** Lua calls that may be nested in one coroutine. Default 19,996, as in Lua 5.1. */
  callDepth?: number;
  /** Milliseconds one run may take, waiting included. Default none. */
  timeout?: number;
  /** Bytes a string may have. Default 536,870,880. */
  stringLength?: number;
  /** Bytes one run may write to `stdout` and `stderr` together. Default none. */
  output?: number;
  /** Calls of host functions one run may make. Default none. */
  hostCalls?: number;
}

/**
 * Receives what a script prints: a function gets text, an object gets bytes (`Deno.stdout` is one). A promise
 * the function returns is not waited for, and its rejection is ignored.
 */
export type OutputSink = ((text: string) => void) | { writeSync(bytes: Uint8Array): number };

/** Sources by module name, or a function that finds them; nothing is found where it gives undefined. */
export type ModuleSources =
  | Readonly<Record<string, string | Uint8Array>>
  | ((name: string) => string | Uint8Array | undefined);

/** Settings of `instantiate`. Everything a script can reach is given here; the default is nothing. */
export interface InstantiateOptions {
  /** Libraries and limits to start from; default `sandbox`. */
  profile?: Profile;
  /** The libraries, instead of the profile's: names, and what `libraries.ts` exports. */
  libs?: readonly (LibraryName | Library)[];
  /**
   * Globals given to the script: functions, data, or objects of functions. An object with the name of a
   * library adds to that library's table.
   */
  imports?: Readonly<Record<string, HostInput>> | ReadonlyMap<string, HostInput>;
  /** Limits; each that is absent is the profile's. */
  limits?: Limits;
  /**
   * Called when a run has used up its steps, with what the instance has used: returns how many more it
   * gets, 0 to stop it. Should it throw, the run ends with a `UsageError`.
   */
  onOutOfSteps?: (usage: Usage) => number;
  /** Stops runs, and waits of asynchronous runs, when it is aborted. */
  signal?: AbortSignal;
  /** Steps after which an asynchronous run lets other work have a turn; default 1,000,000. */
  slice?: number;
  /** Receives what `print` and `io.write` write; default: dropped. */
  stdout?: OutputSink;
  /** Receives what is written to `io.stderr`; default: dropped. */
  stderr?: OutputSink;
  /** The next piece of standard input, undefined at its end; default: empty. */
  stdin?: () => string | Uint8Array | undefined;
  /**
   * Monotonic clock in milliseconds, for `os.clock` and `limits.timeout`; default: no `os.clock`.
   * Should it fail when the time limit asks it, the run ends with a `UsageError`.
   */
  clock?: () => number;
  /** Wall clock in milliseconds since 1970, for `os.time` and `os.date`; default: none. */
  wallClock?: () => number;
  /** Minutes local time is ahead of UTC at a moment given in milliseconds; default: UTC. */
  utcOffset?: (milliseconds: number) => number;
  /** Seed of `math.random`; default 1: every instance draws the same numbers. */
  random?: number;
  /** What `require` finds; giving it adds the `package` library. Dots in a name may become slashes. */
  modules?: ModuleSources;
  /** Files for `io.open`, `dofile`, `require`, `os.remove` and their like; default: none. */
  files?: FileSystem;
  /** `package.path`; default `./?.lua`, or `?` when `modules` is given. */
  packagePath?: string;
  /** `package.cpath`; default empty. Native libraries cannot be loaded: it only shows in messages. */
  packageCpath?: string;
  /** Whether scripts may compile source text with `load` and `loadstring`; default true. */
  load?: boolean;
  /** Whether `string.dump` and `loadstring` take modules in this library's binary format; default false. */
  binaryChunks?: boolean;
  /** How values cross; see {@linkcode Conversion} for the defaults. */
  convert?: Partial<Conversion>;
  /** What a script may see of an exception a host function threw; default: its message without paths. */
  errorMessage?: (error: unknown) => string;
  /** Refuse to instantiate if the module reads a global that is neither given nor assigned by it. */
  strictGlobals?: boolean;
  /**
   * Whether yields across `pcall`, metamethods and library functions that call back are errors, as in 5.1;
   * default true in `trusted`, false in `sandbox`: there they work.
   */
  strictYield?: boolean;
  /** How code runs: `auto` (default), `interpreter` or `compiled`. Results are the same. */
  tier?: "auto" | "interpreter" | "compiled";
  /** Name of the chunk, if a source is given instead of a module. */
  name?: string;
}

const SANDBOX_LIBRARIES: readonly LibraryName[] = Object.freeze([
  "base",
  "string",
  "table",
  "math",
  "coroutine",
  "os",
  "io",
]);

const TRUSTED_LIBRARIES: readonly LibraryName[] = Object.freeze([...SANDBOX_LIBRARIES, "debug", "package"]);

const WITH_PACKAGE = new Map<readonly (LibraryName | Library)[], readonly LibraryName[]>([
  [SANDBOX_LIBRARIES, Object.freeze([...SANDBOX_LIBRARIES, "package" as const])],
  [TRUSTED_LIBRARIES, TRUSTED_LIBRARIES],
]);

/** The libraries the options ask for. */
export function librariesOf(options: InstantiateOptions): readonly (LibraryName | Library)[] {
  const libs = options.libs ?? (profileOf(options) === "sandbox" ? SANDBOX_LIBRARIES : TRUSTED_LIBRARIES);
  if (options.modules === undefined) return libs;
  return WITH_PACKAGE.get(libs) ?? (libs.includes("package") ? libs : [...libs, "package"]);
}

function profileOf(options: InstantiateOptions): Profile {
  const profile = options.profile ?? "sandbox";
  if (profile !== "sandbox" && profile !== "trusted") {
    throw new UsageError(`there is no profile ${shown(profile)}`);
  }
  return profile;
}

const NO_LIMITS: Limits = Object.freeze({});

const DEFAULTS = Object.freeze({
  sandbox: Object.freeze({ steps: 1_000_000_000, memory: 64 * 1024 * 1024 }),
  trusted: Object.freeze({ steps: Infinity, memory: Infinity }),
});

/** The limits the options ask for. */
export function limitsOf(options: InstantiateOptions): { vm: VmLimits; run: RunLimits } {
  const limits = options.limits ?? NO_LIMITS;
  const defaults = DEFAULTS[profileOf(options)];
  // fractions of a step would make the interpreter count in fractions
  const steps = Math.floor(limit(limits.steps, defaults.steps, "limits.steps"));
  return {
    vm: {
      // runs get their steps one by one
      steps: 0,
      memory: limit(limits.memory, defaults.memory, "limits.memory"),
      callDepth: limit(limits.callDepth, DEFAULT_CALL_DEPTH, "limits.callDepth"),
      stringLength: Math.min(limit(limits.stringLength, MAX_STRING, "limits.stringLength"), MAX_STRING),
    },
    run: {
      steps,
      timeout: limit(limits.timeout, Infinity, "limits.timeout"),
      output: limit(limits.output, Infinity, "limits.output"),
      hostCalls: limit(limits.hostCalls, Infinity, "limits.hostCalls"),
      slice: Math.max(1, Math.floor(limit(options.slice, 1_000_000, "slice"))),
    },
  };
}

function limit(value: number | undefined, otherwise: number, name: string): number {
  if (value === undefined) return otherwise;
  if (typeof value !== "number" || !(value >= 0)) {
    throw new UsageError(`${name} is a number from 0 to Infinity, not ${shown(value)}`);
  }
  return value;
}

/** The conversion the options ask for. */
export function conversionOf(options: InstantiateOptions): Conversion {
  const { convert } = options;
  if (convert === undefined) return DEFAULT_CONVERSION;
  const conversion = { ...DEFAULT_CONVERSION, ...convert };
  check("convert.strings", conversion.strings, ["utf8", "bytes", "latin1"]);
  check("convert.emptyTable", conversion.emptyTable, ["array", "object"]);
  check("convert.cycles", conversion.cycles, ["error", "preserve"]);
  limit(conversion.maxDepth, 0, "convert.maxDepth");
  return Object.freeze(conversion);
}

/** Refuses a value that is none of the allowed ones. */
export function check(name: string, value: unknown, allowed: readonly string[]): void {
  if (allowed.includes(value as string)) return;
  const names = allowed.map((one) => `"${one}"`).join(", ");
  throw new UsageError(`${name} is one of ${names}, not ${shown(value)}`);
}
