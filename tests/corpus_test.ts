/**
 * Every program of the corpus, through the public API, in every execution tier: output and error message are
 * those recorded from `lua5.1`. Runs are bounded by steps, never by time.
 */

import { assert, assertEquals } from "@std/assert";
import { programs, recorded, strays } from "./corpus.ts";
import { runOurs, TIERS } from "./corpus_run.ts";

Deno.test("corpus has at least 150 programs and no stray files", () => {
  assert(programs().length >= 150);
  assertEquals(strays(), []);
});

for (const tier of TIERS) {
  for (const name of programs()) {
    Deno.test(`corpus ${name} (${tier})`, () => {
      assertEquals(runOurs(name, tier), recorded(name));
    });
  }
}
