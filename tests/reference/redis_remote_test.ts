/**
 * Scripts in front of the installed `redis-server`: command by command, as optimistic transactions, and on a cluster.
 * Fails where `redis-server` is missing.
 */

import { assert, assertEquals, assertGreater, assertRejects, assertStringIncludes } from "@std/assert";
import { ScriptEngine } from "../../redis/engine.ts";
import { Keyspace } from "../../redis/keyspace/keyspace.ts";
import {
  ConflictError,
  connectRemote,
  type IoredisClient,
  LiveBackend,
  OptimisticScripts,
  RemoteConnection,
  RemoteError,
} from "../../redis/remote/mod.ts";
import { replyToText } from "../../redis/resp/reply_writer.ts";
import { ReferenceServer } from "../redis/keyspace/server.ts";
import { Talk } from "../redis/server/talk.ts";

// the client leaves timers that end by themselves
const LEAKY = { sanitizeOps: false, sanitizeResources: false };

function remoteTest(name: string, body: (connection: RemoteConnection, port: number) => Promise<void>): void {
  Deno.test({
    name,
    ...LEAKY,
    async fn() {
      await using real = await ReferenceServer.start();
      const connection = await connectRemote(`redis://127.0.0.1:${real.port}`);
      try {
        await body(connection, real.port);
      } finally {
        connection.close();
      }
    },
  });
}

/** Scripts whose replies are the same wherever they run. Each finds an empty database. */
const SCRIPTS: [source: string, keys: string[], args: string[]][] = [
  ["return {redis.call('set', KEYS[1], ARGV[1]), redis.call('get', KEYS[1])}", ["k"], ["\0\r\n\xff\x80"]],
  ["return {redis.call('incr', KEYS[1]), redis.call('incrby', KEYS[1], 5), redis.call('get', KEYS[1])}", [
    "n",
  ], []],
  ["return redis.call('incrby', KEYS[1], '9007199254740993')", ["n"], []],
  ["redis.call('hset', KEYS[1], 'a', 1, 'b', 2) return redis.call('hgetall', KEYS[1])", ["h"], []],
  ["redis.setresp(3) redis.call('hset', KEYS[1], 'a', 1) return redis.call('hgetall', KEYS[1])", ["h"], []],
  ["redis.setresp(3) redis.call('sadd', KEYS[1], 'a') return redis.call('smembers', KEYS[1])", ["s"], []],
  [
    "redis.setresp(3) redis.call('zadd', KEYS[1], 1.5, 'a') return redis.call('zscore', KEYS[1], 'a')",
    ["z"],
    [],
  ],
  [
    "redis.setresp(3) redis.call('zadd', KEYS[1], 1.5, 'a') return redis.call('zrange', KEYS[1], 0, -1, 'withscores')",
    ["z"],
    [],
  ],
  ["redis.call('zadd', KEYS[1], 1.5, 'a', 2, 'b') return redis.call('zpopmin', KEYS[1], 2)", ["z"], []],
  [
    "redis.call('zadd', KEYS[1], 0.1, 'a') return {redis.call('zscore', KEYS[1], 'a'), redis.call('zincrby', KEYS[1], 1, 'a')}",
    ["z"],
    [],
  ],
  [
    "redis.call('rpush', KEYS[1], 'a', 'b', 'c') return {redis.call('lrange', KEYS[1], 0, -1), redis.call('lpop', KEYS[1])}",
    ["l"],
    [],
  ],
  [
    "return {redis.call('get', 'none'), redis.call('lpop', 'none'), redis.call('hget', 'none', 'f'), redis.call('mget', 'a', 'b')}",
    [],
    [],
  ],
  ["redis.call('set', KEYS[1], 'x') return redis.pcall('lpush', KEYS[1], 'y')", ["k"], []],
  ["redis.call('set', KEYS[1], 'x') return redis.call('lpush', KEYS[1], 'y')", ["k"], []],
  ["return redis.call('nosuch', 'a')", [], []],
  ["return redis.call('get')", [], []],
  ["return redis.call('blpop', 'a', 0)", [], []],
  ["redis.call('set', KEYS[1], 'v', 'px', 100000) return redis.call('pttl', KEYS[1]) > 99000", ["k"], []],
  [
    "return {redis.call('set', KEYS[1], 'v', 'nx'), redis.call('set', KEYS[1], 'w', 'nx'), redis.call('set', KEYS[1], 'OK', 'get')}",
    ["k"],
    [],
  ],
  [
    "return {redis.call('type', KEYS[1]), redis.call('set', KEYS[1], '1'), redis.call('type', KEYS[1]), redis.call('rename', KEYS[1], KEYS[2])}",
    ["k", "m"],
    [],
  ],
  [
    "redis.call('select', 3) redis.call('set', 'k', 'three') redis.call('select', 0) return redis.call('get', 'k')",
    [],
    [],
  ],
  ["redis.call('xadd', KEYS[1], '1-1', 'f', 'v') return redis.call('xrange', KEYS[1], '-', '+')", ["x"], []],
  [
    "redis.call('sadd', KEYS[1], 'a', 'b') return {redis.call('sismember', KEYS[1], 'a'), redis.call('srem', KEYS[1], 'a', 'c'), redis.call('scard', KEYS[1])}",
    ["s"],
    [],
  ],
  ["redis.call('set', KEYS[1], 1) error('after a write')", ["k"], []],
  ["return redis.call('ping')", [], []],
];

