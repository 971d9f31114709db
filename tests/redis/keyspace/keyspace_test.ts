/**
 * What a server around the keyspace relies on: times to live, watches, waiting, effects, events, limits.
 */

import { assert, assertEquals } from "@std/assert";
import { newContext, SCRIPT_FORBIDDEN, SCRIPT_OOM, SCRIPT_READ_ONLY } from "../../../redis/backend.ts";
import { type ClientContext, type Effect, Keyspace } from "../../../redis/keyspace/keyspace.ts";
import { Watch } from "../../../redis/keyspace/watch.ts";
import { ErrorReply, NULL_ARRAY, OK, type Reply } from "../../../redis/reply.ts";

/** A keyspace with a clock that stands until it is moved, and one client. */
class Setup {
  now = 1_700_000_000_000;
  readonly keyspace: Keyspace;
  readonly client: ClientContext = { ...newContext(false), mayBlock: true, blocked: null };

  constructor(maxMemory = 0) {
    this.keyspace = new Keyspace({ clock: () => this.now, random: () => 0.5, maxMemory });
  }

  run(line: string): Reply {
    return this.keyspace.call(line.split(" "), this.client);
  }

  watch(key: string): Watch {
    const watch = new Watch();
    watch.add(this.keyspace.databases[0]!, key);
    return watch;
  }
}

function text(reply: Reply): string {
  return reply instanceof ErrorReply ? reply.text : String(reply);
}

Deno.test("a key is gone from the millisecond after its time on", () => {
  const setup = new Setup();
  setup.run("set k v px 100");
  setup.now += 100;
  assertEquals(setup.run("get k"), "v");
  setup.now += 1;
  assertEquals(setup.run("get k"), null);
  assertEquals(setup.run("dbsize"), 0);
});

Deno.test("in a script time stands still", () => {
  const setup = new Setup();
  setup.run("set k v px 100");
  setup.keyspace.begin(setup.client);
  setup.now += 1000;
  assertEquals(setup.run("get k"), "v");
  setup.keyspace.commit(setup.client);
  assertEquals(setup.run("get k"), null);
});

Deno.test("expireSome removes what is past its time and reports it", () => {
  const setup = new Setup();
  const effects: Effect[] = [];
  setup.keyspace.onEffects = (some) => effects.push(...some);
  setup.run("set keep v");
  setup.run("set k v px 100");
  effects.length = 0;
  assertEquals(setup.keyspace.expireSome(), 0);
  setup.now += 101;
  assertEquals(setup.keyspace.expireSome(), 1);
  assertEquals(effects, [{ db: 0, args: ["DEL", "k"] }]);
  assertEquals(setup.run("dbsize"), 1);
});

for (
  const [what, change] of [
    ["SET", "set k v2"],
    ["DEL", "del k"],
    ["EXPIRE", "expire k 100"],
    ["APPEND", "append k x"],
    ["RENAME to it", "rename other k"],
    ["FLUSHALL", "flushall"],
    ["SWAPDB", "swapdb 0 1"],
    ["MOVE", "move k 3"],
    ["SORT STORE", "sort list store k"],
  ] as const
) {
  Deno.test(`${what} breaks a watch`, () => {
    const setup = new Setup();
    for (const line of ["set k v", "set other v", "rpush list 1"]) setup.run(line);
    const watch = setup.watch("k");
    setup.run("get k");
    setup.run("set unrelated v");
    assert(!watch.isBroken());
    setup.run(change);
    assert(watch.isBroken());
    watch.clear();
    assert(!watch.isBroken());
  });
}

Deno.test("a watched key that expires breaks the watch, one that had expired before does not", () => {
  const setup = new Setup();
  setup.run("set k v px 10");
  const watch = setup.watch("k");
  setup.now += 11;
  setup.run("ping");
  assert(watch.isBroken());
  const late = setup.watch("k");
  assert(!late.isBroken());
});

Deno.test("commands that find nothing say what they wait for, once for each client that may wait", () => {
  const setup = new Setup();
  assertEquals(setup.run("blpop a b 1.5"), NULL_ARRAY);
  assertEquals(setup.client.blocked, {
    keys: ["a", "b"],
    deadline: setup.now + 1500,
    args: ["blpop", "a", "b", "1.5"],
    timeoutReply: NULL_ARRAY,
  });
  setup.client.blocked = null;
  setup.run("rpush b x y");
  assertEquals(setup.run("blpop a b 0"), ["b", "x"]);
  assertEquals(setup.client.blocked, null);
  assertEquals(setup.run("blmove none b left left 0"), null);
  assertEquals(setup.client.blocked!.timeoutReply, null);
  // in a script the commands with the flag noscript are refused, the others give up at once
  const script = newContext(true);
  assertEquals(setup.keyspace.call(["blpop", "a", "0"], script), SCRIPT_FORBIDDEN);
  assertEquals(setup.keyspace.call(["blmpop", "0", "1", "a", "left"], script), NULL_ARRAY);
});

