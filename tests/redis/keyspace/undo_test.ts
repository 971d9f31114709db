/**
 * What a script wrote can be taken back: random commands between `begin` and `rollback` leave no trace.
 */

import { assertEquals } from "@std/assert";
import { Random } from "../../../diff/random.ts";
import { newContext } from "../../../redis/backend.ts";
import { Keyspace } from "../../../redis/keyspace/keyspace.ts";
import { grammarOf } from "./families.ts";
import { snapshot } from "./snapshot.ts";

function makeKeyspace(random: Random, small: boolean): Keyspace {
  let now = 1_700_000_000_000;
  const keyspace = new Keyspace({ clock: () => now += 3, random: () => random.next() });
  if (small) {
    Object.assign(keyspace.limits, {
      hashEntries: 5,
      hashBytes: 12,
      zsetEntries: 5,
      zsetBytes: 12,
      intsetEntries: 5,
      streamNodeEntries: 3,
    });
  }
  return keyspace;
}

for (let seed = 1; seed <= 12; seed++) {
  Deno.test(`rollback restores everything, seed ${seed}`, () => {
    const random = new Random(seed);
    const keyspace = makeKeyspace(new Random(seed + 1000), seed % 2 === 0);
    const grammar = grammarOf();
    const context = newContext(false);
    for (let round = 0; round < 40; round++) {
      for (let i = 0; i < 30; i++) keyspace.call(grammar.command(random), context);
      const before = snapshot(keyspace, true);
      keyspace.begin(context);
      for (let i = 0; i < 60; i++) keyspace.call(grammar.command(random), context);
      keyspace.rollback(context);
      assertEquals(snapshot(keyspace, true), before);
      // what is left must still work, so the same is done once more and kept
      keyspace.begin(context);
      for (let i = 0; i < 20; i++) keyspace.call(grammar.command(random), context);
      keyspace.commit(context);
    }
  });
}

Deno.test("a rolled back script reports no effects, a committed one all at once", () => {
  const keyspace = makeKeyspace(new Random(1), false);
  const groups: number[] = [];
  keyspace.onEffects = (effects) => groups.push(effects.length);
  const context = newContext(true);
  keyspace.begin(context);
  keyspace.call(["set", "a", "1"], context);
  keyspace.rollback(context);
  assertEquals(groups, []);
  keyspace.begin(context);
  keyspace.call(["set", "a", "1"], context);
  keyspace.call(["get", "a"], context);
  keyspace.call(["incr", "a"], context);
  keyspace.commit(context);
  assertEquals(groups, [2]);
});
