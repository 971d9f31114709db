/**
 * What the SCAN family promises: everything that is there from the first call to the last is returned.
 */

import { assert, assertEquals } from "@std/assert";
import { Random } from "../../../diff/random.ts";
import { newContext } from "../../../redis/backend.ts";
import { Keyspace } from "../../../redis/keyspace/keyspace.ts";

interface Subject {
  readonly name: string;
  readonly add: (member: string) => string[];
  readonly remove: (member: string) => string[];
  readonly scan: (cursor: string, count: string) => string[];
  /** replies per member */
  readonly step: number;
}

const SUBJECTS: readonly Subject[] = [
  {
    name: "SCAN",
    add: (member) => ["set", member, "v"],
    remove: (member) => ["del", member],
    scan: (cursor, count) => ["scan", cursor, "count", count],
    step: 1,
  },
  {
    name: "HSCAN",
    add: (member) => ["hset", "h", member, "v"],
    remove: (member) => ["hdel", "h", member],
    scan: (cursor, count) => ["hscan", "h", cursor, "count", count],
    step: 2,
  },
  {
    name: "SSCAN",
    add: (member) => ["sadd", "s", member],
    remove: (member) => ["srem", "s", member],
    scan: (cursor, count) => ["sscan", "s", cursor, "count", count],
    step: 1,
  },
  {
    name: "ZSCAN",
    add: (member) => ["zadd", "z", "1", member],
    remove: (member) => ["zrem", "z", member],
    scan: (cursor, count) => ["zscan", "z", cursor, "count", count],
    step: 2,
  },
];

for (const { name, add, remove, scan, step } of SUBJECTS) {
  for (const size of [20, 300, 2000]) {
    Deno.test(`${name} over ${size} members returns all that stay while others come and go`, () => {
      const random = new Random(size);
      const keyspace = new Keyspace({ clock: () => 0, random: () => random.next() });
      const context = newContext(false);
      const stay = Array.from({ length: size }, (_, i) => "stay" + i);
      const others = Array.from({ length: size }, (_, i) => "other" + i);
      for (const member of [...stay, ...others].sort(() => random.next() - 0.5)) {
        keyspace.call(add(member), context);
      }
      const seen = new Set<string>();
      let cursor = "0";
      let calls = 0;
      do {
        const reply = keyspace.call(scan(cursor, "" + random.integer(1, 20)), context) as [string, string[]];
        cursor = reply[0];
        for (let i = 0; i < reply[1].length; i += step) seen.add(reply[1][i]!);
        for (let i = 0; i < 15; i++) {
          const member = random.pick(others);
          keyspace.call(random.chance(0.6) ? remove(member) : add(member), context);
        }
        assert(++calls < 3 * size, "the scan ends");
      } while (cursor !== "0");
      assertEquals(stay.filter((member) => !seen.has(member)), []);
    });
  }
}
