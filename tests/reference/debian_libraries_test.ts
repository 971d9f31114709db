/**
 * Libraries nobody here wrote, as Debian ships them: each is loaded and put to work by a program of
 * `libraries/`, with `lua5.1` and with the command line, which have to print the same.
 *
 * Fails where `lua5.1` or one of the packages is missing; `.ci/run` installs them.
 */

import { assertEquals } from "@std/assert";
import { latin1 } from "../corpus.ts";

const PROGRAMS = new URL("./libraries/", import.meta.url).pathname;
const CLI = new URL("../../cli/main.ts", import.meta.url).pathname;
const TIERS = ["interpreter", "compiled"];

/** Addresses differ from run to run, the name of the program from side to side. */
function shown(bytes: Uint8Array): string {
  return latin1(bytes).replace(/0x[0-9a-f]{4,}/g, "0x").replace(/^lua(?:5\.1)?: /gm, "lua: ");
}

async function run(program: string, args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(program, {
    args,
    cwd: PROGRAMS,
    env: { LC_ALL: "C", TZ: "UTC" },
    stdin: "null",
  }).output();
  return { code, stdout: shown(stdout), stderr: shown(stderr) };
}

const programs = [...Deno.readDirSync(PROGRAMS)].map((entry) => entry.name).sort();
for (const program of programs) {
  Deno.test(`${program.replace(/\.lua$/, "")} as in lua5.1`, async () => {
    const expected = await run("lua5.1", [program]);
    assertEquals({ ...expected, stdout: "" }, { code: 0, stdout: "", stderr: "" });
    for (const tier of TIERS) {
      const args = [
        "run",
        "-A",
        "--no-check",
        "--quiet",
        CLI,
        "run",
        "--profile",
        "trusted",
        "--tier",
        tier,
        program,
      ];
      assertEquals(await run(Deno.execPath(), args), expected, tier);
    }
  });
}
