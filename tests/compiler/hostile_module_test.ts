/**
 * Modules that pass the validator are run: whatever was done to their bytes, the VM may only end with a Lua
 * error or a limit, never with an exception of the host language.
 */

import { assert } from "@std/assert";
import { crc32 } from "../../compiler/byte_stream.ts";
import { compileChunk } from "../../compiler/compile.ts";
import { deserializeProto, serializeProto } from "../../compiler/serialize.ts";
import type { FunctionProto } from "../../compiler/proto.ts";
import { Code } from "../../vm/code.ts";
import { beginCall, resumeRun } from "../../vm/entry.ts";
import { LimitTrap, LuaThrow } from "../../vm/errors.ts";
import { Runtime } from "../../vm/runtime.ts";
import { Closure } from "../../vm/value.ts";
import { moduleFault } from "./support.ts";

const PROGRAM = `
local a, b, c = 1, 2, {10, 20, 30, n = 3}
local function add(x, ...) a = a + x; local y = ...; return a, y, arg end
local function vary(...) local n = 0; return n, ... end
for i = 1, 4 do
  local k = i
  c[i] = function(z) k = k + z; return k, i end
  if k > 2 and c.n ~= nil or not b then b = c[i](a) end
end
local function iterate(s, i) i = i + 1; if i < 4 then return i, s[i] end end
for i, f in iterate, c, 0 do b = b + add(f(i)) end
local t = {add(1), vary(1, 2, b), (vary(3)), x = a .. b .. "c", [b] = #c}
repeat local q = t[1]; local function w() return q end; a = w() - 1 until a < 100
while b > 0 do b = b / 2 - 1 end
c.n, t[1], a = a % 3, -b, b ^ 2
function t:m(p) return self.x, p end
return t:m(a), vary(t.m(t, 1))
`;

function execute(proto: FunctionProto): void {
  const rt = new Runtime({
    limits: { memory: 1 << 24, steps: 20_000, callDepth: 200, stringLength: 1 << 20 },
    services: {},
  });
  try {
    beginCall(rt, new Closure(new Code(proto), [], rt.globals), []);
    resumeRun(rt);
  } catch (error) {
    if (!(error instanceof LuaThrow) && !(error instanceof LimitTrap)) throw error;
  }
}

/** A small generator of reproducible numbers (xorshift). */
function random(seed: number): (below: number) => number {
  return (below) => {
    seed ^= seed << 13;
    seed ^= seed >>> 17;
    seed ^= seed << 5;
    return (seed >>> 0) % below;
  };
}

Deno.test("hostile modules: damaged code is refused or runs within the language", () => {
  const good = serializeProto(compileChunk(PROGRAM, "=t"), "t");
  execute(deserializeProto(good).proto);
  const next = random(12345);
  let valid = 0;
  for (let i = 0; i < 30_000; i++) {
    const bytes = good.slice();
    for (let n = 1 + next(2); n > 0; n--) {
      const at = 13 + next(bytes.length - 13);
      bytes[at] = next(2) === 0 ? next(256) : bytes[at]! ^ (1 << next(8));
    }
    new DataView(bytes.buffer).setUint32(5, crc32(bytes.subarray(13)), true);
    let proto: FunctionProto | undefined;
    const fault = moduleFault(() => {
      proto = deserializeProto(bytes).proto;
    });
    if (fault !== undefined || proto === undefined) continue;
    valid++;
    execute(proto);
  }
  assert(valid > 1000, `only ${valid} valid`);
});
