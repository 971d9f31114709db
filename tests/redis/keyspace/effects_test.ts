/**
 * Effects repeat what commands did: a second keyspace that is given them holds the same.
 */

import { assertEquals } from "@std/assert";
import { Random } from "../../../diff/random.ts";
import { newContext } from "../../../redis/backend.ts";
import { Keyspace } from "../../../redis/keyspace/keyspace.ts";
import { ErrorReply } from "../../../redis/reply.ts";
import { grammarOf } from "./families.ts";
import { snapshot } from "./snapshot.ts";

for (let seed = 1; seed <= 12; seed++) {
  Deno.test(`replayed effects give the same data, seed ${seed}`, () => {
    const random = new Random(seed);
    const chance = new Random(seed + 500);
    let now = 1_700_000_000_000;
    const keyspace = new Keyspace({ clock: () => now, random: () => chance.next() });
    // other random choices: effects must not depend on them
    const copy = new Keyspace({ clock: () => now, random: () => 0 });
    const context = newContext(false);
    const copyContext = newContext(false);
    keyspace.onEffects = (effects) => {
      for (const { db, args } of effects) {
        copyContext.db = db;
        const reply = copy.call(args, copyContext);
        if (reply instanceof ErrorReply) throw new Error(`${JSON.stringify(args)}: ${reply.text}`);
      }
    };
    const grammar = grammarOf();
    for (let i = 0; i < 4000; i++) {
      now += random.integer(0, 2000);
      keyspace.call(grammar.command(random), context);
      if (i % 100 !== 99) continue;
      keyspace.call(["ping"], context);
      copy.call(["ping"], copyContext);
      assertEquals(snapshot(copy, false), snapshot(keyspace, false), `after ${i} commands`);
    }
  });
}
