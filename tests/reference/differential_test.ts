/**
 * Random programs, run by `lua5.1` and by us: the same output line by line. Seeds are fixed, so a failure can
 * be repeated; FERROUS_SEEDS in the environment asks for more of them.
 */

import { assertEquals } from "@std/assert";
import { compile, instantiate } from "../../mod.ts";
import { latin1 } from "../corpus.ts";
import { TIERS } from "../corpus_run.ts";
import { generate, KINDS } from "../../diff/cases.ts";

/** Programs of each kind, and cases in a program. */
const SEEDS = Number(Deno.env.get("FERROUS_SEEDS") ?? 4);
const CASES = 400;

async function reference(source: string): Promise<string[]> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/random.lua`, source);
    const { stdout, stderr } = await new Deno.Command("lua5.1", {
      args: ["random.lua"],
      cwd: folder,
      env: { LC_ALL: "C", TZ: "UTC" },
    }).output();
    assertEquals(new TextDecoder().decode(stderr), "");
    return latin1(stdout).split("\n");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

for (const kind of KINDS) {
  for (let seed = 1; seed <= SEEDS; seed++) {
    Deno.test(`random ${kind} ${seed} as in lua5.1`, async () => {
      const source = generate(kind, seed, CASES);
      const expected = await reference(source);
      const module = compile(source, { name: "@random.lua" });
      for (const tier of TIERS) {
        const pieces: string[] = [];
        instantiate(module, {
          tier,
          stdout: { writeSync: (bytes) => (pieces.push(latin1(bytes)), bytes.length) },
        }).run();
        const actual = pieces.join("").split("\n");
        const lines = source.split("\n");
        const differing = expected.findIndex((line, i) => line !== actual[i]);
        if (differing < 0) continue;
        const number = (expected[differing] ?? "").split("\t")[0];
        const program = lines.find((line) => line.startsWith(`P(${number}, `));
        assertEquals(
          actual[differing],
          expected[differing],
          `${tier}, case ${number}: ${program?.slice(0, 2000)}`,
        );
      }
    });
  }
}
