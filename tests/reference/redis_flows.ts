/**
 * The main jobs of well-known clients of Redis, each giving values that do not depend on time, so that two servers can
 * be compared.
 *
 * @module
 */

import type { Packages } from "./redis_packages.ts";

// deno-lint-ignore no-explicit-any
type Any = any;

/** What a flow found. */
export type Found = Record<string, unknown>;

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

async function ioredis({ require }: Packages, port: number): Promise<Found> {
  const Redis = require("ioredis");
  const redis: Any = new Redis(port, "127.0.0.1");
  const listener: Any = new Redis(port, "127.0.0.1");
  const blocked: Any = new Redis(port, "127.0.0.1");
  try {
    const found: Found = { set: await redis.set("a", "1"), incr: await redis.incr("a") };
    const pipeline = redis.pipeline();
    for (let index = 0; index < 500; index++) pipeline.incr("count");
    found.pipeline = (await pipeline.exec()).at(-1);
    found.multi = await redis.multi().set("b", "2").get("b").lpush("b", "x").exec().catch((error: Error) =>
      error.message
    );
    redis.defineCommand("twice", { numberOfKeys: 1, lua: "return {KEYS[1], ARGV[1] * 2}" });
    found.script = await redis.twice("k", 21);
    found.binary = [...await redis.getBuffer("none") ?? []];
    await redis.set("bytes", new Uint8Array([0, 255, 128]));
    await listener.subscribe("channel");
    const message = new Promise((resolve) => listener.on("message", (...args: unknown[]) => resolve(args)));
    await redis.publish("channel", "hello");
    found.message = await message;
    const popped = blocked.blpop("list", 0);
    while (!(await redis.info("clients")).includes("blocked_clients:1")) await pause(5);
    await redis.rpush("list", "v");
    found.popped = await popped;
    found.scan = (await redis.hset("hash", { x: 1, y: 2 }), await redis.hscan("hash", 0));
    const stream = redis.scanStream({ match: "ha*" });
    const keys: string[] = [];
    for await (const some of stream) keys.push(...some);
    found.keys = keys;
    return found;
  } finally {
    for (const client of [redis, listener, blocked]) client.disconnect();
  }
}

async function nodeRedis({ require }: Packages, port: number): Promise<Found> {
  const { createClient } = require("redis");
  const found: Found = {};
  for (const RESP of [2, 3]) {
    const client = createClient({ url: `redis://127.0.0.1:${port}`, RESP });
    client.on("error", () => {});
    await client.connect();
    const listener = client.duplicate();
    await listener.connect();
    try {
      await client.flushAll();
      found[`resp${RESP}`] = [
        await client.set("x", "1"),
        await client.hSet("h", { a: 1, b: 2 }),
        { ...await client.hGetAll("h") },
        await client.zAdd("z", [{ score: 1.5, value: "m" }, { score: Infinity, value: "n" }]),
        await client.zRangeWithScores("z", 0, -1),
        await client.eval("return {redis.call('get', KEYS[1]), ARGV[1]}", { keys: ["x"], arguments: ["y"] }),
        await client.multi().incr("x").get("x").exec(),
        await client.sAdd("s", ["a", "b"]),
        await client.xAdd("stream", "1-1", { field: "value" }),
        (await client.xRange("stream", "-", "+")).map((entry: Any) => [entry.id, { ...entry.message }]),
      ];
      const message = new Promise((resolve) => void listener.subscribe("c", resolve));
      while ((await client.pubSubNumSub(["c"]))["c"] !== 1) await pause(5);
      await client.publish("c", "hi");
      found[`message${RESP}`] = await message;
    } finally {
      client.destroy();
      listener.destroy();
    }
  }
  return found;
}

