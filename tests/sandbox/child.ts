/**
 * A process that runs attack programs one after the other and reports each as a line of JSON, with what the
 * process has grown to. Its heap and stack are kept small by the flags it is started with.
 *
 * @module
 */

import { hostDetail, isHealthy, readAttack, runAttack } from "./attack.ts";

/** One line of the report. */
export interface Report {
  readonly name: string;
  readonly outcome: string;
  readonly healthy: boolean;
  readonly detail: string | null;
  /** resident bytes of the process after the program */
  readonly rss: number;
}

/**
 * Runs programs in one process with the given V8 flags.
 *
 * @throws {Error} the process died, with the program it died in
 */
export async function runInChild(
  names: readonly string[],
  flags: readonly string[],
  tier: string,
): Promise<Report[]> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--allow-read",
      "--allow-sys",
      "--quiet",
      "--no-check",
      `--v8-flags=${flags.join(",")}`,
      new URL("child.ts", import.meta.url).pathname,
      tier,
      JSON.stringify(names),
    ],
    stdout: "piped",
    stderr: "piped",
  }).output();
  const lines = new TextDecoder().decode(stdout).split("\n").filter((line) => line !== "");
  if (code !== 0 || lines.length < names.length) {
    const last = names[lines.length] ?? "the end";
    throw new Error(
      `the process died (${code}) in ${last}: ${new TextDecoder().decode(stderr).slice(-2000)}`,
    );
  }
  return lines.map((line) => JSON.parse(line) as Report);
}

if (import.meta.main) {
  const [tier, names] = Deno.args;
  for (const name of JSON.parse(names!) as string[]) {
    const { outcome, texts } = runAttack(readAttack(name), tier as "interpreter");
    const report: Report = {
      name,
      outcome,
      healthy: isHealthy(),
      detail: hostDetail(texts) ?? null,
      rss: Deno.memoryUsage().rss,
    };
    console.log(JSON.stringify(report));
  }
}