function embedded(): Keyspace {
  return new Keyspace({ clock: () => Date.now(), random: Math.random });
}

remoteTest(
  "scripts on a server reply as on the embedded keyspace, command by command",
  async (connection) => {
    const engine = new ScriptEngine(new LiveBackend(connection));
    for (const [source, keys, args] of SCRIPTS) {
      await connection.send(["FLUSHALL"]);
      const expected = new ScriptEngine(embedded()).eval(source, keys, args);
      const actual = await engine.evalAsync(source, keys, args);
      assertEquals(replyToText(actual, 3), replyToText(expected, 3), source);
    }
  },
);

remoteTest("and as optimistic transactions, with the same effect", async (connection, port) => {
  using talk = await Talk.to(port);
  const scripts = new OptimisticScripts(connection.duplicate());
  const engine = new ScriptEngine(new LiveBackend(connection));
  for (const [source, keys, args] of SCRIPTS) {
    await connection.send(["FLUSHALL"]);
    await engine.evalAsync(source, keys, args);
    const effect = JSON.stringify(await dump(talk));
    await connection.send(["FLUSHALL"]);
    const expected = new ScriptEngine(embedded()).eval(source, keys, args);
    const actual = await scripts.eval(source, keys, args);
    assertEquals(replyToText(actual, 3), replyToText(expected, 3), source);
    assertEquals(JSON.stringify(await dump(talk)), effect, source);
  }
  scripts.close();
});

/** All keys of a server's first databases with their values. */
async function dump(talk: Talk): Promise<unknown[]> {
  const found: unknown[] = [];
  for (const db of ["0", "3"]) {
    await talk.say("SELECT", db);
    const keys = await talk.say("KEYS", "*") as string[];
    for (const key of keys.sort()) {
      found.push(db, key, await talk.say("DUMP", key), await talk.say("PTTL", key) === -1);
    }
  }
  return found;
}

