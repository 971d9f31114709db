import { assert, assertEquals } from "@std/assert";
import { crc32 } from "../../compiler/byte_stream.ts";
import { compileChunk } from "../../compiler/compile.ts";
import { deserializeProto, isSerializedModule, serializeProto } from "../../compiler/serialize.ts";
import type { FunctionProto } from "../../compiler/proto.ts";
import { moduleFault } from "./support.ts";

const SAMPLE = `
local a, b = 1, -0
local t = {1, 2, x = "\\0\\255", [a] = 1e300, f(...)}
local function g(x, ...) a = a + x; return function() return a, x, arg end end
for i = 1, 10, 2 do t[i] = function() i = i + 1; return i end end
for k, v in pairs(t) do if k == nil or v ~= "y" and not (k < 3) then break end end
repeat local z = t.x until z > 5
while a <= 3 do a = a * 2 / 3 % 4 ^ 5 .. "c" end
t.m, t[1] = t:m(2, 3), #t
return g(-a, true, false, nil)
`;

const sample = (): Uint8Array => serializeProto(compileChunk(SAMPLE, "@sample.lua"), "sample");

/** Writes the right checksum into a module that was tampered with. */
function reseal(bytes: Uint8Array): Uint8Array {
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(5, crc32(bytes.subarray(13)), true);
  return bytes;
}

Deno.test("serialize: what is read back is what was written", () => {
  const proto = compileChunk(SAMPLE, "@sample.lua");
  const bytes = serializeProto(proto, "näme".replace("ä", "\xe4"));
  assert(isSerializedModule(bytes));
  const back = deserializeProto(bytes);
  assertEquals(back.name, "n\xe4me");
  assertEquals(back.proto, proto as FunctionProto);
  assertEquals(serializeProto(back.proto, back.name), bytes);
});

Deno.test("serialize: numbers keep every bit", () => {
  const proto = compileChunk("return -0, 1e308, 5e-324, 0.1, 1e999, 123456789012", "=t");
  assertEquals(deserializeProto(serializeProto(proto, "")).proto.constants, proto.constants);
  assert(proto.constants.some((c) => Object.is(c, -0)));
});

/** Header; name, source; one function: header, code, lines, constants, sites, upvalues, locals, functions. */
const FROZEN = "1b 46 4c 4d 01 2d e7 5c 89 28 00 00 00 " +
  "01 6d 02 3d 74 00 00 00 01 02 03 01 00 00 00 00 00 00 00 3c 00 00 00 02 00 00 " +
  "01 04 01 78 00 00 01 01 61 00 02 03 00 00";

Deno.test("serialize: the encoding is frozen for format version 1", () => {
  const bytes = serializeProto(compileChunk("local a = 'x'", "=t"), "m");
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
  assertEquals(hex, FROZEN);
});

Deno.test("serialize: every truncation and every flipped bit is a fault", () => {
  const good = sample();
  for (let length = 0; length < good.length; length++) {
    assert(moduleFault(() => deserializeProto(good.slice(0, length))) !== undefined, `length ${length}`);
  }
  for (let i = 0; i < good.length; i++) {
    const bytes = good.slice();
    bytes[i]! ^= 1 << (i & 7);
    assert(moduleFault(() => deserializeProto(bytes)) !== undefined, `byte ${i}`);
  }
});

Deno.test("serialize: damage behind a right checksum is a fault or a valid module, nothing else", () => {
  const good = sample();
  let faults = 0;
  for (let i = 13; i < good.length; i++) {
    for (const change of [1, 0x80, 0xff, 0x10]) {
      const bytes = good.slice();
      bytes[i]! ^= change;
      if (moduleFault(() => deserializeProto(reseal(bytes))) !== undefined) faults++;
    }
  }
  assert(faults > good.length);
});

Deno.test("serialize: huge counts are refused before anything is allocated", () => {
  const good = sample();
  for (let i = 13; i + 5 < good.length; i++) {
    const bytes = good.slice();
    bytes.set([0xff, 0xff, 0xff, 0xff, 0x07], i); // 2^31 - 1
    moduleFault(() => deserializeProto(reseal(bytes)));
  }
});

Deno.test("serialize: other versions and bytes behind the end are refused", () => {
  const other = sample();
  other[4] = 2;
  assertEquals(moduleFault(() => deserializeProto(other)), "module version 2 is not supported");
  const longer = new Uint8Array([...sample(), 0]);
  assertEquals(moduleFault(() => deserializeProto(longer)), "module has the wrong length");
  assertEquals(moduleFault(() => deserializeProto(new Uint8Array(0))), "not a compiled module");
});

Deno.test("serialize: a view into a larger buffer is read correctly", () => {
  const good = sample();
  const buffer = new Uint8Array(good.length + 20);
  buffer.set(good, 7);
  assertEquals(deserializeProto(buffer.subarray(7, 7 + good.length)).name, "sample");
});
