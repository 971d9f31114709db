/** The script engine: limits, what they undo, asynchronous runs, the cache, and who may call what when. */

import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  type Backend,
  createKeyspace,
  EmbeddedRedis,
  ErrorReply,
  newContext,
  type Reply,
  ReplyError,
  ScriptEngine,
  sha1,
  Status,
} from "../../redis/mod.ts";

const POWERS = { clock: () => 1_000, random: () => 0.5 };

function textOf(reply: Reply): string {
  assert(reply instanceof ErrorReply, `no error: ${JSON.stringify(reply)}`);
  return reply.text;
}

// ---- limits -------------------------------------------------------------------------------------------

Deno.test("a script stopped by its steps has written nothing", () => {
  const redis = new EmbeddedRedis({ ...POWERS, steps: 10_000 });
  redis.call("set", "a", "before");
  const source =
    "redis.call('set','a','x') redis.call('lpush','l',1)\nwhile true do redis.call('incr','n') end";
  const error = assertThrows(() => redis.eval(source), ReplyError);
  const place = `script: ${sha1(source)}, on @user_script:2.`;
  assertEquals(error.message, `ERR Script stopped: step limit exceeded ${place}`);
  assertEquals(redis.call("get", "a"), "before");
  assertEquals(redis.call("exists", "l", "n"), 0);
  assertEquals(redis.eval("return redis.call('incr','n')"), 1);
});

Deno.test("an error of a script leaves what was written, as in Redis", () => {
  const redis = new EmbeddedRedis(POWERS);
  assertThrows(() => redis.eval("redis.call('set','a','x') error('after')"), ReplyError);
  assertEquals(redis.call("get", "a"), "x");
});

Deno.test("limits cannot be caught", () => {
  const redis = new EmbeddedRedis({ ...POWERS, steps: 10_000 });
  const source = "return pcall(function() while true do pcall(function() while true do end end) end end)";
  assertThrows(() => redis.eval(source), ReplyError, "step limit exceeded");
});

Deno.test("a script stopped by its memory has written nothing, and the next one runs", () => {
  const redis = new EmbeddedRedis({ ...POWERS, memory: 4 << 20 });
  const source = "redis.call('set','a','x') local t = {} for i = 1, 1e7 do t[i] = ('x'):rep(100) .. i end";
  assertThrows(() => redis.eval(source), ReplyError, "memory limit exceeded");
  assertEquals(redis.call("exists", "a"), 0);
  for (let i = 0; i < 3; i++) assertEquals(redis.eval("return #KEYS", ["k"]), 1);
});

Deno.test("arguments larger than the memory are refused", () => {
  const redis = new EmbeddedRedis({ ...POWERS, memory: 1 << 20 });
  assertThrows(() => redis.eval("return 1", [], ["x".repeat(2 << 20)]), ReplyError, "Script stopped");
  assertEquals(redis.eval("return 1"), 1);
});

Deno.test("functions are still there after the Lua state was made anew", () => {
  const redis = new EmbeddedRedis({ ...POWERS, memory: 4 << 20 });
  redis.functionLoad("#!lua name=lib\nredis.register_function('f', function(keys, args) return args[1] end)");
  assertThrows(() => redis.eval("local s = 'x' while true do s = s .. s end"), ReplyError);
  assertEquals(redis.fcall("f", [], ["still"]), "still");
});

Deno.test("functions keep what they remember when scripts are flushed or stopped", () => {
  const redis = new EmbeddedRedis({ ...POWERS, memory: 4 << 20 });
  redis.functionLoad(
    "#!lua name=lib\nlocal n = 0 redis.register_function('f', function() n = n + 1 return n end)",
  );
  assertEquals(redis.fcall("f"), 1);
  redis.engine.scriptFlush();
  assertThrows(() => redis.eval("local s = 'x' while true do s = s .. s end"), ReplyError);
  assertEquals(redis.fcall("f"), 2);
});

Deno.test("settings of cjson survive everything but a flush", () => {
  const redis = new EmbeddedRedis({ ...POWERS, memory: 4 << 20 });
  redis.eval("cjson.encode_max_depth(5)");
  assertThrows(() => redis.eval("local s = 'x' while true do s = s .. s end"), ReplyError);
  assertEquals(redis.eval("return cjson.encode_max_depth()"), 5);
  redis.engine.scriptFlush();
  assertEquals(redis.eval("return cjson.encode_max_depth()"), 1000);
});

