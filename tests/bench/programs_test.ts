/** Every benchmark program returns what lua5.1 returned, at its smallest size, within limits. */

import { assert, assertEquals } from "@std/assert";
import { measuredOptions, type Tier } from "../../bench/limits.ts";
import { allSizes, loadPrograms, SECTIONS } from "../../bench/program.ts";
import { compile, instantiate } from "../../mod.ts";

const programs = await loadPrograms();
const tiers: readonly Tier[] = ["interpreter", "auto", "compiled"];

Deno.test("benchmark programs cover every section and have a result for every size", () => {
  assertEquals(new Set(programs.map((program) => program.section)), new Set(SECTIONS.keys()));
  for (const program of programs) {
    assertEquals(allSizes(program).filter((size) => !program.expected.has(size)), [], program.name);
  }
});

for (const tier of tiers) {
  for (const program of programs) {
    Deno.test(`benchmark program ${program.name} is right in tier ${tier}`, () => {
      const instance = instantiate(
        compile(program.source, { name: program.name }),
        measuredOptions(tier, "usual", program.library),
      );
      const { check } = program.sizes;
      // twice: a benchmark runs it again and again in one instance
      assertEquals(instance.run(check), program.expected.get(check));
      assertEquals(instance.run(check), program.expected.get(check));
    });
  }
}

const byHand = programs.filter((program) => program.handWritten !== undefined);

Deno.test("hand-written JavaScript is there for ten programs at least, and for no others than there are", async () => {
  assert(byHand.length >= 10);
  const files = [];
  for await (const { name } of Deno.readDir(new URL("../../bench/hand_written/", import.meta.url))) {
    files.push(name);
  }
  assertEquals(files.sort(), byHand.map(({ name }) => `${name}.ts`).sort());
});

for (const program of byHand) {
  Deno.test(`hand-written ${program.name} gives what the Lua program gives`, async () => {
    const { run } = await import(new URL(`file://${program.handWritten}`).href);
    for (const size of [program.sizes.check, program.sizes.check, program.sizes.quick]) {
      assertEquals(run(size), program.expected.get(size));
    }
  });
}
