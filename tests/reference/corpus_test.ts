/**
 * The corpus live: `lua5.1` still does what was recorded, and so do we. Fails where `lua5.1` is missing.
 */

import { assertEquals } from "@std/assert";
import { programs, recorded, runReference } from "../corpus.ts";
import { runOurs, TIERS } from "../corpus_run.ts";

for (const name of programs()) {
  Deno.test(`lua5.1 agrees on ${name}`, async () => {
    const live = await runReference(name);
    assertEquals(live, recorded(name));
    for (const tier of TIERS) assertEquals(runOurs(name, tier), live, tier);
  });
}
