import { assertEquals } from "@std/assert";
import { IntegerIndex } from "../../vm/integer_index.ts";

Deno.test("integers of all sizes are found where they were recorded", () => {
  const index = new IntegerIndex();
  const keys = [0, 1, -1, 2 ** 31 - 1, -(2 ** 31), 65536, -65536];
  for (let i = 0; i < 500; i++) keys.push(i * 1000 + 7, -i * 4096 - 2);
  keys.forEach((key, position) => index.add(key, position));
  assertEquals(index.size, keys.length);
  keys.forEach((key, position) => assertEquals(index.find(key), position));
  for (const key of [2, -3, 12345, 8]) assertEquals(index.find(key), -1);
  assertEquals(index.find(-0), 0);
});

Deno.test("what was removed is not found, and what lies behind it is", () => {
  const index = new IntegerIndex();
  for (let i = 0; i < 1000; i++) index.add(i * 3, i);
  for (let i = 0; i < 1000; i += 2) index.remove(i * 3);
  for (let i = 0; i < 1000; i++) assertEquals(index.find(i * 3), i % 2 === 0 ? -1 : i);
  // growing drops what was removed
  for (let i = 0; i < 3000; i++) index.add(-1 - i, 1000 + i);
  for (let i = 0; i < 1000; i++) assertEquals(index.find(i * 3), i % 2 === 0 ? -1 : i);
  for (let i = 0; i < 3000; i++) assertEquals(index.find(-1 - i), 1000 + i);
});

Deno.test("a removed key may be recorded again", () => {
  const index = new IntegerIndex();
  index.add(5, 0);
  index.remove(5);
  index.add(5, 7);
  assertEquals(index.find(5), 7);
});

Deno.test("an emptied index is used again", () => {
  const index = new IntegerIndex(200);
  for (let i = 0; i < 200; i++) index.add(i, i);
  index.clear();
  assertEquals(index.size, 0);
  assertEquals(index.find(3), -1);
  for (let i = 0; i < 200; i++) index.add(i, 199 - i);
  for (let i = 0; i < 200; i++) assertEquals(index.find(i), 199 - i);
});

Deno.test("integers that follow each other are found, and others beside them", () => {
  for (
    const others of [
      [],
      [7],
      [-1, 2 ** 31 - 1, -(2 ** 31)],
      Array.from({ length: 40 }, (_, i) => 3 * i + 900),
    ]
  ) {
    const index = new IntegerIndex();
    const keys = [...Array.from({ length: 200 }, (_, i) => 500 + i), ...others];
    keys.forEach((key, position) => index.add(key, position + 3));
    assertEquals(index.size, keys.length);
    keys.forEach((key, position) => assertEquals(index.find(key), position + 3));
    for (const key of [499, 700, 0, -(2 ** 31) + 203]) assertEquals(index.find(key), -1);
  }
});

Deno.test("integers whose positions do not follow each other are found", () => {
  const index = new IntegerIndex();
  for (let i = 0; i < 100; i++) index.add(i, 2 * i);
  for (let i = 0; i < 100; i++) assertEquals(index.find(i), 2 * i);
});

Deno.test("integers are removed from either end and from between", () => {
  for (const count of [5, 100]) {
    const index = new IntegerIndex();
    for (let i = 0; i < count; i++) index.add(i, i);
    const gone = new Set([count - 1, 0, 2]);
    for (const key of gone) index.remove(key);
    assertEquals(index.size, count - 3);
    for (let i = 0; i < count; i++) assertEquals(index.find(i), gone.has(i) ? -1 : i);
    for (const key of gone) index.add(key, count + key);
    for (const key of gone) assertEquals(index.find(key), count + key);
  }
});

Deno.test("an index whose keys come and go does not grow", () => {
  const index = new IntegerIndex();
  for (let i = 0; i < 30; i++) index.add(i * 10, i);
  const bytes = () => (index as unknown as { table: Int32Array }).table.length;
  const before = bytes();
  for (let i = 0; i < 10_000; i++) {
    index.remove(i * 10);
    index.add((i + 30) * 10, i);
  }
  assertEquals(bytes(), before);
});
