import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { ScriptEngine } from "../../../redis/engine.ts";
import { DoubleReply, ErrorReply, MapReply, OK, type Reply, SetReply, Status } from "../../../redis/reply.ts";
import {
  ConflictError,
  LiveBackend,
  OptimisticScripts,
  RemoteConnection,
  RemoteError,
} from "../../../redis/remote/mod.ts";
import { shapeReply } from "../../../redis/remote/reply_shapes.ts";
import { replyToText } from "../../../redis/resp/reply_writer.ts";
import { RedisServer } from "../../../redis/server/server.ts";
import { PlainClient } from "./plain_client.ts";

Deno.test("what a client leaves out of replies is put back", () => {
  const cases: [command: string, reply: Reply, protocol: 2 | 3, expected: Reply][] = [
    ["set k v", "OK", 2, OK],
    ["set k v NX", null, 2, null],
    ["set k v GET", "OK", 2, "OK"],
    ["get k", "OK", 2, "OK"],
    ["type k", "none", 2, new Status("none")],
    ["ping", "PONG", 2, new Status("PONG")],
    ["ping PONG", "PONG", 2, "PONG"],
    ["hgetall h", ["a", "1"], 2, new MapReply(["a", "1"])],
    ["smembers s", ["a"], 2, new SetReply(["a"])],
    ["spop s", "a", 2, "a"],
    ["spop s 1", ["a"], 2, new SetReply(["a"])],
    ["zscore z m", "1.5", 2, new DoubleReply(1.5)],
    ["zscore z m", null, 2, null],
    ["zincrby z 1 m", "inf", 2, new DoubleReply(Infinity)],
    ["zadd z INCR 1 m", "-inf", 2, new DoubleReply(-Infinity)],
    ["zadd z 1 m", 1, 2, 1],
    ["zrange z 0 -1 WITHSCORES", ["m", "1"], 2, ["m", "1"]],
    ["zrange z 0 -1 WITHSCORES", ["m", "1"], 3, [["m", new DoubleReply(1)]]],
    ["zpopmin z", ["m", "1"], 3, ["m", new DoubleReply(1)]],
    ["zmscore z m n", ["1", null], 2, [new DoubleReply(1), null]],
  ];
  for (const [command, reply, protocol, expected] of cases) {
    const args = command.split(" ");
    assertEquals(shapeReply(args[0] ?? "", args, reply, protocol), expected, command);
  }
});

/** Runs a test against a server of our own. */
function remoteTest(
  name: string,
  body: (connect: () => RemoteConnection, port: number) => Promise<void>,
): void {
  Deno.test(name, async () => {
    await using server = new RedisServer({ port: 0 });
    const open: RemoteConnection[] = [];
    await body(() => {
      const connection = new RemoteConnection(new PlainClient(server.port));
      open.push(connection);
      return connection;
    }, server.port);
    for (const connection of open) connection.close();
  });
}

remoteTest("a script waits for each reply, and its SELECT is its own", async (connect) => {
  const connection = connect();
  const engine = new ScriptEngine(new LiveBackend(connection));
  const script = "redis.call('SET', 'k', ARGV[1]) redis.call('SELECT', 2) redis.call('SET', 'k', 'two') " +
    "redis.call('SELECT', 0) return {redis.call('GET', 'k'), redis.call('STRLEN', 'k')}";
  assertEquals(await engine.evalAsync(script, [], ["\0\xff"]), ["\0\xff", 2]);
  assertEquals(await engine.evalAsync("return redis.call('GET', 'k')", [], [], { db: 2 }), "two");
  assertEquals(await engine.evalAsync("return redis.call('GET', 'k')", [], []), "\0\xff");
});

remoteTest("what scripts may not do is refused before it is sent", async (connect) => {
  const client = connect();
  const sent: string[] = [];
  (client.client as PlainClient).onCommand = (name) => sent.push(name);
  const engine = new ScriptEngine(new LiveBackend(client));
  for (
    const [script, expected] of [
      ["redis.call('BLPOP', 'a', 0)", "not allowed from script"],
      ["redis.call('GET')", "Wrong number of args"],
      ["redis.call('CONFIG', 'NOSUCH')", "Unknown Redis command"],
    ] as const
  ) assertStringIncludes(replyToText(await engine.evalAsync(script, [], []), 2), expected);
  const readOnly = await engine.evalAsync("return redis.call('SET', 'k', 'v')", [], [], { readOnly: true });
  assertStringIncludes(replyToText(readOnly, 2), "read-only");
  assertEquals(sent, []);
  // a command that is newer than the table is the server's to judge
  const unknown = await engine.evalAsync("return redis.call('NEWER', 'k')", [], []);
  assertStringIncludes(replyToText(unknown, 2), "Unknown Redis command called from script");
  assertEquals(sent, ["NEWER"]);
});

remoteTest("a transaction sees its own writes and sends them once", async (connect) => {
  const setup = connect();
  await setup.send(["RPUSH", "l", "a"]);
  await setup.send(["SET", "t", "1", "PX", "100000"]);
  const connection = connect();
  const sent: string[] = [];
  (connection.client as PlainClient).onCommand = (name) => sent.push(name);
  const scripts = new OptimisticScripts(connection);
  const script =
    "redis.call('RPUSH', KEYS[1], 'b') redis.call('INCR', KEYS[2]) redis.call('HSET', 'h', 'f', 'v') " +
    "return {redis.call('LRANGE', KEYS[1], 0, -1), redis.call('GET', KEYS[2]), redis.call('PTTL', KEYS[2]) > 90000, " +
    "redis.call('HGET', 'h', 'f')}";
  assertEquals(await scripts.eval(script, ["l", "t"], []), [["a", "b"], "2", 1, "v"]);
  assertEquals(await setup.send(["LRANGE", "l", "0", "-1"]), ["a", "b"]);
  assert(Number(await setup.send(["PTTL", "t"])) > 90_000);
  assertEquals(sent.filter((name) => name === "EXEC").length, 1);
  assertEquals(sent.slice(sent.indexOf("MULTI")), ["MULTI", "RPUSH", "INCR", "HSET", "EXEC"]);
});

