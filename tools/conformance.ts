/**
 * `deno task conformance [--suite DIR]`: runs every Lua file of a directory, such as the unpacked official
 * Lua 5.1 test suite, under the `trusted` profile and prints a table of results.
 *
 * Without `--suite` it runs the project's own corpus. Each file runs in a process of its own, in the
 * directory of the suite, and passes if it ends without an error.
 *
 * @module
 */

import { parseArgs } from "@std/cli/parse-args";

const ROOT = new URL("../", import.meta.url).pathname;
const LIMIT_SECONDS = 300;

interface Outcome {
  readonly file: string;
  readonly result: "passed" | "failed" | "needs the C API";
  readonly seconds: number;
  readonly detail: string;
}

/** Files of the official suite that only drive other files or test the C API. */
const NOT_TESTS = new Set(["all.lua", "main.lua"]);

async function runFile(suite: string, file: string): Promise<Outcome> {
  const start = performance.now();
  const signal = AbortSignal.timeout(LIMIT_SECONDS * 1000);
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", `${ROOT}cli/main.ts`, "run", "--profile", "trusted", file],
    cwd: suite,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    signal,
  });
  const { code, stdout, stderr } = await child.output();
  const seconds = (performance.now() - start) / 1000;
  const text = new TextDecoder("latin1");
  const detail = signal.aborted
    ? `still running after ${LIMIT_SECONDS} s`
    : text.decode(stderr).split("\n")[0]!.replace(/^lua: /, "");
  const inactive = /testC not active/.test(text.decode(stdout));
  if (code !== 0) return { file, result: "failed", seconds, detail };
  return {
    file,
    result: "passed",
    seconds,
    detail: inactive ? "parts that need the C API (T) did not run" : "",
  };
}

/** Lua files below `folder`, as paths from it. */
function luaFiles(folder: string, prefix = ""): string[] {
  const files: string[] = [];
  for (const entry of Deno.readDirSync(folder)) {
    if (entry.isDirectory) files.push(...luaFiles(`${folder}/${entry.name}`, `${prefix}${entry.name}/`));
    else if (entry.name.endsWith(".lua") && !NOT_TESTS.has(entry.name)) files.push(prefix + entry.name);
  }
  return files.sort();
}

const args = parseArgs(Deno.args, { string: ["suite"] });
const suite = typeof args.suite === "string" ? args.suite : `${ROOT}tests/lua`;
// programs of the corpus that end in an error have it recorded next to them
const expected = (file: string) => {
  try {
    return Deno.readTextFileSync(`${suite}/${file.replace(/\.lua$/, ".err")}`).trim();
  } catch {
    return undefined;
  }
};

let failed = 0;
const files = args.suite === undefined
  ? luaFiles(suite)
  : luaFiles(suite).filter((file) => !file.includes("/"));
if (files.length === 0) {
  console.error(`there are no Lua files in ${suite}`);
  Deno.exit(2);
}
for (const file of files) {
  let outcome = await runFile(suite, file);
  const error = expected(file);
  if (error !== undefined && outcome.result === "failed") {
    outcome = { ...outcome, result: outcome.detail === error.split("\n")[0] ? "passed" : "failed" };
  }
  if (outcome.result === "failed") failed++;
  console.log(
    `${file.padEnd(40)} ${outcome.result.padEnd(8)} ${
      outcome.seconds.toFixed(1).padStart(6)
    } s  ${outcome.detail}`,
  );
}
console.log(`${files.length - failed} passed, ${failed} failed`);
Deno.exit(failed === 0 ? 0 : 1);