remoteTest("concurrent increments lose nothing", async (connection, port) => {
  const script = `
    local n = tonumber(redis.call('GET', KEYS[1]) or '0')
    redis.call('SET', KEYS[1], n + 1)
    redis.call('RPUSH', KEYS[2], n)
    redis.call('HINCRBY', 'by', ARGV[1], 1)
    return n`;
  const runners = Array.from(
    { length: 5 },
    () => new OptimisticScripts(connection.duplicate(), { attempts: 1000 }),
  );
  const seen: unknown[] = [];
  await Promise.all(runners.map(async (scripts, index) => {
    for (let round = 0; round < 40; round++) {
      seen.push(await scripts.eval(script, ["n", "list"], [String(index)]));
    }
  }));
  using talk = await Talk.to(port);
  assertEquals(await talk.say("GET", "n"), "200");
  assertEquals(
    await talk.say("LRANGE", "list", "0", "-1"),
    Array.from({ length: 200 }, (_, index) => String(index)),
  );
  assertEquals((seen as number[]).sort((a, b) => a - b), Array.from({ length: 200 }, (_, index) => index));
  assertEquals(await talk.say("HGET", "by", "0"), "40");
  for (const scripts of runners) scripts.close();
});

remoteTest("command by command they do lose some: that mode promises no more", async (connection) => {
  const script = "local n = tonumber(redis.call('GET', KEYS[1]) or '0') redis.call('SET', KEYS[1], n + 1)";
  const connections = Array.from({ length: 5 }, () => connection.duplicate());
  await Promise.all(connections.map(async (own) => {
    const engine = new ScriptEngine(new LiveBackend(own));
    for (let round = 0; round < 100; round++) await engine.evalAsync(script, ["n"], []);
    own.close();
  }));
  assertGreater(500, Number(await connection.send(["GET", "n"])));
});

remoteTest(
  "a script that others always get in the way of ends with a typed error and no effect",
  async (connection) => {
    const other = connection.duplicate();
    let attempts = 0;
    const scripts = new OptimisticScripts(connection.duplicate(), {
      attempts: 3,
      delay: () => 0,
      engine: { log: () => void attempts++ },
    });
    // the script waits for a key it has not touched, and meanwhile the one it has touched changes
    const interfere = setInterval(() => void other.send(["INCR", "n"]), 1);
    const script =
      "redis.log(2, 'try') redis.call('GET', 'n') for i = 1, 300 do redis.call('GET', 'k' .. i) end redis.call('SET', 'done', 1)";
    const error = await assertRejects(() => scripts.eval(script, [], []), ConflictError);
    clearInterval(interfere);
    assertEquals(error.attempts, 3);
    assertEquals(attempts, 3);
    assertEquals(await connection.send(["EXISTS", "done"]), 0);
    scripts.close();
    other.close();
  },
);

