/**
 * Running a program of the corpus the way a host would: through `mod.ts` alone.
 *
 * @module
 */

import { compile, CompileError, instantiate, type InstantiateOptions, LuaError } from "../mod.ts";
import { chunkName, latin1, type Outcome, source } from "./corpus.ts";

/** How code can run. */
export type Tier = NonNullable<InstantiateOptions["tier"]>;

/** The tiers the corpus runs in. */
export const TIERS: readonly Tier[] = ["interpreter", "compiled"];

/** Steps a program of the corpus may take. */
const STEPS = 200_000_000;

/**
 * Runs a program and says what it did, as {@linkcode Outcome} records it.
 *
 * @throws what the API throws other than `LuaError` and `CompileError`: no program of the corpus expects it.
 */
export function runOurs(name: string, tier: Tier): Outcome {
  const pieces: string[] = [];
  try {
    const module = compile(source(name), { name: chunkName(name) });
    const instance = instantiate(module, {
      profile: "trusted",
      limits: { steps: STEPS, memory: 512 * 1024 * 1024 },
      stdout: {
        writeSync(bytes) {
          pieces.push(latin1(bytes));
          return bytes.length;
        },
      },
      clock: () => performance.now(),
      wallClock: () => Date.now(),
      tier,
    });
    instance.run();
  } catch (error) {
    return { stdout: pieces.join(""), error: messageOf(error) };
  }
  return { stdout: pieces.join(""), error: undefined };
}

/** What the stand-alone `lua5.1` prints for an error nobody caught. */
function messageOf(error: unknown): string {
  if (error instanceof CompileError) return error.message;
  if (!(error instanceof LuaError)) throw error;
  const { value } = error;
  if (typeof value === "string" || typeof value === "number") return error.message;
  return value instanceof Uint8Array ? latin1(value) : "(error object is not a string)";
}
