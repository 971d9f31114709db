/**
 * Clients from npm and the tools of Redis against the RESP server, side by side with the installed `redis-server`.
 * Fails where npm, `redis-server`, `redis-cli` or `redis-benchmark` is missing.
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { ScriptEngine } from "../../redis/engine.ts";
import { Keyspace } from "../../redis/keyspace/keyspace.ts";
import { ErrorReply } from "../../redis/reply.ts";
import { splitInline } from "../../redis/resp/inline.ts";
import { RedisServer } from "../../redis/server/server.ts";
import { ReferenceServer } from "../redis/keyspace/server.ts";
import { type Shown, Talk } from "../redis/server/talk.ts";
import { FLOWS } from "./redis_flows.ts";
import { installPackages, packageScripts } from "./redis_packages.ts";

// clients leave timers and sockets that close by themselves
const LEAKY = { sanitizeOps: false, sanitizeResources: false };

for (const [name, flow] of Object.entries(FLOWS)) {
  Deno.test({
    name: `${name} does its job as on redis-server`,
    ...LEAKY,
    async fn() {
      const packages = await installPackages();
      await using real = await ReferenceServer.start();
      await using server = new RedisServer({ port: 0 });
      assertEquals(await flow(packages, server.port), await flow(packages, real.port));
    },
  });
}

Deno.test("all scripts of the packages compile", async () => {
  const scripts = await packageScripts(await installPackages());
  const count = (name: string): number => scripts.filter((script) => script.name.startsWith(name)).length;
  assert(count("bullmq") > 40 && count("bee-queue") >= 5, `${scripts.length} scripts`);
  assert(count("redlock") >= 3 && count("rate-limiter-flexible") >= 1, `${scripts.length} scripts`);
  const engine = new ScriptEngine(new Keyspace({ clock: () => 0, random: () => 0 }));
  for (const { name, source } of scripts) {
    const sha = engine.scriptLoad(source);
    assert(typeof sha === "string", `${name}: ${sha instanceof ErrorReply ? sha.text : ""}`);
  }
});

/** Commands that wait, or whose replies depend on the server. */
const NOT_REPLAYED = new Set([
  ..."blpop brpop brpoplpush blmove bzpopmin bzpopmax xread xreadgroup".split(" "),
  ..."subscribe psubscribe unsubscribe punsubscribe hello info client auth command config time monitor quit"
    .split(" "),
]);

/** The commands clients send to a real server while they do their job, scripts as the clients know them. */
async function traffic(names: readonly string[]): Promise<string[][]> {
  const packages = await installPackages();
  await using real = await ReferenceServer.start();
  using monitor = await Talk.to(real.port);
  assertEquals(await monitor.say("MONITOR"), "+OK");
  for (const name of names) await FLOWS[name]?.(packages, real.port);
  using end = await Talk.to(real.port);
  await end.say("ECHO", "the end");
  const commands: string[][] = [];
  for (;;) {
    const line = String(await monitor.next());
    const match = /^\+[\d.]+ \[(\d+) ([^\]]+)\] (.*)$/.exec(line);
    assert(match !== null, line);
    if (match[2] === "lua") continue;
    const words = splitInline(match[3] ?? "") ?? [];
    if (words[1] === "the end") return commands;
    if (!NOT_REPLAYED.has(words[0]?.toLowerCase() ?? "")) commands.push(words);
  }
}

/** Large hashes have no order: their fields and values sorted. */
function unordered(reply: Shown): Shown {
  if (!Array.isArray(reply)) return reply;
  const items = reply.map(unordered);
  return items.length >= 8 ? items.map((item) => JSON.stringify(item)).sort() : items;
}

/** Fields and values of a hash: those of one with a long value come in an order of the server's own. */
function pairs(reply: Shown): string[] {
  const items = reply as Shown[];
  return Array.from({ length: items.length / 2 }, (_, i) => JSON.stringify(items.slice(2 * i, 2 * i + 2)))
    .sort();
}

