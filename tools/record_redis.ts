/**
 * Records what the installed `redis-server` replies to the cases in `tests/redis/scripts/cases/`, for
 * `tests/redis/scripts/replay_test.ts`:
 *
 *     deno run -A tools/record_redis.ts
 *
 * @module
 */

import { RawClient, ReferenceServer } from "../tests/redis/keyspace/server.ts";
import { comparable, readCases, runCase, SECTIONS } from "../tests/redis/scripts/cases.ts";

await using server = await ReferenceServer.start();
for (const section of SECTIONS) {
  const client = await RawClient.connect(server.port);
  const lines: string[] = [];
  for (const one of await readCases(section)) {
    const replies = comparable(await runCase(client, one));
    lines.push(`  ${JSON.stringify({ title: one.title, replies })}`);
  }
  client.close();
  const file = new URL(`../tests/redis/scripts/data/${section}.json`, import.meta.url);
  await Deno.writeTextFile(file, `[\n${lines.join(",\n")}\n]\n`);
  console.log(`${section}: ${lines.length} cases`);
}