Deno.test("an engine that has seen very many keys gets room for shapes again", () => {
  const redis = new EmbeddedRedis(POWERS);
  const source = "local t = {} for i = 1, 5 do t[ARGV[1] .. i] = i end return cjson.encode({a = 1, b = 2})";
  for (let i = 0; i < 6000; i++) assertEquals(redis.eval(source, [], [`key${i}-`]), '{"a":1,"b":2}');
});

Deno.test("a script has a time limit", () => {
  let now = 0;
  const redis = new EmbeddedRedis({ ...POWERS, timeout: 50, monotonicClock: () => now++ });
  const source = "redis.call('set','a','x') while true do end";
  assertThrows(() => redis.eval(source), ReplyError, "time limit exceeded");
  assertEquals(redis.call("exists", "a"), 0);
});

Deno.test("a reply too large for the steps stops the script as well", () => {
  const redis = new EmbeddedRedis({ ...POWERS, steps: 30_000 });
  const source = "redis.call('set','a','x') local t = {} for i = 1, 10 do t[i] = i end\n" +
    "for i = 1, 12 do t = {t, t} end return t";
  assertThrows(() => redis.eval(source), ReplyError, "step limit exceeded");
  assertEquals(redis.call("exists", "a"), 0);
});

Deno.test("a reply larger than the memory stops the script", () => {
  const redis = new EmbeddedRedis({ ...POWERS, memory: 8 << 20 });
  const elements = "local t = {1, 2} for i = 1, 24 do t = {t, t} end return t";
  assertThrows(() => redis.eval(elements), ReplyError, "memory limit exceeded");
  const bytes = "local s = ('x'):rep(1e6) local t = {} for i = 1, 100 do t[i] = s end return t";
  assertThrows(() => redis.eval(bytes), ReplyError, "memory limit exceeded");
  assertEquals(redis.eval("return {1, {2}}"), [1, [2]]);
});

Deno.test("the same script takes the same steps, cached or not", () => {
  const keyspace = createKeyspace(POWERS);
  const engine = new ScriptEngine(keyspace);
  const source = "local t = {} for i = 1, 100 do t['k' .. i] = i end return cjson.encode(t)";
  const steps: number[] = [];
  for (let i = 0; i < 4; i++) {
    engine.eval(source, [], []);
    steps.push(engine.usage.steps);
    if (i === 1) engine.scriptFlush();
  }
  assertEquals(new Set(steps).size, 1, String(steps));
});

Deno.test("sha1hex charges steps in proportion to the text", () => {
  const engine = new ScriptEngine(createKeyspace(POWERS));
  const steps = (n: number) => {
    engine.eval("redis.sha1hex(('x'):rep(tonumber(ARGV[1])))", [], [String(n)]);
    return engine.usage.steps;
  };
  assert(steps(100_000) > 9 * steps(10_000));
});

Deno.test("memory of the keyspace: what scripts may do when it is used up", () => {
  const redis = new EmbeddedRedis({ ...POWERS, maxMemory: 100_000 });
  redis.call("set", "a", "x".repeat(101_000));
  const oom = "OOM command not allowed when used memory > 'maxmemory'.";
  const message = (source: string) => assertThrows(() => redis.eval(source), ReplyError).message;
  assertEquals(redis.eval("return 1"), 1);
  assertEquals(message("#!lua\nreturn 1"), oom);
  assertEquals(redis.eval("#!lua flags=allow-oom\nreturn redis.call('set','b','c')"), "OK");
  assertEquals(redis.eval("#!lua flags=no-writes\nreturn redis.call('get','b')"), "c");
  assert(message("return redis.call('set','b','c')").startsWith(`${oom} script: `));
  assertEquals(redis.eval("redis.call('del','zz') return redis.call('set','b','d')"), "OK");
});

// ---- the cache ----------------------------------------------------------------------------------------