Deno.test("XREAD BLOCK waits for what comes after the last entry there is", () => {
  const setup = new Setup();
  setup.run("xadd s 5-1 f v");
  setup.run("xread block 0 streams s $");
  assertEquals(setup.client.blocked!.args, ["xread", "COUNT", "1000", "BLOCK", "0", "STREAMS", "s", "5-1"]);
  const { args } = setup.client.blocked!;
  setup.client.blocked = null;
  setup.run("xadd s 6-1 f w");
  assertEquals(setup.keyspace.call(args, setup.client), [["s", [["6-1", ["f", "w"]]]]]);
});

Deno.test("keys that may end a wait are reported", () => {
  const setup = new Setup();
  const ready: string[] = [];
  setup.keyspace.onReady = (db, key) => ready.push(db + key);
  setup.run("rpush l x");
  setup.run("zadd z 1 m");
  setup.run("xadd s 1-1 f v");
  setup.run("set k v");
  setup.run("rename l l2");
  setup.run("lmove l2 l3 left left");
  for (const key of ["0l", "0z", "0s", "0l2", "0l3"]) assert(ready.includes(key), key);
  assert(!ready.includes("0k"));
});

Deno.test("effects spell out times, chance and sums", () => {
  const setup = new Setup();
  let seen: string[] = [];
  setup.keyspace.onEffects = (effects) => seen.push(...effects.map(({ args }) => args.join(" ")));
  const effects = (line: string) => {
    seen = [];
    setup.run(line);
    return seen;
  };
  const { now } = setup;
  assertEquals(effects("set k v ex 10"), [`SET k v PXAT ${now + 10000}`]);
  assertEquals(effects("set k v nx"), []);
  assertEquals(effects("set k w xx keepttl"), ["SET k w KEEPTTL"]);
  assertEquals(effects("expire k 5"), [`PEXPIREAT k ${now + 5000}`]);
  assertEquals(effects("expire k -1"), ["DEL k"]);
  assertEquals(effects("incrbyfloat f 0.1"), ["SET f 0.1 KEEPTTL"]);
  assertEquals(effects("getdel f"), ["DEL f"]);
  assertEquals(effects("sadd s only"), ["sadd s only"]);
  assertEquals(effects("spop s"), ["SREM s only"]);
  assertEquals(effects("rpush l a b"), ["rpush l a b"]);
  assertEquals(effects("blpop l 0"), ["LPOP l"]);
  assertEquals(effects("lmpop 2 none l left count 5"), ["LPOP l 1"]);
  assertEquals(effects("zincrby z 2 m"), ["ZADD z 2 m"]);
  assertEquals(effects("xadd st * f v"), [`xadd st ${now}-0 f v`]);
  assertEquals(effects("get k"), []);
  assertEquals(effects("lpush f"), []);
  assertEquals(effects("xgroup create st g 0"), ["xgroup create st g 0"]);
  assertEquals(effects("xreadgroup group g c streams st >"), [
    "XGROUP CREATECONSUMER st g c",
    `XCLAIM st g c 0 ${now}-0 TIME ${now} RETRYCOUNT 1 FORCE JUSTID LASTID ${now}-0`,
  ]);
});

Deno.test("events are reported with their class", () => {
  const setup = new Setup();
  const events: string[] = [];
  setup.keyspace.onEvent = (kind, event, key, db) => events.push(`${kind} ${event} ${key} ${db}`);
  setup.run("set k v ex 10");
  setup.run("rpush l a");
  setup.run("lpop l");
  assertEquals(events, ["$ set k 0", "g expire k 0", "l rpush l 0", "l lpop l 0", "g del l 0"]);
});

Deno.test("over the memory limit commands that need more are refused, others go on", () => {
  const setup = new Setup(2000);
  for (let i = 0; i < 20; i++) setup.run(`set k${i} ${"v".repeat(100)}`);
  assertEquals(text(setup.run("set more v")), "OOM command not allowed when used memory > 'maxmemory'.");
  assertEquals(setup.run("get k0"), "v".repeat(100));
  const script = newContext(true);
  assertEquals(setup.keyspace.call(["lpush", "l", "x"], script), SCRIPT_OOM);
  assertEquals(setup.keyspace.call(["lpush", "l", "x"], { ...newContext(true), allowOom: true }), 1);
  setup.run("del k0 k1 k2 k3 k4 k5 k6 k7 k8 k9 k10 k11 k12");
  assertEquals(setup.run("set more v"), OK);
  setup.run("flushall");
  assertEquals(setup.keyspace.usedMemory, 0);
});

