/**
 * A process that runs one hog, given by name, under a memory limit, given in MiB, and prints as JSON how that
 * ended and how much the process grew. Reads `/proc`, so it needs Linux.
 *
 * @module
 */

import { instantiate, LimitError } from "../../mod.ts";
import { HOGS } from "./hog_programs.ts";

/** What a hog came to. */
export interface HogReport {
  readonly name: string;
  /** kind of the `LimitError` it ended with */
  readonly ending: string;
  /** bytes by which the process's peak exceeds what it had before */
  readonly growth: number;
  /** highest value of the account, in bytes */
  readonly account: number;
  readonly milliseconds: number;
}

/** Steps that are enough for nearly every hog; the others have shown what they would by then. */
const STEPS = 2e8;

const LIBS = ["base", "string", "table", "math", "coroutine", "os", "io", "debug"] as const;

/** A line of `/proc/self/status`, in bytes. */
function status(field: string): number {
  const line = Deno.readTextFileSync("/proc/self/status").split("\n").find((text) => text.startsWith(field));
  return Number(/(\d+) kB/.exec(line ?? "")?.[1]) * 1024;
}

/** Runs a hog and says what the process grew by. */
export function runHog(name: string, memory: number): HogReport {
  const limits = { memory, steps: STEPS };
  // loads and warms what every program needs
  instantiate("local t = {} for i = 1, 1000 do t[i] = { i, x = i } end return #t", { limits }).run();
  const idle = status("VmRSS");
  const start = performance.now();
  const instance = instantiate(HOGS[name]!, { limits, libs: LIBS, binaryChunks: true });
  let ending = "none";
  try {
    instance.run();
  } catch (error) {
    ending = error instanceof LimitError ? error.kind : `${error}`;
  }
  return {
    name,
    ending,
    growth: Math.max(0, status("VmHWM") - idle),
    account: instance.usage.peakMemory,
    milliseconds: Math.round(performance.now() - start),
  };
}

/** Runs a hog in a process of its own. */
export async function hogInChild(name: string, mebibytes: number): Promise<HogReport> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--quiet",
      "--no-check",
      new URL("hog_child.ts", import.meta.url).pathname,
      name,
      String(mebibytes),
    ],
    stdout: "piped",
    stderr: "piped",
  }).output();
  if (code !== 0) throw new Error(`${name}: the process died (${code}): ${new TextDecoder().decode(stderr)}`);
  return JSON.parse(new TextDecoder().decode(stdout)) as HogReport;
}

if (import.meta.main) console.log(JSON.stringify(runHog(Deno.args[0]!, Number(Deno.args[1]) * 2 ** 20)));
