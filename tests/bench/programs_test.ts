/** Every benchmark program returns what lua5.1 returned, at its smallest size, within limits. */

import { assertEquals } from "@std/assert";
import { measuredOptions, type Tier } from "../../bench/limits.ts";
import { allSizes, loadPrograms, SECTIONS } from "../../bench/program.ts";
import { RUNNERS } from "../../bench/runner.ts";
import { compile, instantiate } from "../../mod.ts";

const programs = await loadPrograms();
const tiers = RUNNERS.filter((runner) => runner.ours).map((runner) => runner.id as Tier);

Deno.test("benchmark programs cover every section and have a result for every size", () => {
  assertEquals(new Set(programs.map((program) => program.section)), new Set(SECTIONS.keys()));
  for (const program of programs) {
    assertEquals(allSizes(program).filter((size) => !program.expected.has(size)), [], program.name);
  }
});

for (const tier of tiers) {
  for (const program of programs) {
    Deno.test(`benchmark program ${program.name} is right in tier ${tier}`, () => {
      const instance = instantiate(compile(program.source, { name: program.name }), measuredOptions(tier));
      const { check } = program.sizes;
      // twice: a benchmark runs it again and again in one instance
      assertEquals(instance.run(check), program.expected.get(check));
      assertEquals(instance.run(check), program.expected.get(check));
    });
  }
}
