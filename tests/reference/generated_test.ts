/**
 * Generated programs and numbers, with fixed seeds: `lua5.1` and we do the same. `deno task diff` does more of
 * it.
 */

import { assertEquals } from "@std/assert";
import { compareNumbers } from "../../diff/numbers.ts";
import { fileName, runReference } from "../../diff/reference.ts";
import { generateProgram } from "../../diff/grammar/program.ts";
import { agreeButForNaN, normalized } from "../../diff/outcome.ts";
import { ProgramRun } from "../../diff/program_run.ts";
import { latin1 } from "../corpus.ts";

const CLI = new URL("../../cli/main.ts", import.meta.url).pathname;

for (const [tier, cases] of [["interpreter", 1000], ["compiled", 250]] as const) {
  Deno.test(`${cases} generated programs as in lua5.1, ${tier}`, async () => {
    const run = new ProgramRun({ tier, shrinks: false });
    try {
      await run.range(1, cases, Infinity);
      assertEquals([run.done, run.differences], [cases, 0]);
    } finally {
      run.end();
    }
  });
}

Deno.test("generated programs as processes: output, error and exit status as in lua5.1", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const programs = Array.from({ length: 24 }, (_, i) => generateProgram(500 + i));
    const expected = await runReference(`${folder}/run`, programs);
    for (const [i, reference] of expected.entries()) {
      for (const file of ["t.txt", "t2.txt"]) await Deno.remove(`${folder}/run/${file}`).catch(() => {});
      const command = new Deno.Command("sh", {
        args: ["-c", 'exec "$@" <input', "sh", Deno.execPath(), "run", "-A", "--no-check", "--quiet", CLI]
          .concat(
            ["run", "--profile", "trusted", fileName(i)],
          ),
        cwd: `${folder}/run`,
        env: { LC_ALL: "C", TZ: "UTC", LUA_PATH: ";;" },
      });
      const { code, stdout, stderr } = await command.output();
      const ours = {
        stdout: latin1(stdout),
        stderr: latin1(stderr).replace(/^lua: /m, "lua5.1: "),
        status: code,
      };
      if (agreeButForNaN(reference, ours)) continue;
      assertEquals(
        [ours.status, normalized(ours.stdout), normalized(ours.stderr)],
        [reference.status, normalized(reference.stdout), normalized(reference.stderr)],
        programs[i],
      );
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("20,000 numbers read and written as in lua5.1", async () => {
  assertEquals(await compareNumbers(7, 20_000, "auto"), 0);
});
