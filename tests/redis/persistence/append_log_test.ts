import { assert, assertEquals, assertLess, assertStringIncludes } from "@std/assert";
import { newContext } from "../../../redis/backend.ts";
import { ScriptEngine } from "../../../redis/engine.ts";
import { Keyspace } from "../../../redis/keyspace/keyspace.ts";
import { AppendLog, type LogOptions, openKeyspace } from "../../../redis/persistence/mod.ts";
import { ErrorReply } from "../../../redis/reply.ts";
import { replyToText } from "../../../redis/resp/reply_writer.ts";
import { Storage } from "../../../redis/server/storage.ts";
import { MemoryDirectory } from "./memory_files.ts";

/** A keyspace with its log. */
interface Kept {
  readonly keyspace: Keyspace;
  readonly log: AppendLog;
  readonly engine: ScriptEngine;
  readonly messages: string[];
  run(line: string, db?: number): string;
}

function open(directory: MemoryDirectory, options: Partial<LogOptions> = {}): Kept {
  let time = 0;
  let state = 1;
  const random = (): number => (state = Math.imul(state, 48271) & 0x7fffffff) / 0x80000000;
  const keyspace = new Keyspace({ clock: () => time, random });
  const messages: string[] = [];
  const log = new AppendLog(keyspace, { directory, onMessage: (text) => messages.push(text), ...options });
  time = 1_000_000;
  new Storage(keyspace, log);
  const engine = new ScriptEngine(keyspace, { steps: 100_000 });
  const context = newContext(false);
  const run = (line: string, db = 0): string => {
    context.db = db;
    const reply = keyspace.call(line.split(" "), context);
    if (reply instanceof ErrorReply) throw new Error(`${line}: ${reply.text}`);
    return replyToText(reply, 2);
  };
  return { keyspace, log, engine, messages, run };
}

/** Everything a keyspace holds, with times to live. */
function contents({ keyspace }: Kept): Map<string, string> {
  const found = new Map<string, string>();
  const context = newContext(false);
  for (const db of keyspace.databases) {
    context.db = db.index;
    for (const entry of db.slots) {
      const dump = keyspace.call(["DUMP", entry.key], context);
      found.set(`${db.index}:${entry.key}`, `${entry.expire} ${String(dump)}`);
    }
  }
  return new Map([...found].sort());
}

const COMMANDS =
  `SET s v EX 100|SET n 5|INCRBY n 37|INCRBYFLOAT f 1.5|APPEND s more|SETRANGE s 3 xyz|GETSET g 1|GETDEL g
RPUSH l a b c d|LPOP l|LINSERT l BEFORE c x|LMOVE l m LEFT RIGHT|LTRIM l 0 1|SADD t a b c d|SPOP t|SREM t b|SADD i 1 2 3
HSET h a 1 b 2|HINCRBY h a 5|HINCRBYFLOAT h b 0.5|HDEL h a|ZADD z 1 a 2 b 3 c|ZINCRBY z 1.5 a|ZADD z INCR 2 b|ZPOPMIN z
XADD x 1-1 a b|XADD x * c d|XGROUP CREATE x g 0|XTRIM x MAXLEN 5|SETBIT b 7 1
EXPIRE n 1000|PEXPIREAT h 99999999|PERSIST n|RENAME f f2|COPY l l2|MOVE l2 3|SET gone 1 PX 1|SORT i STORE j`;

function fill(kept: Kept): void {
  for (const line of COMMANDS.split(/[|\n]/)) kept.run(line);
  kept.run("SET other db5", 5);
  kept.engine.eval("redis.call('SET', KEYS[1], 'script') redis.call('INCR', 'counter') return 1", [
    "byscript",
  ], []);
  kept.engine.eval("redis.call('SPOP', 't') redis.call('LPUSH', 'l', redis.call('TIME')[1])", [], []);
}

Deno.test("a keyspace loaded from its log is the one that was written", async () => {
  const directory = new MemoryDirectory();
  const first = open(directory);
  fill(first);
  const before = contents(first);
  assert(before.size > 15);
  await first.log.close();
  const second = open(directory);
  assertEquals(contents(second), before);
  assertEquals(second.messages, []);
  await second.log.close();
});

Deno.test("a rewritten log is shorter and gives the same keyspace", async () => {
  const directory = new MemoryDirectory();
  const first = open(directory);
  fill(first);
  for (let index = 0; index < 2000; index++) first.run(`SET k${index % 100} ${index}`);
  first.log.write();
  const size = directory.files.get("appendonly.ferrous")?.size ?? 0;
  assert(first.log.rewrite());
  assertEquals(first.log.rewrite(), false);
  // changes go on meanwhile
  for (let round = 0; directory.files.has("appendonly.ferrous.rewrite"); round++) {
    first.run(`SET k${round % 150} during${round}`);
    first.run(`RENAME k${round % 150} renamed${round % 7}`);
    if (round === 3) first.run("MOVE renamed3 9");
    await new Promise((resolve) => setTimeout(resolve, 0));
    assertLess(round, 100_000);
  }
  first.run("SET after 1");
  const before = contents(first);
  await first.log.close();
  assertLess(directory.files.get("appendonly.ferrous")?.size ?? size, size);
  const second = open(directory);
  assertEquals(contents(second), before);
  assertEquals(second.messages, []);
  await second.log.close();
});

