import { assert, assertEquals } from "@std/assert";
import { Heap } from "../../vm/heap.ts";
import { ShapeRoot } from "../../vm/shape.ts";
import { LuaTable } from "../../vm/table.ts";
import type { Value } from "../../vm/value.ts";

const heap = new Heap(Infinity);
const makeTable = () => new LuaTable(new ShapeRoot());

function entries(table: LuaTable): [Value, Value][] {
  const found: [Value, Value][] = [];
  for (let key: Value = undefined;;) {
    const position = table.nextPosition(key);
    assert(position !== -2);
    if (position < 0) return found;
    key = table.keyAt(position);
    found.push([key, table.valueAt(position)]);
  }
}

Deno.test("keys of every type are found again", () => {
  const table = makeTable();
  const other = makeTable();
  const keys: Value[] = [
    "x",
    "",
    "1",
    "__proto__",
    "constructor",
    1,
    2,
    0,
    -1,
    1.5,
    1e300,
    2 ** 31,
    true,
    false,
    other,
  ];
  keys.forEach((key, i) => table.set(heap, key, `v${i}`));
  keys.forEach((key, i) => assertEquals(table.get(key), `v${i}`));
  assertEquals(table.get("toString"), undefined);
  assertEquals(table.get(-0), table.get(0));
  assertEquals(entries(table).length, keys.length);
});

Deno.test("traversal is in order: array part, then hash keys as they were added", () => {
  const table = makeTable();
  for (const key of ["b", "a", 2, 1, "c", 3]) table.set(heap, key, key);
  assertEquals(entries(table).map(([key]) => key), [1, 2, "b", "a", "c", 3]);
});

Deno.test("clearing entries during a traversal visits the rest", () => {
  const table = makeTable();
  for (let i = 1; i <= 50; i++) {
    table.set(heap, i, i);
    table.set(heap, `k${i}`, i);
  }
  let visited = 0;
  for (let key: Value = undefined;;) {
    const position = table.nextPosition(key);
    if (position < 0) break;
    key = table.keyAt(position);
    visited++;
    table.set(heap, key, undefined);
  }
  assertEquals(visited, 100);
  assertEquals(table.nextPosition(undefined), -1);
});

Deno.test("next of a key that is not in the table is refused", () => {
  assertEquals(makeTable().nextPosition("nope"), -2);
  assertEquals(makeTable().nextPosition(1), -2);
  assertEquals(makeTable().nextPosition(NaN), -2);
});

Deno.test("a huge sparse key takes no array", () => {
  const table = makeTable();
  table.set(heap, 1e9, 1);
  table.set(heap, 2 ** 26, 2);
  assertEquals(table.array.length, 0);
  assert(table.bytes < 1000);
});

Deno.test("arrays filled backwards end up in the array part", () => {
  const table = makeTable();
  for (let i = 1000; i >= 1; i--) table.set(heap, i, i);
  assertEquals(table.length(), 1000);
  assert(table.array.length >= 500);
  assertEquals(entries(table).length, 1000);
});

Deno.test("tables used as dictionaries give back the slots of dead keys", () => {
  const table = makeTable();
  for (let i = 0; i < 100_000; i++) {
    table.set(heap, `k${i}`, i);
    table.set(heap, `k${i - 10}`, undefined);
  }
  assert(table.slots.length <= 64, `${table.slots.length} slots`);
  assertEquals(entries(table).length, 10);
});

Deno.test("shapes are shared by tables built alike", () => {
  const root = new ShapeRoot();
  const make = () => {
    const table = new LuaTable(root);
    table.set(heap, "x", 1);
    table.set(heap, "y", 2);
    return table;
  };
  assert(make().shape === make().shape);
  const third = make();
  third.set(heap, 1.5, true);
  assert(third.shape !== make().shape);
  assertEquals(entries(third), [["x", 1], ["y", 2], [1.5, true]]);
});