Deno.test("scripts are known by the SHA-1 of their source, in any case", () => {
  const engine = new ScriptEngine(createKeyspace(POWERS));
  const sha = engine.scriptLoad("return 7") as string;
  assertEquals(sha, sha1("return 7"));
  assertEquals(engine.evalsha(sha.toUpperCase(), [], []), 7);
  assertEquals(engine.scriptExists([sha, "0".repeat(40)]), [1, 0]);
  assertEquals(engine.scriptCount, 1);
  engine.scriptFlush();
  assertEquals(textOf(engine.evalsha(sha, [], [])), "NOSCRIPT No matching script. Please use EVAL.");
});

Deno.test("a script that does not compile is not kept", () => {
  const engine = new ScriptEngine(createKeyspace(POWERS));
  const text = "ERR Error compiling script (new function): user_script:1: unexpected symbol near '<eof>'";
  assertEquals(textOf(engine.scriptLoad("x =") as ErrorReply), text);
  assertEquals(textOf(engine.eval("x =", [], [])), text);
  assertEquals(engine.scriptCount, 0);
});

Deno.test("nothing of a script is left for the next one", () => {
  const redis = new EmbeddedRedis(POWERS);
  redis.eval("KEYS.mark = 1 ARGV[1] = 'changed'", ["k"], ["a"]);
  assertEquals(redis.eval("return {KEYS.mark == nil and 1 or 0, ARGV[1], #KEYS}", [], ["b"]), [1, "b", 0]);
});

// ---- backends -----------------------------------------------------------------------------------------

/** A backend that answers later, and counts. */
function slowBackend(): Backend & { log: string[] } {
  const log: string[] = [];
  return {
    log,
    call: (args) => {
      log.push(args.join(" "));
      return new Promise((resolve, reject) => {
        setTimeout(() => {
          if (args[0] === "fail") reject(new Error("connection lost"));
          else resolve(args[0] === "err" ? new ErrorReply("WRONGTYPE x") : new Status(args.join(" ")));
        }, 1);
      });
    },
    knows: () => true,
    begin: () => void log.push("begin"),
    commit: () => void log.push("commit"),
    rollback: () => void log.push("rollback"),
  };
}

Deno.test("evalAsync waits for replies, also in coroutines and protected calls", async () => {
  const backend = slowBackend();
  const engine = new ScriptEngine(backend);
  const source = `local co = coroutine.wrap(function() return redis.call('one').ok end)
    local ok, e = pcall(redis.call, 'err')
    return {co(), redis.call('two').ok, e, tostring(ok)}`;
  assertEquals(await engine.evalAsync(source, [], []), ["one", "two", "WRONGTYPE x", "false"]);
  assertEquals(backend.log, ["begin", "err", "one", "two", "commit"]);
});

Deno.test("evalAsync turns a rejected promise into an error of the script", async () => {
  const engine = new ScriptEngine(slowBackend());
  const reply = await engine.evalAsync("return redis.call('fail')", [], []);
  assert(textOf(reply).startsWith("ERR connection lost script: "));
});

Deno.test("asynchronous runs take turns", async () => {
  const backend = slowBackend();
  const engine = new ScriptEngine(backend);
  const source = "redis.call(ARGV[1]) redis.call(ARGV[1])";
  await Promise.all(["a", "b"].map((name) => engine.evalAsync(source, [], [name])));
  assertEquals(backend.log, ["begin", "a", "a", "commit", "begin", "b", "b", "commit"]);
});

Deno.test("eval refuses a backend that answers later", () => {
  const engine = new ScriptEngine(slowBackend());
  assert(textOf(engine.eval("return redis.call('x')", [], [])).includes("run the script asynchronously"));
});

Deno.test("scriptKill stops an asynchronous run that has written nothing", async () => {
  const keyspace = createKeyspace(POWERS);
  const engine = new ScriptEngine(keyspace, { slice: 10_000 });
  assertEquals(textOf(engine.scriptKill()), "NOTBUSY No scripts in execution right now.");
  const run = engine.evalAsync("while true do end", [], []);
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert(engine.busy);
  assertEquals(textOf(engine.eval("return 1", [], [])).slice(0, 5), "BUSY ");
  assertEquals(textOf(engine.functionLoad("#!lua name=x\nx") as ErrorReply).slice(0, 5), "BUSY ");
  assert(engine.scriptKill() instanceof Status);
  assert(textOf(await run).includes("Script killed by user with SCRIPT KILL..."));
  assertEquals(engine.eval("return 1", [], []), 1);
});