Deno.test("a rewrite starts over when everything is flushed in its middle", async () => {
  const directory = new MemoryDirectory();
  const first = open(directory);
  for (let index = 0; index < 5000; index++) first.run(`SET k${index} v`);
  first.log.rewrite();
  await new Promise((resolve) => setTimeout(resolve, 0));
  first.run("FLUSHALL");
  first.run("SET only 1");
  for (let round = 0; directory.files.has("appendonly.ferrous.rewrite"); round++) {
    await new Promise((resolve) => setTimeout(resolve, 0));
    assertLess(round, 100_000);
  }
  const before = contents(first);
  await first.log.close();
  const second = open(directory);
  assertEquals(contents(second), before);
  assertEquals([...before.keys()], ["0:only"]);
  await second.log.close();
});

Deno.test("a script's changes are in the log completely or not at all", async () => {
  const directory = new MemoryDirectory();
  const first = open(directory);
  first.engine.eval("for i = 1, 10 do redis.call('SET', 'k' .. i, i) end", [], []);
  const stopped = first.engine.eval("redis.call('SET', 'never', 1) while true do end", [], []);
  assert(stopped instanceof ErrorReply);
  await first.log.close();
  const file = directory.files.get("appendonly.ferrous");
  assert(file !== undefined);
  file.truncate(file.size - 1);
  const second = open(directory);
  assertEquals(contents(second).size, 0);
  assertStringIncludes(second.messages.join(), "dropped");
  second.run("SET again 1");
  await second.log.close();
  const third = open(directory);
  assertEquals([...contents(third).keys()], ["0:again"]);
  await third.log.close();
});

Deno.test("under always nothing is settled before it is synchronized", async () => {
  const directory = new MemoryDirectory();
  const kept = open(directory, { fsync: "always" });
  const file = directory.files.get("appendonly.ferrous");
  assert(file !== undefined);
  kept.run("SET a 1");
  assertLess(file.synced, file.size + 1);
  const settled = Promise.withResolvers<boolean>();
  kept.log.settle(settled.resolve);
  assertLess(file.synced, file.size + 1);
  assertEquals(await settled.promise, true);
  assertEquals(file.synced, file.size);
  assert(file.size > 30);
  await kept.log.close();
});

Deno.test("keys whose time was up before the log is loaded are gone, and nothing else is", async () => {
  const directory = new MemoryDirectory();
  const first = open(directory);
  first.run("SET counter 5 PX 10");
  first.run("INCR counter");
  first.run("SET kept 1");
  await first.log.close();
  const second = open(directory);
  // the log is loaded as if no time had passed: INCR found 5, not a key whose time was up
  assertEquals(second.run("GET counter"), "$1\r\n6\r\n");
  await second.log.close();
});

Deno.test("without a server, a change is safe when its command has ended", async () => {
  const directory = new MemoryDirectory();
  const random = (): number => 0;
  const first = openKeyspace({ clock: () => 5000, random }, { directory, fsync: "always" });
  const engine = new ScriptEngine(first.keyspace);
  assertEquals(engine.eval("return redis.call('INCR', KEYS[1])", ["n"], []), 1);
  const file = directory.files.get("appendonly.ferrous");
  assert(file !== undefined && file.size > 20);
  assertEquals(file.synced, file.size);
  // the process dies here
  const copy = new MemoryDirectory();
  copy.create("appendonly.ferrous").append(file.bytes);
  const second = openKeyspace({ clock: () => 5000, random }, { directory: copy, fsync: "no" });
  assertEquals(new ScriptEngine(second.keyspace).eval("return redis.call('INCR', KEYS[1])", ["n"], []), 2);
  await first.log.close();
  await second.log.close();
});

Deno.test("a full disk is reported, what was written before stays readable, and writing goes on when there is room", async () => {
  const directory = new MemoryDirectory();
  const kept = open(directory, { fsync: "always" });
  const file = directory.files.get("appendonly.ferrous");
  assert(file !== undefined);
  const settle = (): Promise<boolean> => new Promise((resolve) => kept.log.settle(resolve));
  kept.run("SET a 1");
  assertEquals(await settle(), true);
  file.room = 25;
  kept.run("SET b 2");
  assertEquals(await settle(), false);
  assertEquals(kept.log.failure, "No space left on device");
  assertEquals(kept.messages, ["the log cannot be written: No space left on device"]);
  const copy = new MemoryDirectory();
  copy.create("appendonly.ferrous").append(file.bytes);
  const other = open(copy);
  assertEquals([...contents(other).keys()], ["0:a"]);
  assertEquals(other.messages, []);
  await other.log.close();
  file.room = Infinity;
  kept.run("SET c 3");
  assertEquals(await settle(), true);
  assertEquals(kept.log.failure, undefined);
  await kept.log.close();
  const last = open(directory);
  assertEquals([...contents(last).keys()], ["0:a", "0:b", "0:c"]);
  await last.log.close();
});
