import { assert, assertEquals } from "@std/assert";
import { isForMap, TextIndex } from "../../vm/text_index.ts";

function indexOf(keys: readonly string[]): TextIndex {
  const index = new TextIndex();
  keys.forEach((key, position) => index.add(keys, key, position));
  return index;
}

const names = (count: number) => Array.from({ length: count }, (_, i) => `name ${i}`);

Deno.test("strings are found where they were recorded, few and many", () => {
  for (const count of [0, 1, 6, 7, 500]) {
    const keys = [...names(count), "", "\xff".repeat(9000)];
    const index = indexOf(keys);
    keys.forEach((key, position) => assertEquals(index.find(keys, key), position));
    for (const other of ["name", "name -1", `name ${count}`, "\xff".repeat(8999)]) {
      assertEquals(index.find(keys, other), -1);
    }
  }
});

Deno.test("strings that differ in one char are told apart", () => {
  const keys: string[] = [];
  for (let at = 0; at < 9; at++) {
    for (const char of "\x00\x01\x80\xff") {
      keys.push("a".repeat(at) + char + "a".repeat(8 - at));
    }
  }
  const index = indexOf(keys);
  keys.forEach((key, position) => assertEquals(index.find(keys, key), position));
});

Deno.test("keys that were moved are found at their new places, and those that are gone are not", () => {
  for (const count of [5, 300]) {
    const keys = names(count);
    const index = indexOf(keys);
    const places = new Int32Array(count);
    const kept = keys.filter((_, i) => i % 3 === 1);
    kept.forEach((key, i) => places[keys.indexOf(key)] = i + 1);
    index.move(places);
    for (const key of keys) assertEquals(index.find(kept, key), kept.indexOf(key));
    // and there is room for others
    for (const other of ["x", "y", "z"]) index.add(kept, other, kept.push(other) - 1);
    for (const key of kept) assertEquals(index.find(kept, key), kept.indexOf(key));
  }
});

Deno.test("what V8 hashes without a seed is not for a Map", () => {
  for (const key of ["1", "4294967294", "9".repeat(10), "x".repeat(16_384)]) assert(!isForMap(key));
  assert(isForMap("x".repeat(100)));
});
