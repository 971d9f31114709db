/**
 * Inline caches are shared by the instances of a module: they hold what is true of all of them, and what is of one
 * instance alone takes no place from the others.
 */

import { assert, assertEquals } from "@std/assert";
import { linkOf } from "../../host/module.ts";
import { compile, instantiate } from "../../mod.ts";
import type { Code } from "../../vm/code.ts";

/** The functions of a module and the functions in them. */
function codesOf(code: Code): Code[] {
  return [code, ...code.proto.protos.flatMap((_, index) => codesOf(code.child(index)))];
}

for (const tier of ["interpreter", "compiled"] as const) {
  Deno.test(`each instance finds its own values in tables with too many keys to be shared (${tier})`, () => {
    const module = compile(`
      local seed = ...
      local class = {}
      for i = 1, 200 do class["key" .. i] = seed + i end
      class.__index = class
      function class:get() return self.value + self.key7 end
      local object, sum = setmetatable({ value = seed }, class), 0
      for i = 1, 20 do
        sum = sum + object:get() + class.key9
        class.key9 = class.key9 + 1
      end
      return sum`);
    for (let seed = 0; seed < 40; seed++) {
      assertEquals(instantiate(module, { tier }).run(seed), 20 * (seed + seed + 7 + seed + 9) + 190);
    }
    for (const code of codesOf(linkOf(module).code)) {
      for (const site of code.sites) {
        assert(!site.isCrowded && site.loads === null && site.stores === null, site.key);
      }
    }
  });

  Deno.test(`a site that meets very many kinds of tables finds the right one (${tier})`, () => {
    const module = compile(`
      local kinds, rounds = ...
      local objects = {}
      for i = 1, kinds do
        local class = { ["only" .. i] = i, name = function(self) return self.value + i end }
        class.__index = class
        objects[i] = setmetatable({ ["field" .. i] = i, value = 0 }, class)
      end
      local sum = 0
      for round = 1, rounds do
        for i = 1, kinds do
          local object = objects[i]
          object.value = object.value + 1
          object.late = object.value
          sum = sum + object:name() + object.late
        end
      end
      return sum`);
    const [kinds, rounds] = [70, 9];
    let sum = 0;
    for (let round = 1; round <= rounds; round++) {
      for (let i = 1; i <= kinds; i++) sum += 2 * round + i;
    }
    for (let k = 0; k < 3; k++) assertEquals(instantiate(module, { tier }).run(kinds, rounds), sum);
    const sites = linkOf(module).code.sites;
    assert(sites.some((site) => site.key === "name" && site.isCrowded));
  });
}
