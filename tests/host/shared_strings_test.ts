import { assertEquals, assertStrictEquals } from "@std/assert";
import { instantiate } from "../../mod.ts";

Deno.test("a long string that a table holds often is converted once", () => {
  const bytes = `local s = ("\\255"):rep(2 ^ 20) local t = {} for i = 1, 5000 do t[i] = s end return t`;
  const copies = instantiate(bytes).run() as Uint8Array[];
  assertEquals(copies.length, 5000);
  // 5 GB if it were not so
  assertStrictEquals(copies[0], copies[4999]);
  const text = `local s = ("\\195\\169"):rep(2 ^ 19) return { s, { s, key = s } }`;
  const [first] = instantiate(text).run() as string[];
  assertEquals(first, "é".repeat(2 ** 19));
});
