/**
 * What the compiled tier learns from where compiled code was left: operands it was not written for, and nothing
 * from traces and quanta that happen to be due there.
 */

import { assert, assertEquals } from "@std/assert";
import { compile, instantiate } from "../../../mod.ts";
import { inspection } from "../../../vm/compiled/build.ts";

/** Texts compiled in the first runs of a program, and in as many as are needed for 64 traces at least. */
function textsOf(source: string): [first: number, later: number] {
  let made = 0;
  inspection.onText = () => void made++;
  try {
    const instance = instantiate(compile(source), { tier: "auto", limits: { memory: 64 << 20 } });
    for (let run = 0; run < 3; run++) instance.run();
    const first = made;
    for (let run = 0; run < 60; run++) instance.run();
    return [first, made - first];
  } finally {
    inspection.onText = undefined;
  }
}

const ALLOCATING: Readonly<Record<string, string>> = {
  "table keys that are added": `local function add(t, k, v) t[k] = v end
    for r = 1, 300 do local t = {} for i = 1, 60 do add(t, "k" .. i, i) add(t, i * 3, i) end end`,
  "fields that are added": `local function make(x) local t = {} t.x = x t.y = x t.z = x return t end
    for i = 1, 30000 do make(i) end`,
  "strings that are joined": `local function join(a, b) return a .. "-" .. b end
    for i = 1, 30000 do join(i, "x") end`,
  "calls of builtins": `local sub = string.sub local function part(s, i) return (sub(s, i, i + 20)) end
    local s = ("abcdefghij"):rep(100) for i = 1, 30000 do part(s, i % 900) end`,
};

for (const [name, source] of Object.entries(ALLOCATING)) {
  Deno.test(`nothing is compiled anew for traces at ${name}`, () => {
    const [first, later] = textsOf(source);
    assert(first > 0);
    assertEquals(later, 0);
  });
}

Deno.test("what meets other operands is compiled anew", () => {
  const [first, later] = textsOf(`runs = (runs or 0) + 1
    local mt = { __add = function(a, b) return b end, __index = function(t, k) return k end }
    local function add(a, b) return a + b end
    local x = runs > 3 and setmetatable({}, mt) or 1
    for i = 1, 3000 do add(x, i) end`);
  assert(first > 0);
  assert(later > 0);
});
