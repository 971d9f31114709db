/**
 * A sliding-window rate limiter.
 *
 *     deno run -A examples/redis/rate_limiter.ts
 *     REDIS_URL=redis://127.0.0.1:6379 deno run -A examples/redis/rate_limiter.ts
 *
 * @module
 */

import { openRedis } from "./open.ts";

/** One request: whether it may pass, and how many more may. */
const SCRIPT = `
local key, now, window, limit = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
redis.call('ZREMRANGEBYSCORE', key, 0, now - window)
local used = redis.call('ZCARD', key)
if used >= limit then return cjson.encode({ allowed = false, left = 0 }) end
redis.call('ZADD', key, now, now .. ':' .. used)
redis.call('PEXPIRE', key, window)
return cjson.encode({ allowed = true, left = limit - used - 1 })`;

let now = Date.now();
const redis = await openRedis(() => now);
const key = `limit:${crypto.randomUUID()}`;
for (let request = 1; request <= 8; request++) {
  const answer = await redis.eval(SCRIPT, [key], [now, 1000, 5]);
  const { allowed, left } = JSON.parse(String(answer));
  console.log(`request ${request} ${allowed ? "passes" : "is refused"}, ${left} more`);
  now += request === 6 ? 1001 : 10;
}
redis.close();
