/** `struct` against `DataView`. Everything else is compared with `redis-server`, see `tests/redis/scripts/`. */

import { assertEquals } from "@std/assert";
import { struct } from "../../libraries.ts";
import { instantiate } from "../../mod.ts";
import { Random } from "../../fuzz/random.ts";

function run(source: string, ...args: (string | number | Uint8Array)[]) {
  return instantiate(source, { libs: ["base", struct], convert: { strings: "bytes" } }).main.all(...args);
}

Deno.test("struct packs numbers as DataView does", () => {
  const random = new Random("struct");
  const view = new DataView(new ArrayBuffer(8));
  const one = instantiate("return struct.pack(...)", {
    libs: ["base", struct],
    convert: { strings: "bytes" },
  });
  for (let i = 0; i < 500; i++) {
    const little = random.chance(0.5);
    const order = little ? "<" : ">";
    const n = random.word() - 2 ** 31;
    view.setInt32(0, n, little);
    assertEquals(one.run(order + "i", n), new Uint8Array(view.buffer.slice(0, 4)));
    view.setInt16(0, n, little);
    assertEquals(one.run(order + "h", n), new Uint8Array(view.buffer.slice(0, 2)));
    view.setBigInt64(0, BigInt(n) * 1000n, little);
    assertEquals(one.run(order + "l", n * 1000), new Uint8Array(view.buffer.slice(0, 8)));
    view.setFloat64(0, n / 7, little);
    assertEquals(one.run(order + "d", n / 7), new Uint8Array(view.buffer.slice(0, 8)));
    view.setFloat32(0, n / 7, little);
    assertEquals(one.run(order + "f", n / 7), new Uint8Array(view.buffer.slice(0, 4)));
  }
});

Deno.test("struct unpacks what it packed, in either order and alignment", () => {
  const source = `local f, a, b, c, d = ...
    return struct.unpack(f, struct.pack(f, a, b, c, d))`;
  for (const prefix of ["", "<", ">", "!", "!4", ">!8"]) {
    const values = run(source, `${prefix}bhid`, -5, 300, -70000, 0.1);
    assertEquals(values.slice(0, 4), [-5, 300, -70000, 0.1]);
  }
});

Deno.test("struct has no format that takes more than it is given", () => {
  assertEquals(run("return (pcall(struct.unpack, 'c2147483647', 'x'))"), [false]);
  assertEquals(run("return (pcall(struct.unpack, 'b', 'x', 2 ^ 62))"), [false]);
});
