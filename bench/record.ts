/**
 * Records what the benchmark programs return at each of their sizes, with the installed lua5.1 (those that need
 * a library of Redis: with redis-server), in their head comments. `--check` only tells what differs.
 *
 *     deno run -A bench/record.ts [--check] [NAMES]
 *
 * @module
 */

import { parseArgs } from "@std/cli/parse-args";
import { allSizes, loadPrograms, type Program, selectPrograms } from "./program.ts";

import { Runner, RUNNERS } from "./runner.ts";

const REFERENCE = "lua5.1";

async function recordWithRedis(program: Program, size: number): Promise<string> {
  const runner = new Runner(RUNNERS.find(({ id }) => id === "redis-server")!);
  try {
    await runner.start();
    await runner.load(program.path);
    return (await runner.run(program.path, size, 60_000)).result;
  } finally {
    await runner.stop();
  }
}

async function reference(program: Program, size: number): Promise<string> {
  if (program.library !== undefined) return await recordWithRedis(program, size);
  const script = "io.write(assert(loadfile(arg[1]))(tonumber(arg[2])))";
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/run.lua`, script);
    const args = [`${folder}/run.lua`, program.path, String(size)];
    const { success, stdout, stderr } = await new Deno.Command(REFERENCE, { args }).output();
    const text = new TextDecoder();
    if (!success) throw new Error(`${program.name} ${size}: ${text.decode(stderr)}`);
    return text.decode(stdout);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The source with its `@expect` lines replaced. */
export function withExpectations(source: string, expected: ReadonlyMap<number, string>): string {
  const lines = source.split("\n").filter((line) => !line.startsWith("-- @expect "));
  const end = lines.findIndex((line) => !line.startsWith("--"));
  const added = [...expected].map(([size, result]) => `-- @expect ${size} ${result}`);
  return [...lines.slice(0, end), ...added, ...lines.slice(end)].join("\n");
}

if (import.meta.main) {
  const args = parseArgs(Deno.args, { boolean: ["check"] });
  const programs = selectPrograms(await loadPrograms(), args._.map(String));
  let different = 0;
  for (const program of programs) {
    const expected = new Map<number, string>();
    for (const size of allSizes(program)) expected.set(size, await reference(program, size));
    const source = withExpectations(program.source, expected);
    if (source === program.source) continue;
    different++;
    console.log(`${program.name}: ${args.check ? "differs" : "recorded"}`);
    if (!args.check) await Deno.writeTextFile(program.path, source);
  }
  console.log(`${programs.length} programs, ${different} ${args.check ? "differ" : "changed"}`);
  if (args.check && different > 0) Deno.exit(1);
}
