/**
 * Loops that become hot while they run, in code that is called once: they are compiled where they are, also
 * inside other loops and left by `break`; results and steps are those of the interpreter, wherever it stops.
 */

import { assert, assertEquals } from "@std/assert";
import { compile, instantiate, LimitError } from "../../../mod.ts";
import { inspection } from "../../../vm/compiled/build.ts";
import type { Tier } from "../../corpus_run.ts";

const LOOPS: Readonly<Record<string, string>> = {
  "numeric with break, in a loop": `local c = 0
    for i = 1, 30 do for j = 1, 90 do c = c + j if j * i > 700 then break end end end return c`,
  "numeric with break, in a loop that is left": `local c = 0 while true do
    for i = 1, 40 do for j = 1, 40 do c = c + 1 if j > i then break end end if c > 4000 then break end end
    if c > 9000 then break end end return c`,
  "numeric with break, once": `local c = 0
    for i = 1, 1 do for j = 1, 1000 do c = c + j % 3 if c < 0 then break end end end return c`,
  "downwards, by fractions": `local c = 0
    for i = 1, 30 do for j = 9, 0.5, -0.25 do c = c + j if c % 7 > 6 then break end end end return c`,
  "pairs with break, in a loop": `local t, c = {}, 0 for i = 1, 50 do t["k" .. i] = i end
    for r = 1, 30 do for k, v in pairs(t) do c = c + v if v > 45 then break end end end return c`,
  "ipairs with break, in a loop": `local t, c = {}, 0 for i = 1, 50 do t[i] = i end
    for r = 1, 30 do for k, v in ipairs(t) do c = c + v * k if v > 45 then break end end end return c`,
  "iterator with break, in a loop": `local c = 0
    local function upTo(n, i) if i < n then return i + 1 end end
    for r = 1, 40 do for i in upTo, 30, 0 do c = c + i if i > r then break end end end return c`,
  "while with break, in a loop": `local n = 0
    for r = 1, 300 do local i = 0 while i < 90 do i = i + 1 n = n + i % 2 if i > 7 then break end end end return n`,
  "while true with break at its end":
    `local i, n = 0, 0 while true do i = i + 1 n = n + i % 2 if i >= 900 then break end end
    return n`,
  "repeat": "local i, n = 0, 0 repeat i = i + 1 n = n + i % 3 until i > 900 return n",
  "repeat, in a loop":
    `local n = 0 for r = 1, 9 do local i = 0 repeat i = i + 1 n = n + i % 3 if n % 500 == 0 then break end
    until i > 90 end return n`,
  "three levels": `local n = 0 for a = 1, 12 do for b = 1, 12 do if b > 9 then break end
    for c = 1, 12 do n = n + c if c > 8 then break end end end end return n`,
  "an instruction that leaves":
    `local n = 0 local m = setmetatable({}, { __add = function(a, b) return b end })
    for i = 1, 60 do for j = 1, 9 do n = n + j + (m + 1) if j > 7 then break end end end return n`,
  "values that change their kind": `local n, v = 0, 1
    for i = 1, 60 do for j = 1, 9 do if j == 5 then v = "2" elseif j == 1 then v = 3 end n = n + v
      if j > 7 then break end end end return n`,
};

function instanceOf(source: string, tier: Tier, steps: number) {
  return instantiate(compile(source, { name: "=t" }), { tier, limits: { steps } });
}

function observe(source: string, tier: Tier, steps: number): unknown[] {
  const instance = instanceOf(source, tier, steps);
  try {
    return [instance.run(), instance.usage.steps];
  } catch (error) {
    assert(error instanceof LimitError, String(error));
    return [error.traceback, instance.usage.steps];
  }
}

function inSlices(source: string, tier: Tier, slice: number): unknown[] {
  const instance = instanceOf(source, tier, 1e9);
  const slices = instance.slices(slice);
  for (let count = 1;; count++) {
    const { done, value } = slices.next();
    if (done) return [value, instance.usage.steps, count];
    assert(count < 90_000, "no progress");
  }
}

for (const [name, source] of Object.entries(LOOPS)) {
  Deno.test(`loops are compiled while they run: ${name}`, () => {
    let made = 0;
    inspection.onText = () => void made++;
    try {
      observe(source, "auto", 1e9);
    } finally {
      inspection.onText = undefined;
    }
    assert(made > 0);
  });

  Deno.test(`tiers agree on loops compiled while they run: ${name}`, () => {
    const whole = observe(source, "interpreter", 1e9);
    for (const tier of ["auto", "compiled"] as const) {
      assertEquals(observe(source, tier, 1e9), whole);
      for (let steps = 1; steps < (whole[1] as number); steps += steps < 40 || steps % 97 < 5 ? 1 : 23) {
        assertEquals(observe(source, tier, steps), observe(source, "interpreter", steps), `${steps} steps`);
      }
      for (const slice of [1, 2, 3, 10, 101]) {
        assertEquals(
          inSlices(source, tier, slice),
          inSlices(source, "interpreter", slice),
          `slices of ${slice}`,
        );
      }
    }
  });
}
