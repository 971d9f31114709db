/**
 * The memory that is counted while a limit is set is that of what is stored, whatever commands and rollbacks did.
 */

import { assertEquals } from "@std/assert";
import { Random } from "../../../diff/random.ts";
import { newContext } from "../../../redis/backend.ts";
import { Keyspace } from "../../../redis/keyspace/keyspace.ts";
import { entryBytes } from "../../../redis/keyspace/memory.ts";
import { grammarOf } from "./families.ts";

function stored(keyspace: Keyspace): number {
  let sum = 0;
  for (const db of keyspace.databases) for (const entry of db.slots) sum += entryBytes(entry);
  return sum;
}

for (const [seed, maxMemory] of [[1, 1e9], [2, 15000], [3, 1e9], [4, 15000], [5, 4000]] as const) {
  Deno.test(`counted memory is what is stored, limit ${maxMemory}, seed ${seed}`, () => {
    const random = new Random(seed);
    const chance = new Random(seed + 100);
    let now = 1_700_000_000_000;
    const keyspace = new Keyspace({ clock: () => now, random: () => chance.next(), maxMemory });
    const context = newContext(false);
    const grammar = grammarOf();
    for (let i = 0; i < 3000; i++) {
      now += random.integer(0, 100);
      const script = random.chance(0.05);
      if (script) keyspace.begin(context);
      for (let n = script ? 5 : 1; n > 0; n--) keyspace.call(grammar.command(random), context);
      if (script && random.chance(0.5)) keyspace.rollback(context);
      else if (script) keyspace.commit(context);
      assertEquals(keyspace.usedMemory, stored(keyspace), `after ${i} commands`);
    }
  });
}