Deno.test("scriptKill leaves a run alone that has written", async () => {
  const keyspace = createKeyspace(POWERS);
  const engine = new ScriptEngine(keyspace, { slice: 10_000, steps: 300_000 });
  const run = engine.evalAsync("redis.call('set','a','x') while true do end", [], []);
  await new Promise((resolve) => setTimeout(resolve, 1));
  if (engine.busy) assertEquals(textOf(engine.scriptKill()).slice(0, 11), "UNKILLABLE ");
  assert(textOf(await run).includes("step limit exceeded"));
  assertEquals(keyspace.call(["exists", "a"], newContext(false)), 0);
});

Deno.test("an asynchronous run that waits for too long is stopped", async () => {
  const engine = new ScriptEngine({ call: () => new Promise(() => {}), knows: () => true }, { timeout: 5 });
  assert(textOf(await engine.evalAsync("return redis.call('x')", [], [])).includes("time limit exceeded"));
  assertEquals(engine.eval("return 2", [], []), 2);
});

Deno.test("SELECT in a script does not leak, and the caller's database is used", () => {
  const keyspace = createKeyspace(POWERS);
  const engine = new ScriptEngine(keyspace);
  engine.eval("redis.call('set','a','2') redis.call('select',3) redis.call('set','a','3')", [], [], {
    db: 2,
  });
  assertEquals(engine.eval("return redis.call('get','a')", [], [], { db: 2 }), "2");
  assertEquals(engine.eval("return redis.call('get','a')", [], [], { db: 3 }), "3");
  assertEquals(engine.eval("return redis.call('exists','a')", [], []), 0);
});

Deno.test("a fault of the backend ends the run, undoes it, and reaches the host", () => {
  let rolledBack = 0;
  const engine = new ScriptEngine({
    call: () => {
      throw new TypeError("a bug");
    },
    knows: () => true,
    rollback: () => void rolledBack++,
  });
  assertThrows(() => engine.eval("return pcall(redis.call, 'x')", [], []), TypeError, "a bug");
  assertEquals(rolledBack, 1);
  assertEquals(engine.eval("return 1", [], []), 1);
});

Deno.test("redis.log reaches the host", () => {
  const lines: string[] = [];
  const redis = new EmbeddedRedis({
    ...POWERS,
    log: (level, message) => void lines.push(`${level} ${message}`),
  });
  redis.eval("redis.log(redis.LOG_WARNING, 'a', 5, {}, 'b')");
  assertEquals(lines, ["3 a 5 b"]);
});

// ---- values -------------------------------------------------------------------------------------------

Deno.test("EmbeddedRedis converts values both ways", () => {
  const redis = new EmbeddedRedis(POWERS);
  assertEquals(redis.eval("return ARGV", [], ["é", 5, 2n ** 60n, new Uint8Array([255])]), [
    "é",
    "5",
    "1152921504606846976",
    new Uint8Array([255]),
  ]);
  const source =
    "redis.setresp(3) return {true, 2^62, {double=1.5}, {map={a=1}}, {set={x=true}}, {big_number='9'}}";
  assertEquals(redis.eval(source), [true, 2n ** 62n, 1.5, new Map([["a", 1]]), new Set(["x"]), "9"]);
  assertEquals(redis.call("set", "a", "b"), "OK");
  assertEquals(redis.call("get", "none"), null);
  const nested = redis.eval("return {redis.pcall('nosuch'), 1}") as [ReplyError, number];
  assertEquals(nested[0].code, "ERR");
});

Deno.test("keys expire by the host's clock, which stands still while a script runs", () => {
  let now = 0;
  const redis = new EmbeddedRedis({ clock: () => now, random: () => 0.5 });
  redis.call("set", "a", "b", "px", 10);
  now = 9;
  assertEquals(redis.eval("return redis.call('pttl','a')"), 1);
  now = 11;
  assertEquals(redis.call("get", "a"), null);
});