remoteTest("a script that only reads sees one state", async (connection) => {
  const writer = connection.duplicate();
  await connection.send(["MSET", "a", "0", "b", "0"]);
  const scripts = new OptimisticScripts(connection.duplicate(), { attempts: 1000 });
  let on = true;
  const writing = (async () => {
    for (let value = 1; on; value++) {
      await writer.send(["MSET", "a", String(value), "b", String(value)]);
      // whoever changes the keys without a pause keeps everybody else from ever being done
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
  })();
  for (let round = 0; round < 100; round++) {
    const reply = await scripts.eval(
      "return {redis.call('GET', 'a'), redis.call('GET', KEYS[1])}",
      ["b"],
      [],
    );
    const [a, b] = reply as string[];
    assertEquals(a, b);
  }
  on = false;
  await writing;
  scripts.close();
  writer.close();
});

remoteTest("a script stopped by a limit leaves nothing behind", async (connection) => {
  const scripts = new OptimisticScripts(connection.duplicate(), { engine: { steps: 10_000 } });
  const reply = await scripts.eval("redis.call('SET', KEYS[1], 1) while true do end", ["k"], []);
  assertStringIncludes(replyToText(reply, 2), "step limit exceeded");
  assertEquals(await connection.send(["EXISTS", "k"]), 0);
  // commands about all keys cannot be watched
  assertStringIncludes(
    replyToText(await scripts.eval("return redis.call('FLUSHALL')", [], []), 2),
    "watched",
  );
  assertEquals(await scripts.eval("return redis.call('DBSIZE')", [], []), 0);
  scripts.close();
});

remoteTest("a lost connection is a typed error, and the next script works again", async (connection) => {
  const own = connection.duplicate();
  const scripts = new OptimisticScripts(own);
  assertEquals(await scripts.eval("return redis.call('INCR', KEYS[1])", ["n"], []), 1);
  await connection.send(["CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"]);
  const outcomes: unknown[] = [];
  for (let round = 0; round < 50; round++) {
    const outcome = await scripts.eval("return redis.call('INCR', KEYS[1])", ["n"], []).catch((error) =>
      error
    );
    outcomes.push(outcome);
    if (typeof outcome === "number") break;
    assert(outcome instanceof RemoteError, String(outcome));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assertEquals(typeof outcomes.at(-1), "number");
  scripts.close();
});

Deno.test({
  name: "a server that is not there is a typed error",
  ...LEAKY,
  async fn() {
    await assertRejects(() => connectRemote("redis://127.0.0.1:1"), RemoteError);
  },
});

/** Starts a cluster of one node that has all slots. */
async function startCluster(tries = 5): Promise<{ port: number; stop: () => Promise<void> }> {
  const probes = [0, 0].map((port) => Deno.listen({ hostname: "127.0.0.1", port }));
  const [port, bus] = probes.map((probe) => probe.addr.port) as [number, number];
  for (const probe of probes) probe.close();
  const folder = await Deno.makeTempDir();
  const options = [
    "--port",
    String(port),
    "--cluster-enabled",
    "yes",
    "--cluster-announce-ip",
    "127.0.0.1",
    "--cluster-port",
    String(bus),
  ];
  const child = new Deno.Command("redis-server", {
    args: [...options, "--bind", "127.0.0.1", "--save", "", "--dir", folder],
    stdout: "null",
    stderr: "null",
  }).spawn();
  let ended = false;
  child.status.then(() => ended = true);
  const stop = async (): Promise<void> => {
    if (!ended) child.kill("SIGKILL");
    await child.status;
    await Deno.remove(folder, { recursive: true });
  };
  for (let attempt = 0; attempt < 400 && !ended; attempt++) {
    try {
      using talk = await Talk.to(port);
      if (attempt === 0 || String(await talk.say("CLUSTER", "INFO")).includes("cluster_slots_assigned:0")) {
        await talk.say("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
      }
      if (String(await talk.say("CLUSTER", "INFO")).includes("cluster_state:ok")) return { port, stop };
    } catch {
      // it is not up yet
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  await stop();
  // somebody else may have taken a port in between
  if (tries > 1) return await startCluster(tries - 1);
  throw new Error("the cluster did not start");
}

Deno.test({
  name: "a cluster is one more server, command by command",
  ...LEAKY,
  async fn() {
    const { Cluster } = await import("ioredis");
    const { port, stop } = await startCluster();
    const client = new Cluster([{ host: "127.0.0.1", port }]);
    try {
      const connection = new RemoteConnection(client as unknown as IoredisClient);
      const engine = new ScriptEngine(new LiveBackend(connection));
      const script = "for i, key in ipairs(KEYS) do redis.call('SET', key, i) end " +
        "redis.call('HSET', 'h', 'f', 'v') return {redis.call('GET', KEYS[1]), redis.call('GET', KEYS[3]), redis.call('HGETALL', 'h')}";
      assertEquals(await engine.evalAsync(script, ["a", "b", "c"], []), ["1", "3", ["f", "v"]]);
      const crossed = await engine.evalAsync("return redis.call('MSET', 'a', 1, 'b', 2)", [], []);
      assertStringIncludes(replyToText(crossed, 2), "slot");
      assertEquals(connection.isCluster, true);
      let refused: unknown;
      try {
        connection.duplicate();
      } catch (error) {
        refused = error;
      }
      assert(refused instanceof RemoteError);
    } finally {
      client.disconnect();
      await stop();
    }
  },
});