Deno.test("number keys chosen to collide in a Map cost no more than others", () => {
  // keys that agree in their low bits, the worst case of a hash without a seed
  const count = 20_000;

  const table = makeTable();
  for (let i = 1; i <= count; i++) {
    table.set(heap, i * 2 ** 20 + 0.5, i);
  }
  for (let i = 1; i <= count; i++) assertEquals(table.get(i * 2 ** 20 + 0.5), i);
});

Deno.test("keys stay in order when those without values are dropped in place", () => {
  for (const names of [[], ["a", "1b"]]) {
    const table = makeTable();
    for (const name of names) table.set(heap, name, name);
    let head = 100;
    let tail = 100;
    for (let i = 0; i < 10; i++) table.set(heap, tail++, i);
    for (let i = 10; i < 400; i++) {
      table.set(heap, head++, undefined);
      table.set(heap, tail++, i);
    }
    const numbers = entries(table).filter(([key]) => typeof key === "number");
    assertEquals(numbers, Array.from({ length: 10 }, (_, i) => [head + i, 390 + i]));
    for (const name of names) assertEquals(table.get(name), name);
    for (let key = 100; key < head; key++) assertEquals(table.get(key), undefined);
  }
});

Deno.test("shapes of one line share their index and know their own keys only", () => {
  const root = new ShapeRoot();
  const tables = Array.from({ length: 12 }, () => new LuaTable(root));
  tables.forEach((table, n) => {
    for (let i = 0; i < n; i++) {
      assertEquals(table.get(`k${i}`), undefined);
      table.set(heap, `k${i}`, i);
    }
  });
  const other = new LuaTable(root);
  for (const key of ["k0", "k1", "other", "k2"]) {
    assertEquals(other.get(key), undefined);
    other.set(heap, key, key);
  }
  tables.forEach((table, n) => {
    for (let i = 0; i < 12; i++) assertEquals(table.get(`k${i}`), i < n ? i : undefined);
    assertEquals(table.get("other"), undefined);
  });
  for (const key of ["k0", "k1", "other", "k2"]) assertEquals(other.get(key), key);
  assertEquals(other.get("k3"), undefined);
});

Deno.test("overwriting needs a place, and place makes one", () => {
  const table = makeTable();
  for (const [key, value] of [[1, "a"], [2, "b"], ["x", 1], [0.5, 2], [-7, 3], [true, 4]] as const) {
    assertEquals(table.overwrite(key, value), false);
    table.place(heap, key, value);
    assertEquals(table.get(key), value);
    assert(table.overwrite(key, "new"));
    assertEquals(table.get(key), "new");
    assert(table.overwrite(key, undefined));
    assertEquals(table.get(key), undefined);
  }
});

Deno.test("a window of keys that moves costs no more the fuller the table is", () => {
  for (const size of [100, 127, 1000, 1023]) {
    let work = 0;
    const counting = new Heap(Infinity);
    counting.onWork = (steps) => void (work += steps);
    const table = makeTable();
    for (let i = 0; i < size; i++) table.set(counting, 5000 + i, i);
    work = 0;
    for (let i = 0; i < 20_000; i++) {
      table.set(counting, 5000 + size + i, i);
      table.set(counting, 5000 + i, undefined);
    }
    assert(work < 20_000 * 16, `${size}: ${work} steps`);
    assertEquals(entries(table).length, size);
    assert(table.slots.length <= 4 * size, `${table.slots.length} slots`);
  }
});

Deno.test("an array part with holes is read and written in place up to its end", () => {
  const table = makeTable();
  for (let i = 1; i <= 16; i++) table.set(heap, i, i);
  for (let i = 16; i > 2; i--) table.set(heap, i, undefined);
  table.set(heap, 9, "far");
  assertEquals(table.array.length, 16);
  table.set(heap, 9, undefined);
  table.set(heap, 16, "last");
  table.set(heap, 16, undefined);
  assertEquals(table.array.length, 16);
  assertEquals(table.length(), 2);
  assertEquals(entries(table), [[1, 1], [2, 2]]);
});