async function bullmq({ require }: Packages, port: number): Promise<Found> {
  const { Queue, Worker, QueueEvents, FlowProducer } = require("bullmq");
  const connection = { host: "127.0.0.1", port, maxRetriesPerRequest: null };
  const queue = new Queue("paint", { connection });
  const events = new QueueEvents("paint", { connection });
  const flow = new FlowProducer({ connection });
  await events.waitUntilReady();
  const worker = new Worker("paint", async (job: Any) => {
    if (job.name === "fail" && job.attemptsMade < 1) throw new Error("once");
    await job.updateProgress(50);
    return job.data.a * 2;
  }, { connection, concurrency: 3 });
  worker.on("error", () => {});
  try {
    const jobs = [
      await queue.add("one", { a: 1 }),
      await queue.add("delayed", { a: 2 }, { delay: 100 }),
      await queue.add("priority", { a: 3 }, { priority: 2 }),
      await queue.add("fail", { a: 4 }, { attempts: 2, backoff: 50 }),
    ];
    const results = await Promise.all(jobs.map((job) => job.waitUntilFinished(events, 20_000)));
    const bulk = await queue.addBulk(
      Array.from({ length: 30 }, (_, index) => ({ name: "bulk", data: { a: index } })),
    );
    await Promise.all(bulk.map((job: Any) => job.waitUntilFinished(events, 20_000)));
    const tree = await flow.add({
      name: "parent",
      queueName: "paint",
      data: { a: 10 },
      children: [{ name: "c", queueName: "paint", data: { a: 1 } }, {
        name: "c",
        queueName: "paint",
        data: { a: 2 },
      }],
    });
    const parent = await tree.job.waitUntilFinished(events, 20_000);
    const children = Object.values(await tree.job.getChildrenValues()).sort();
    await queue.pause();
    const paused = await queue.isPaused();
    await queue.resume();
    return { results, parent, children, paused, counts: { ...await queue.getJobCounts() } };
  } finally {
    await worker.close();
    await events.close();
    await flow.close();
    await queue.obliterate({ force: true });
    await queue.close();
  }
}

async function beeQueue({ require }: Packages, port: number): Promise<Found> {
  const Queue = require("bee-queue");
  const queue = new Queue("sums", { redis: { host: "127.0.0.1", port }, activateDelayedJobs: true });
  queue.on("error", () => {});
  try {
    queue.process(2, (job: Any) => Promise.resolve(job.data.x + job.data.y));
    const outcome = async (build: (job: Any) => Any): Promise<unknown> => {
      const job = build(queue.createJob({ x: 2, y: 3 }));
      const done = new Promise((resolve) => job.on("succeeded", resolve));
      await job.save();
      return await done;
    };
    const now = await outcome((job) => job);
    const later = await outcome((job) => job.delayUntil(Date.now() + 50));
    const { succeeded, failed, waiting } = await queue.checkHealth();
    return { now, later, succeeded, failed, waiting };
  } finally {
    await queue.close(1000);
  }
}

async function redlock({ require }: Packages, port: number): Promise<Found> {
  const Redis = require("ioredis");
  const exported = require("redlock");
  const Redlock = exported.default ?? exported;
  const redis = new Redis(port, "127.0.0.1");
  try {
    const locks = new Redlock([redis], { retryCount: 1, retryDelay: 10 });
    const lock = await locks.acquire(["locks:a", "locks:b"], 20_000);
    const second = await locks.acquire(["locks:b"], 1000).then(() => "taken", (error: Error) => error.name);
    const extended = await lock.extend(30_000);
    const left = await redis.pttl("locks:a");
    await extended.release();
    const third = await locks.acquire(["locks:b"], 1000);
    await third.release();
    return { second, longer: left > 20_000, left: await redis.exists("locks:a", "locks:b") };
  } finally {
    redis.disconnect();
  }
}

async function rateLimiter({ require }: Packages, port: number): Promise<Found> {
  const Redis = require("ioredis");
  const { RateLimiterRedis } = require("rate-limiter-flexible");
  const redis = new Redis(port, "127.0.0.1");
  try {
    const limiter = new RateLimiterRedis({
      storeClient: redis,
      points: 3,
      duration: 100,
      blockDuration: 200,
    });
    const outcomes: unknown[] = [];
    for (let index = 0; index < 5; index++) {
      const { consumedPoints, remainingPoints } = await limiter.consume("user").catch((rejected: Any) =>
        rejected
      );
      outcomes.push([consumedPoints, remainingPoints]);
    }
    await limiter.reward("user", 2);
    const state = await limiter.get("user");
    await limiter.delete("user");
    return { outcomes, consumed: state.consumedPoints, gone: await limiter.get("user") };
  } finally {
    redis.disconnect();
  }
}

/** The flows by the name of their package. */
export const FLOWS: Readonly<Record<string, (packages: Packages, port: number) => Promise<Found>>> = {
  "ioredis": ioredis,
  "redis": nodeRedis,
  "bullmq": bullmq,
  "bee-queue": beeQueue,
  "redlock": redlock,
  "rate-limiter-flexible": rateLimiter,
};
