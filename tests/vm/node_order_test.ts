/**
 * The order of hash keys in the reference. That tables follow it through all that can happen to them is compared
 * with `redis-server`, see `tests/redis/scripts/order_generator.ts`.
 */

import { assert, assertEquals } from "@std/assert";
import { type NodeHost, NodeOrder } from "../../vm/node_order.ts";
import { ShapeRoot } from "../../vm/shape.ts";
import { Heap } from "../../vm/heap.ts";
import { LuaTable } from "../../vm/table.ts";
import type { Value } from "../../vm/value.ts";

function hostOf(): NodeHost & { charged: number } {
  const host = { charged: 0, addressOf: () => 64, work: (steps: number) => void (host.charged += steps) };
  return host;
}

/** The keys of a replayed order. */
function order(keys: readonly Value[], base: number): Value[] {
  const { positions } = NodeOrder.replay(keys, keys.length, base, hostOf());
  return [...positions].filter((position) => position >= 0).map((position) => keys[position]);
}

Deno.test("NodeOrder.replay: orders observed on a server", () => {
  assertEquals(order(["a", "b", "c", "d"], 4), ["a", "d", "c", "b"]);
  assertEquals(order(["id", "name", "type", "score"], 4), ["id", "type", "name", "score"]);
  assertEquals(order([true, false, 1.5, -1, "k"], 8), [false, true, "k", 1.5, -1]);
});

Deno.test("NodeOrder: a removed key's node is taken by a key that belongs there", () => {
  const nodes = new NodeOrder(1, hostOf());
  const values: Value[] = [1];
  assertEquals(nodes.add("a", values), 0);
  assertEquals(nodes.add("b", values), -1);
  values[0] = undefined;
  assertEquals(nodes.add("b", values), 0);
});

/** A double whose two words add up to `sum`. */
function doubleWith(sum: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setUint32(0, sum);
  return view.getFloat64(0);
}

Deno.test("NodeOrder: collisions that a script provokes are charged", () => {
  const size = 1 << 15;
  const host = hostOf();
  const nodes = new NodeOrder(size, host);
  const values: Value[] = [];
  const add = (main: number, round: number) => {
    values.push(1);
    nodes.add(doubleWith(main + (round + 1) * (size - 1)), values);
  };
  // one long chain in the highest nodes, then keys that belong where its members are
  for (let i = 0; i < size / 4; i++) add(5, i);
  const before = host.charged;
  for (let i = 0; i < size / 4; i++) add(size - 2 - i, 7);
  assert(host.charged - before > 1_000_000, `${host.charged - before} steps`);
});

Deno.test("tables of an ordered root: keys in the order of nodes, positions stable while keys are removed", () => {
  const heap = new Heap(Infinity);
  const table = new LuaTable(new ShapeRoot(true), 0, 4);
  for (const key of ["a", "b", "c", "d"]) table.setString(heap, key, key);
  const seen: Value[] = [];
  let key: Value = undefined;
  for (let p = table.nextPosition(key); p >= 0; p = table.nextPosition(key)) {
    key = table.keyAt(p);
    seen.push(key);
    table.set(heap, key, undefined);
  }
  assertEquals(seen, ["a", "d", "c", "b"]);
  assertEquals(table.nextPosition(undefined), -1);
});

Deno.test("tables of an ordered root forget replaced keys", () => {
  const heap = new Heap(Infinity);
  const table = new LuaTable(new ShapeRoot(true), 0, 4);
  for (let i = 0; i < 10_000; i++) {
    const key = i % 3 === 0 ? "k" + i : i % 3 === 1 ? String(i) : i + 0.5;
    table.set(heap, key, i);
    assertEquals(table.get(key), i);
    table.set(heap, key, undefined);
    assertEquals(table.get(key), undefined);
  }
  assert(table.endPosition <= 8);
});

Deno.test("sealed tables refuse every write and keep their order", () => {
  const heap = new Heap(Infinity);
  let refused = 0;
  heap.onSealed = () => {
    refused++;
    throw new Error("sealed");
  };
  const table = new LuaTable(new ShapeRoot(true), 0, 4);
  for (const key of ["d", "c", "b", "a"]) table.setString(heap, key, 1);
  table.seal();
  for (const [key, value] of [["a", 2], ["x", 1], [1, 1], [true, 1], ["a", undefined]] as [Value, Value][]) {
    try {
      table.set(heap, key, value);
    } catch {
      // counted
    }
  }
  assertEquals(refused, 5);
  const keys: Value[] = [];
  for (let p = table.nextPosition(undefined); p >= 0; p = table.nextPosition(keys.at(-1))) {
    keys.push(table.keyAt(p));
  }
  assertEquals(keys, ["d", "c", "b", "a"]);
});