Deno.test("memory is counted the same after a rollback as before", () => {
  const setup = new Setup(1_000_000);
  setup.run("set k v");
  setup.run("hset h a b");
  const before = setup.keyspace.usedMemory;
  assert(before > 0);
  setup.keyspace.begin(setup.client);
  setup.run("hset h c d");
  setup.run("del k");
  setup.run("rpush l 1 2 3");
  setup.keyspace.rollback(setup.client);
  assertEquals(setup.keyspace.usedMemory, before);
});

Deno.test("a read-only script cannot write, publish or count HyperLogLogs", () => {
  const setup = new Setup();
  const script = { ...newContext(true), readOnly: true };
  for (const line of ["set k v", "publish c m", "pfcount h", "sort l", "getex k", "georadius g 0 0 1 m"]) {
    assertEquals(setup.keyspace.call(line.split(" "), script), SCRIPT_READ_ONLY, line);
  }
  assertEquals(setup.keyspace.call(["get", "k"], script), null);
  assertEquals(script.wrote, false);
});

Deno.test("strings may not grow past their limit", () => {
  const setup = new Setup();
  setup.keyspace.limits.stringBytes = 1000;
  const tooLong = "ERR string exceeds maximum allowed size (proto-max-bulk-len)";
  assertEquals(text(setup.run("setrange k 999 ab")), tooLong);
  assertEquals(setup.run("setrange k 998 ab"), 1000);
  assertEquals(text(setup.run("append k c")), tooLong);
  assertEquals(text(setup.run("setbit k 8000 1")), "ERR bit offset is not an integer or out of range");
});

Deno.test("one command cannot take more memory than the limit leaves", () => {
  const setup = new Setup(10_000_000);
  const oom = "OOM command not allowed when used memory > 'maxmemory'.";
  for (const line of ["setrange k 100000000 x", "setbit k 800000000 1", "bitfield k set u8 800000000 1"]) {
    assertEquals(text(setup.run(line)), oom, line);
  }
  assertEquals(setup.run("setrange k 1000000 x"), 1000001);
  assert(setup.keyspace.usedMemory < 10_000_000);
});

Deno.test("a script that has written is stopped by memory half as much beyond the limit", () => {
  const setup = new Setup(100_000);
  const script = newContext(true);
  let reply: Reply = 0;
  let count = 0;
  while (typeof reply === "number" && count < 10_000) {
    reply = setup.keyspace.call(["rpush", "l", "x".repeat(100)], script);
    count++;
  }
  assertEquals(reply, SCRIPT_OOM);
  assert(setup.keyspace.usedMemory > 150_000 && setup.keyspace.usedMemory < 151_000);
});

Deno.test("changes of one script are counted, those to one number only once", () => {
  const keyspace = new Keyspace({ clock: () => 0, random: () => 0, undoLimit: 100 });
  const script = newContext(true);
  keyspace.begin(script);
  for (let i = 1; i <= 1000; i++) assertEquals(keyspace.call(["incr", "n"], script), i);
  let count = 0;
  while (typeof keyspace.call(["rpush", "l", "x"], script) === "number") count++;
  assert(count > 90 && count <= 100);
  assertEquals(text(keyspace.call(["incr", "n"], script)), "OOM a script may make at most 100 changes");
  assertEquals(keyspace.call(["get", "n"], script), "1000");
  keyspace.rollback(script);
  assertEquals(keyspace.call(["exists", "n", "l"], script), 0);
});

for (
  const [line, least] of [
    ["sunionstore d s s2", 2000],
    ["sintercard 2 s s2", 2000],
    ["zunionstore d 2 z z", 4000],
    ["sort l alpha store d", 10000],
    ["lrem l 0 none", 500],
    ["linsert l before none x", 1000],
    ["lpos l none", 500],
    ["copy big d", 60000],
    ["keys none", 5],
    ["lcs t t len", 1000000],
    ["bitcount big", 200000],
  ] as const
) {
  Deno.test(`the work of ${line.split(" ")[0]!.toUpperCase()} is counted in proportion`, () => {
    const setup = new Setup();
    for (let i = 0; i < 1000; i++) {
      setup.run(`sadd s m${i}`);
      setup.run(`sadd s2 n${i}`);
      setup.run(`zadd z ${i} m${i}`);
      setup.run(`rpush l e${i}`);
    }
    setup.run("setrange big 999999 x");
    setup.run(`set t ${"ab".repeat(500)}`);
    const before = setup.keyspace.work;
    const reply = setup.run(line);
    assert(!(reply instanceof ErrorReply), text(reply));
    const work = setup.keyspace.work - before;
    assert(work >= least && work < 20 * least, `${work}`);
  });
}
