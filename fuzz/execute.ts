/**
 * Running a module under limits, and what must hold whatever the module does.
 *
 * @module
 */

import {
  instantiate,
  type InstantiateOptions,
  LimitError,
  LinkError,
  LuaError,
  type LuaFunction,
  MarshalError,
  type Module,
  multiple,
  UsageError,
} from "../mod.ts";
import { describeError, slow } from "./report.ts";
import type { Settings } from "./target.ts";

/** How a run ended; two runs of the same program under the same limits are equal in all but `granted`. */
export interface Outcome {
  /** `result`, an error class, or the kind of a limit */
  readonly kind: string;
  /** the result or the message */
  readonly text: string;
  readonly steps: number;
  /** length and hash of what was printed */
  readonly output: string;
  /** steps the run could have used when it ended */
  readonly granted: number;
}

/** In one go, in slices, or with steps added whenever they run out. */
export type Manner = "whole" | "sliced" | "topped up";

/** How code runs; the outcome is the same. */
export type Tier = NonNullable<InstantiateOptions["tier"]>;

/** Something that must not happen; the first line of the message says what. */
export class Problem extends Error {}

/** Milliseconds a run of the small limits used here may take, on a busy machine. */
const SLOW = 4000;

/** Bytes the live data of an idle instance may be charged above the limit: what is charged without asking. */
const SLACK = 64 << 10;

const LIMIT_MESSAGES = new Set(["step limit exceeded", "memory limit exceeded"]);

/** Library functions of the host that programs find. */
function imports(): Record<string, unknown> {
  return {
    call(f: LuaFunction, ...args: unknown[]) {
      try {
        return f(...args);
      } finally {
        if (typeof f === "function") f.release?.();
      }
    },
    swallow(f: LuaFunction, ...args: unknown[]) {
      try {
        return f(...args);
      } catch (error) {
        return (error as Error).name;
      }
    },
    echo: (...args: unknown[]) => multiple(...args),
    fail(message: unknown) {
      throw new Error(String(message));
    },
    data: { first: 1, list: [1, 2, 3], k: "v" },
  };
}

class Printed {
  #hash = 0x811c9dc5;
  #length = 0;

  writeSync(bytes: Uint8Array): number {
    for (let i = 0; i < bytes.length; i++) this.#hash = Math.imul(this.#hash ^ bytes[i]!, 0x01000193);
    this.#length += bytes.length;
    return bytes.length;
  }

  toString(): string {
    return `${this.#length}:${(this.#hash >>> 0).toString(16)}`;
  }
}

function optionsFor(
  settings: Settings,
  manner: Manner,
  tier: Tier,
  stdout: Printed,
  grant: { steps: number },
): InstantiateOptions {
  const { steps, memory, callDepth, stringLength, slice } = settings;
  grant.steps = manner === "topped up" ? Math.min(slice, steps) : steps;
  return {
    profile: "trusted",
    tier,
    limits: { steps: grant.steps, memory, callDepth, stringLength },
    onOutOfSteps: () => {
      const more = manner === "topped up" ? Math.min(slice, steps - grant.steps) : 0;
      grant.steps += more;
      return more;
    },
    imports: imports(),
    binaryChunks: true,
    stdout,
    stderr: stdout,
  };
}

/**
 * Runs a module's main chunk.
 *
 * @param atPause called while a sliced run is between two slices, with the bytes the instance is charged for
 * @throws {Problem} something that must not happen has
 */
export function execute(
  module: Module,
  settings: Settings,
  manner: Manner,
  tier: Tier,
  atPause?: (memory: number) => void,
): Outcome {
  const stdout = new Printed();
  const grant = { steps: 0 };
  const start = performance.now();
  let instance;
  try {
    instance = instantiate(module, optionsFor(settings, manner, tier, stdout, grant));
  } catch (error) {
    const kind = error instanceof LinkError ? "LinkError" : kindOf(error, "instantiate");
    return { kind: `${kind} at start`, text: (error as Error).message, steps: 0, output: "", granted: 0 };
  }
  const before = instance.usage.steps;
  let kind = "result";
  let text: string;
  try {
    if (manner === "sliced") {
      const slices = instance.slices(settings.slice, 1, "two");
      let next = slices.next();
      for (; next.done !== true; next = slices.next()) atPause?.(next.value.memory);
      text = describeValue(next.value);
    } else text = describeValue(instance.run(1, "two"));
  } catch (error) {
    kind = kindOf(error, manner);
    text = `${(error as Error).message}${error instanceof LuaError ? describeValue(error.value) : ""}`;
    if (error instanceof LimitError && error.usage.steps - before > settings.steps) {
      throw new Problem(
        `LimitError reports more steps than the limit\n${error.usage.steps} of ${settings.steps}`,
      );
    }
  }
  const output = String(stdout);
  const granted = grant.steps;
  const { steps, memory } = instance.usage;
  if (performance.now() - start > SLOW) throw new Problem(slow("run", start));
  if (steps - before > settings.steps) {
    throw new Problem(`more steps used than the limit\n${steps - before} of ${settings.steps}, ${kind}`);
  }
  if (kind !== "memory" && memory > settings.memory + SLACK) {
    throw new Problem(`more memory charged than the limit\n${memory} of ${settings.memory}, ${kind}`);
  }
  if (manner === "whole") checkAfter(instance, kind);
  return { kind, text, steps: steps - before, output, granted };
}

/** After memory and depth traps an instance is dead; after anything else it can be run again. */
function checkAfter(instance: ReturnType<typeof instantiate>, kind: string): void {
  const dead = kind === "memory" || kind === "depth";
  try {
    instance.run();
    if (dead) throw new Problem(`an instance runs after it was stopped by its ${kind} limit`);
  } catch (error) {
    if (error instanceof Problem) throw error;
    if (dead && error instanceof UsageError) return;
    kindOf(error, "second run");
  }
}

/** The class of a documented error. Throws a {@linkcode Problem} for any other. */
function kindOf(error: unknown, what: string): string {
  if (error instanceof LuaError) return "LuaError";
  if (error instanceof MarshalError) return "MarshalError";
  if (error instanceof LimitError && LIMIT_MESSAGES.has(error.message)) return error.kind;
  throw new Problem(`${what}: ${describeError(error)}`);
}

/** A result in words, cut off. */
function describeValue(value: unknown, depth = 0): string {
  if (typeof value === "string") return JSON.stringify(value.slice(0, 200)) + value.length;
  if (typeof value !== "object" || value === null) {
    return typeof value === "function" ? "function" : String(value);
  }
  if (depth > 3) return "...";
  const inner = (one: unknown) => describeValue(one, depth + 1);
  if (Array.isArray(value)) return `[${value.slice(0, 20).map(inner)}]`;
  if (value instanceof Uint8Array) return `bytes ${value.slice(0, 50)}`;
  if (value instanceof Map) return `Map ${[...value].slice(0, 20).map(([k, v]) => inner(k) + inner(v))}`;
  return `{${Object.entries(value).slice(0, 20).map(([k, v]) => `${k.slice(0, 50)}=${inner(v)}`)}}`;
}
