/**
 * The Redis examples on the embedded keyspace, on the installed `redis-server` and on our own server: the same output.
 */

import { assert, assertEquals } from "@std/assert";
import { RedisServer } from "../../redis/server/server.ts";
import { ReferenceServer } from "../redis/keyspace/server.ts";

const EXAMPLES = new URL("../../examples/redis/", import.meta.url);

async function run(name: string, url?: string): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", new URL(name, EXAMPLES).pathname],
    env: url === undefined ? {} : { REDIS_URL: url },
  }).output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

for (const name of ["rate_limiter.ts", "lock.ts", "leaderboard.ts"]) {
  Deno.test(`${name} shows the same wherever it runs`, async () => {
    const sorted = (text: string): string => text.trim().split("\n").sort().join("\n");
    const expected = sorted(await run(name));
    assert(expected.length > 40);
    await using real = await ReferenceServer.start();
    await using server = new RedisServer({ port: 0 });
    for (const { port } of [real, server]) {
      assertEquals(sorted(await run(name, `redis://127.0.0.1:${port}`)), expected);
    }
  });
}
