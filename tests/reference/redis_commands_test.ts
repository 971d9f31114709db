/**
 * Random commands on the embedded keyspace and on the installed `redis-server`: the same replies, byte for byte but
 * for what a server leaves open. Seeds are fixed; `tools/redis_commands.ts` runs more of them.
 */

import { assertEquals } from "@std/assert";
import { compareRun } from "../redis/keyspace/differential.ts";
import { TEMPLATES } from "../redis/keyspace/families.ts";
import { RawClient, ReferenceServer } from "../redis/keyspace/server.ts";

/** Commands of each family in each protocol. */
const COUNT = 600;

Deno.test("random commands get the replies of redis-server", async (test) => {
  await using server = await ReferenceServer.start();
  for (const family of Object.keys(TEMPLATES)) {
    for (const seed of [2, 3, 5]) {
      await test.step(`${family}, seed ${seed}`, async () => {
        const client = await RawClient.connect(server.port);
        try {
          const protocol = seed % 2 === 0 ? 3 : 2;
          assertEquals(await compareRun(client, { seed, count: COUNT, protocol, families: [family] }), []);
        } finally {
          client.close();
        }
      });
    }
  }
});
