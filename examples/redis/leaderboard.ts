/**
 * A leaderboard: scores are added, and the neighbours of a player shown, each in one script.
 *
 *     deno run -A examples/redis/leaderboard.ts
 *     REDIS_URL=redis://127.0.0.1:6379 deno run -A examples/redis/leaderboard.ts
 *
 * @module
 */

import { openRedis } from "./open.ts";

/** Adds points to a player; the rank from 1 and the score. */
const ADD = `
local score = redis.call('ZINCRBY', KEYS[1], ARGV[2], ARGV[1])
redis.call('HINCRBY', KEYS[2], ARGV[1], 1)
return { redis.call('ZREVRANK', KEYS[1], ARGV[1]) + 1, score }`;

/** The players from one place above to one below, as JSON. */
const AROUND = `
local rank = redis.call('ZREVRANK', KEYS[1], ARGV[1])
if not rank then return cjson.encode({}) end
local first = math.max(rank - 1, 0)
local flat = redis.call('ZREVRANGE', KEYS[1], first, rank + 1, 'WITHSCORES')
local rows = {}
for i = 1, #flat, 2 do
  rows[#rows + 1] = {
    rank = first + #rows + 1,
    player = flat[i],
    score = tonumber(flat[i + 1]),
    games = tonumber(redis.call('HGET', KEYS[2], flat[i])),
  }
end
return cjson.encode(rows)`;

const redis = await openRedis();
const id = crypto.randomUUID();
const keys = [`scores:${id}`, `games:${id}`];
const games: [player: string, points: number][] = [
  ["ada", 30],
  ["bob", 20],
  ["cy", 25],
  ["dee", 5],
  ["bob", 15],
  ["dee", 21],
];
for (const [player, points] of games) {
  const [rank, score] = await redis.eval(ADD, keys, [player, points]) as [number, string];
  console.log(`${player} +${points}: place ${rank} with ${score}`);
}
for (const row of JSON.parse(String(await redis.eval(AROUND, keys, ["ada"])))) {
  console.log(`${row.rank}. ${row.player}: ${row.score} points in ${row.games} games`);
}
redis.close();
