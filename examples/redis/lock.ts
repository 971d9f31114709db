/**
 * A lock that several workers compete for: taken with a token and a time, released only by whoever holds it.
 *
 *     deno run -A examples/redis/lock.ts
 *     REDIS_URL=redis://127.0.0.1:6379 deno run -A examples/redis/lock.ts
 *
 * @module
 */

import { openRedis } from "./open.ts";

/** Takes the lock `KEYS[1]` for token `ARGV[1]` and `ARGV[2]` milliseconds. */
const TAKE = `return redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) and 1 or 0`;

/** Releases it if the token is that of the holder. */
const RELEASE = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`;

const redis = await openRedis();
const lock = `lock:${crypto.randomUUID()}`;
let inside = 0;
let most = 0;

async function worker(name: string): Promise<void> {
  for (let round = 0; round < 3; round++) {
    const token = crypto.randomUUID();
    while (await redis.eval(TAKE, [lock], [token, 5000]) !== 1) {
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    most = Math.max(most, ++inside);
    await new Promise((resolve) => setTimeout(resolve, 3));
    inside--;
    if (await redis.eval(RELEASE, [lock], ["someone else's token"]) !== 0) {
      throw new Error("the lock was stolen");
    }
    if (await redis.eval(RELEASE, [lock], [token]) !== 1) throw new Error("the lock was lost");
  }
  console.log(`${name} is done`);
}

await Promise.all(["first", "second", "third"].map(worker));
console.log(`never more than ${most} held the lock`);
redis.close();
