/**
 * Running programs here, as the command line runs them under the trusted profile, but in this process.
 *
 * @module
 */

import { errorBytes } from "../cli/report.ts";
import { exitFunction } from "../cli/os.ts";
import { argTable, instanceOptions } from "../cli/setup.ts";
import { compile, type Instance, instantiate, type InstantiateOptions, LimitError } from "../mod.ts";
import { LimitTrap } from "../vm/errors.ts";
import { bytesOf, latin1 } from "./bytes.ts";
import type { Outcome } from "./outcome.ts";
import { INPUT } from "./reference.ts";

/** How code can run. */
export type Tier = NonNullable<InstantiateOptions["tier"]>;

/** Steps a generated program may take; they take thousands. */
const STEPS = 50_000_000;
const STOPPED = 137;

/** Runs a program whose file is called `name`, in the present working directory. */
export function runOurs(text: string, name: string, tier: Tier): Outcome {
  if (text.includes(".txt")) { for (const file of ["t.txt", "t2.txt"]) removeIfThere(file); }
  const out: string[] = [];
  const err: string[] = [];
  const sink = (pieces: string[]) => ({
    writeSync: (bytes: Uint8Array) => (pieces.push(latin1(bytes)), bytes.length),
  });
  let status = 0;
  let exited = false;
  const exit = exitFunction((code) => {
    exited = true;
    status = code;
    throw new LimitTrap("aborted", "exit");
  });
  let instance: Instance | undefined;
  const input = [bytesOf(INPUT.replaceAll("\\n", "\n"))];
  try {
    const module = compile(bytesOf(text), { name: `@${name}` });
    const options = instanceOptions({
      profile: "trusted",
      tier,
      limits: {},
      stats: false,
      output: undefined,
    });
    const os = options.imports as { os: Record<string, never> };
    instance = instantiate(module, {
      ...options,
      limits: { steps: STEPS },
      imports: { os: { ...os.os, exit }, arg: argTable(name, []) },
      stdout: sink(out),
      stderr: sink(err),
      stdin: () => input.shift(),
    });
    instance.run();
  } catch (error) {
    if (!exited) {
      status = error instanceof LimitError ? STOPPED : 1;
      const message = errorBytes(error, "lua5.1");
      if (message !== undefined) err.push(latin1(message));
    }
  }
  if (!exited) instance?.close();
  return { stdout: out.join(""), stderr: err.join(""), status };
}

function removeIfThere(file: string): void {
  try {
    Deno.removeSync(file);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