remoteTest("a conflict runs the script again, on what is there now", async (connect) => {
  const other = connect();
  const connection = connect();
  let interfered = 0;
  const pending: Promise<unknown>[] = [];
  (connection.client as PlainClient).onCommand = (name) => {
    // in the middle of the first two attempts somebody else writes
    if (name === "GET" && interfered < 2) {
      interfered++;
      pending.push(other.send(["INCR", "n"]));
    }
  };
  await other.send(["SET", "n", "0"]);
  const scripts = new OptimisticScripts(connection, { delay: () => 1 });
  const script = "local n = redis.call('GET', KEYS[1]) redis.call('SET', KEYS[1], n + 10) return n";
  const reply = Number(await scripts.eval(script, ["n"], []));
  await Promise.all(pending);
  assertEquals(interfered, 2);
  assertEquals(await other.send(["GET", "n"]), String(12));
  assert(reply === 2 || reply === 1, `${reply}`);
});

remoteTest("conflicts without end are a typed error, and nothing is written", async (connect) => {
  const other = connect();
  const connection = connect();
  await other.send(["SET", "n", "0"]);
  const pending: Promise<unknown>[] = [];
  const client = connection.client as PlainClient;
  client.onCommand = (name) => {
    if (name === "GET") pending.push(other.send(["INCR", "n"]));
  };
  const scripts = new OptimisticScripts(connection, { attempts: 4, delay: () => 0 });
  const script = "redis.call('GET', KEYS[1]) redis.call('GET', 'later') redis.call('SET', 'written', 1)";
  const error = await assertRejects(() => scripts.eval(script, ["n"], []), ConflictError);
  await Promise.all(pending);
  assertEquals(error.attempts, 4);
  assertEquals(await other.send(["EXISTS", "written"]), 0);
});

remoteTest(
  "errors and limits: what was written before an error stays, before a limit not",
  async (connect) => {
    const connection = connect();
    const scripts = new OptimisticScripts(connect(), { engine: { steps: 10_000 } });
    const failed = await scripts.eval("redis.call('SET', 'a', 1) error('no')", [], []);
    assert(failed instanceof ErrorReply);
    assertEquals(await connection.send(["GET", "a"]), "1");
    const stopped = await scripts.eval("redis.call('SET', 'b', 1) while true do end", [], []);
    assertStringIncludes(replyToText(stopped, 2), "step limit exceeded");
    assertEquals(await connection.send(["GET", "b"]), null);
  },
);

remoteTest("all kinds of values are copied whole", async (connect) => {
  const connection = connect();
  const large = Array.from({ length: 2500 }, (_, index) => String(index));
  await connection.send(["RPUSH", "list", ...large]);
  await connection.send(["SADD", "set", ...large]);
  await connection.send(["HSET", "hash", ...large]);
  await connection.send(["ZADD", "zset", ...large.flatMap((value) => [value, `m${value}`])]);
  await connection.send(["XADD", "stream", "5-1", "f", "v"]);
  await connection.send(["XADD", "emptied", "7-1", "f", "v"]);
  await connection.send(["XDEL", "emptied", "7-1"]);
  await connection.send(["SET", "string", large.join()]);
  const scripts = new OptimisticScripts(connect());
  const script = `
    redis.call('RPUSH', 'list', 'x') redis.call('SADD', 'set', 'x') redis.call('HSET', 'hash', 'x', 'y')
    redis.call('ZADD', 'zset', 0.5, 'x') redis.call('APPEND', 'string', 'x')
    return {redis.call('LLEN', 'list'), redis.call('SCARD', 'set'), redis.call('HLEN', 'hash'), redis.call('ZCARD', 'zset'),
      redis.call('STRLEN', 'string'), #redis.call('XADD', 'stream', '*', 'f', 'v') > 10,
      redis.pcall('XADD', 'emptied', '7-1', 'f', 'v')}`;
  const reply = await scripts.eval(script, [], []) as Reply[];
  assertEquals(reply.slice(0, 6), [2501, 2501, 1251, 2501, large.join().length + 1, 1]);
  assertStringIncludes(replyToText(reply[6] ?? null, 2), "equal or smaller than the target stream top item");
  for (
    const [command, key, count] of [["LLEN", "list", 2501], ["ZCARD", "zset", 2501], [
      "XLEN",
      "stream",
      2,
    ]] as const
  ) {
    assertEquals(await connection.send([command, key]), count);
  }
});

remoteTest("a connection that is lost is a typed error", async (connect, port) => {
  const own = connect();
  const scripts = new OptimisticScripts(own);
  assertEquals(await scripts.eval("return redis.call('INCR', 'n')", [], []), 1);
  const killer = new RemoteConnection(new PlainClient(port));
  await killer.send(["CLIENT", "KILL", "TYPE", "normal"]);
  await assertRejects(() => scripts.eval("return redis.call('INCR', 'n')", [], []), RemoteError);
  assertEquals(await killer.send(["GET", "n"]), "1");
  killer.close();
});
