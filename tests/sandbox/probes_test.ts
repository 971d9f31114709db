/**
 * The probes, against the sources; `tests/bundle_test.ts` runs them against the bundle.
 */

import { assert } from "@std/assert";
import * as api from "../../mod.ts";
import { PROBES } from "./probes.ts";

for (const [name, probe] of Object.entries(PROBES)) {
  Deno.test(name, async () => await probe(api));
}

Deno.test("every probe of the list is there", () => {
  const names = Object.keys(PROBES).join("\n");
  // those missing are about startup costs, a process of its own, and what the bundle's tests do
  for (const number of [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 15, 16, 17, 18, 19]) {
    assert(new RegExp(`\\bP${number}\\b`).test(names), `P${number}`);
  }
});
