/**
 * Nothing a script, a source, a serialized module or a value decides the depth of uses the JS stack: a process
 * with a fifth of the usual stack does the same as one with all of it.
 */

import { assert, assertEquals } from "@std/assert";

/** KiB; V8's default is 984, Deno itself starts with about 80. */
const SMALL_STACK = 200;

/** Runs all cases in a process; the ending of each by name. */
async function endings(flags: readonly string[]): Promise<Map<string, string>> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", ...flags, new URL("deep_cases.ts", import.meta.url).href],
    stdout: "piped",
    stderr: "piped",
  }).output();
  const decoder = new TextDecoder();
  assertEquals(code, 0, decoder.decode(stderr).slice(-2000));
  const lines = decoder.decode(stdout).split("\n").filter((line) => line !== "");
  return new Map(lines.map((line) => line.split("\t") as [string, string]));
}

/** Host functions that call back do use it, within bounds: the limit is then the stack instead of the bound. */
const ON_THE_STACK = /^run host and back/;

Deno.test(`a JS stack of ${SMALL_STACK} KiB is enough for everything`, async () => {
  const [all, small] = await Promise.all([
    endings([]),
    endings([`--v8-flags=--stack-size=${SMALL_STACK}`]),
  ]);
  assert(all.size > 150, `${all.size} cases`);
  assertEquals(small.get("healthy"), "2");
  for (const [name, ending] of all) {
    // the tiers do the same
    assertEquals(ending, all.get(name.replace("(compiled)", "(interpreter)")), name);
    assert(!ending.startsWith("FAULT"), `${name}: ${ending}`);
    assert(ending !== "limit depth", `${name}: ${ending}`);
    const other = small.get(name);
    if (ON_THE_STACK.test(name) && other === "limit depth") continue;
    assertEquals(`${name}: ${other}`, `${name}: ${ending}`);
  }
});