/** Identifiers of streams and moments in time differ, times to live are read a moment apart; the rest is the same. */
function comparable(reply: Shown): string {
  return JSON.stringify(reply).replace(/\b\d{13}-\d+\b/g, "ID").replace(/\b1[5-9]\d{11}\b/g, "TIME")
    .replace(/\b\d{5,6}\b/g, (time) => String(Math.round(Number(time) / 1000)));
}

Deno.test({
  name: "the scripts of queues, locks and limiters get the replies of redis-server, call by call",
  ...LEAKY,
  async fn() {
    const commands = await traffic(["bullmq", "bee-queue", "redlock", "rate-limiter-flexible"]);
    const scripts = commands.filter(([name]) => /^eval/i.test(name ?? ""));
    assert(scripts.length > 100, `${scripts.length} scripts were run`);
    await using real = await ReferenceServer.start();
    await using server = new RedisServer({ port: 0 });
    using there = await Talk.to(real.port);
    using here = await Talk.to(server.port);
    for (const args of commands) {
      const expected = await there.say(...args);
      const actual = await here.say(...args);
      // what is left of a time to live differs by the moment it is asked for
      if (/^p?ttl$/i.test(args[0] ?? "") || args[1]?.includes("pttl")) continue;
      if (comparable(actual) === comparable(expected)) continue;
      assertEquals(
        comparable(unordered(actual)),
        comparable(unordered(expected)),
        JSON.stringify(args).slice(0, 300),
      );
    }
    for (const key of await there.say("KEYS", "*") as string[]) {
      const type = await there.say("TYPE", key);
      if (type === "+stream") continue;
      if (type === "+hash") {
        const fields = ["HGETALL", key];
        assertEquals(
          pairs(await here.say(...fields)),
          pairs(await there.say(...fields)),
          `the value of ${key}`,
        );
      } else assertEquals(await here.say("DUMP", key), await there.say("DUMP", key), `the value of ${key}`);
    }
  },
});

/** Runs a program; its output, its exit code being 0. */
async function run(program: string, args: readonly string[], stdin = ""): Promise<string> {
  const child = new Deno.Command(program, {
    args: [...args],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(stdin));
  await writer.close();
  const { code, stdout, stderr } = await child.output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

Deno.test("redis-cli shows the same for both servers", async () => {
  await using real = await ReferenceServer.start();
  await using server = new RedisServer({ port: 0 });
  const lines =
    `SET k "a b"\nGET k\nHSET h f v\nHGETALL h\nEVAL "return {1,'x',{ok='fine'},false}" 0\nLPUSH k x\nNOSUCH 1\n` +
    "MULTI\nINCR n\nEXEC\nZADD z 1.5 m\nZRANGE z 0 -1 WITHSCORES\nXADD s 1-1 f v\nXRANGE s - +\nFUNCTION LIST\nSELECT 3\nDBSIZE\n";
  for (const options of [[], ["-3"], ["--no-raw"], ["-3", "--no-raw"], ["--json"]]) {
    for (const port of [real.port, server.port]) await run("redis-cli", ["-p", String(port), "FLUSHALL"]);
    const expected = await run("redis-cli", ["-p", String(real.port), ...options], lines);
    assertEquals(await run("redis-cli", ["-p", String(server.port), ...options], lines), expected);
  }
  assertMatch(await run("redis-cli", ["-p", String(server.port), "--bigkeys"]), /Sampled \d+ keys/);
  assertMatch(await run("redis-cli", ["-p", String(server.port), "--scan"]), /^[khnzs]$/m);
  assertMatch(
    await run("redis-cli", ["-p", String(server.port), "--pipe"], "SET p 1\r\nSET q 2\r\n"),
    /replies: 2/,
  );
});

Deno.test("redis-benchmark runs its tests against the server", async () => {
  await using server = new RedisServer({ port: 0 });
  for (const options of [["-P", "16"], ["-P", "16", "-3"], ["-r", "100"]]) {
    const output = await run("redis-benchmark", [
      ...["-p", String(server.port), "-n", "2000", "--csv", ...options],
      ...["-t", "ping,set,get,incr,lpush,rpush,lpop,rpop,sadd,hset,spop,zadd,zpopmin,lrange,mset"],
    ]);
    assert(output.trim().split("\n").length >= 18, output);
    assert(!/error/i.test(output), output);
  }
});
