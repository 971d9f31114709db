import { assert, assertEquals, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import {
  compile,
  CompileError,
  instantiate,
  LimitError,
  LinkError,
  LuaError,
  MarshalError,
  multiple,
  UsageError,
} from "../../mod.ts";
import { type JobOptions, PoolError, type PoolOptions } from "../../pool/mod.ts";
import { processStarter, startWebWorker } from "../../pool/link.ts";
import { createPool, mortal, sleep, startBadWorker } from "./support.ts";

const LOOP = "while true do end";

/** The same test with both kinds of workers. */
function both(name: string, test: (options: PoolOptions) => Promise<void>): void {
  Deno.test(`${name} (worker)`, () => test({ isolation: "worker", workers: 2 }));
  Deno.test(`${name} (process)`, () => test({ isolation: "process", workers: 2 }));
}

both("run gives what the script returns", async (options) => {
  await using pool = createPool(options);
  const module = compile("local a, b = ... return a + b");
  assertEquals(await pool.run(module, { args: [1, 2] }), 3);
  assertEquals(await pool.run("return ...", { args: ["text"] }), "text");
  assertEquals(await pool.run(new TextEncoder().encode("return 'bytes'")), "bytes");
  const entry = await pool.run("function add(a, b) return a + b + base end", {
    entry: "add",
    args: [1, 2],
    imports: { base: 10 },
  });
  assertEquals(entry, 13);
  assertEquals(pool.stats.completed, 4);
});

both("jobs share nothing", async (options) => {
  await using pool = createPool({ ...options, workers: 1 });
  const module = compile(
    "count = (count or 0) + 1 string.extra = (string.extra or 0) + 1 return count + string.extra",
  );
  for (let i = 0; i < 3; i++) assertEquals(await pool.run(module), 2);
});

both("errors are the classes an instance throws", async (options) => {
  await using pool = createPool(options);
  const raised = await assertRejects(() => pool.run("error({ code = 7 })", { name: "job.lua" }), LuaError);
  assertEquals({ ...(raised.value as object) }, { code: 7 });
  assertEquals(raised.frames.map(({ source, line }) => [source, line]), [["[C]", 0], ["job.lua", 1], [
    "[C]",
    0,
  ]]);
  const message = await assertRejects(() => pool.run("\nerror('no')", { name: "job.lua" }), LuaError);
  assertEquals(message.message, "job.lua:2: no");
  const steps = await assertRejects(() => pool.run(LOOP, { limits: { steps: 5000 } }), LimitError);
  assertEquals([steps.kind, steps.usage.steps], ["steps", 5000]);
  const memory = await assertRejects(
    () => pool.run("local t = {} for i = 1, 1e9 do t[i] = i .. '' end", { limits: { memory: 1 << 20 } }),
    LimitError,
  );
  assertEquals(memory.kind, "memory");
  const syntax = await assertRejects(() => pool.run("x x", { name: "bad.lua" }), CompileError);
  assertEquals([syntax.chunkName, syntax.line, syntax.sourceLine], ["bad.lua", 1, "x x"]);
  // and again: a source that failed is not taken for one the worker has
  await assertRejects(
    () => pool.run("x x", { name: "bad.lua" }),
    CompileError,
    "bad.lua:1: '=' expected near 'x'",
  );
  await assertRejects(() => pool.run("return function() end"), MarshalError, "result: a Lua function");
  await assertRejects(
    () => pool.run("return", { args: [new Date(0)] }),
    MarshalError,
    "argument 1: an instance of Date",
  );
  await assertRejects(
    () => pool.run("return", { imports: { a: { b: 1n } } }),
    LinkError,
    "import a.b: a bigint",
  );
  await assertRejects(() => pool.run("return", { libs: ["nope" as "base"] }), LinkError);
  await assertRejects(() => pool.run("return", { limits: { steps: -1 } }), UsageError, "limits.steps");
  await assertRejects(
    () => pool.run("return", { entry: "missing" }),
    UsageError,
    `no global function "missing"`,
  );
});

both("host functions are called across the boundary", async (options) => {
  await using pool = createPool(options);
  const boom = new TypeError("broken at /etc/secret/file");
  const imports = {
    add: (a: number, b: number) => a + b,
    later: async (text: string) => {
      await sleep(1);
      return text + "!";
    },
    two: () => multiple(1, undefined, "three"),
    db: { get: (key: string) => Promise.resolve({ key, found: true }) },
    boom: () => {
      throw boom;
    },
    reject: () => Promise.reject(boom),
    raise: () => {
      throw new LuaError({ code: 42 });
    },
    date: () => new Date(0),
    maker: () => (x: number) => x * 2,
  };
  const source = `
    assert(add(1, 2) == 3 and later("hey") == "hey!")
    assert(select("#", two()) == 3 and select(3, two()) == "three")
    assert(db.get("k").found)
    local _, e = pcall(boom) assert(e:find("broken at %(path%)") and not e:find("secret"), e)
    local _, e = pcall(reject) assert(e:find("broken at %(path%)"), e)
    local _, e = pcall(raise) assert(e.code == 42)
    local _, e = pcall(date) assert(e:find("an instance of Date"), e)
    local _, e = pcall(add, function() end) assert(e:find("argument 1: a Lua function"), e)
    assert(maker()(21) == 42)
    local list = { 3, 1, 2 }
    table.sort(list, function(a, b) return add(a, -b) < 0 end)
    assert(table.concat(list) == "123")
    return coroutine.wrap(function() return later("co") end)()
  `;
  assertEquals(await pool.run(source, { imports }), "co!");
  const error = await assertRejects(() => pool.run("boom()", { imports }), LuaError);
  assertStrictEquals(error.cause, boom);
  // a function comes back as itself
  assertStrictEquals(await pool.run("return add", { imports }), imports.add);
});

both("keys are data and nothing is taken for a promise", async (options) => {
  await using pool = createPool(options);
  const evil = JSON.parse(`{ "__proto__": { "admin": true }, "then": 1, "constructor": "c" }`);
  const back = await pool.run("return ...", { args: [evil] }) as Record<string, unknown>;
  assertStrictEquals(Object.getPrototypeOf(back), null);
  assertEquals(Object.keys(back).sort(), ["__proto__", "constructor", "then"]);
  let called = 0;
  const then = (resolve: (value: string) => void) => {
    called++;
    resolve("adopted");
  };
  const imports = { hook: then, thenable: () => ({ then }), check: (value: unknown) => value instanceof Map };
  // from the script: a Map; from a host function: a table, not what `then` would make of it
  const result = await pool.run("return { ['then'] = hook }", { imports });
  assert(result instanceof Map && result.get("then") === then);
  assertEquals(await pool.run("return type(thenable()['then'])", { imports }), "function");
  assertEquals(await pool.run("return check({ ['then'] = hook })", { imports }), true);
  assertEquals(called, 0);
});

both("a queued job that is aborted never starts", async (options) => {
  await using pool = createPool({ ...options, workers: 1 });
  const release = Promise.withResolvers<void>();
  const first = pool.run("wait() return 1", { imports: { wait: () => release.promise } });
  const controller = new AbortController();
  let started = false;
  const second = pool.run("go()", {
    signal: controller.signal,
    imports: { go: () => void (started = true) },
  });
  const third = pool.run("return 3");
  controller.abort("changed my mind");
  const error = await assertRejects(() => second, LimitError);
  assertEquals([error.kind, error.cause, error.usage.steps], ["aborted", "changed my mind", 0]);
  release.resolve();
  assertEquals([await first, await third, started], [1, 3, false]);
  await assertRejects(() => pool.run("return 1", { signal: AbortSignal.abort() }), LimitError);
});

both("a running job that is aborted or past its deadline stops, its worker stays", async (options) => {
  await using pool = createPool({ ...options, workers: 1, limits: { steps: Infinity }, grace: 30_000 });
  await pool.warm();
  const controller = new AbortController();
  const running = pool.run(LOOP, { signal: controller.signal });
  setTimeout(() => controller.abort("enough"), 30);
  const error = await assertRejects(() => running, LimitError);
  assertEquals([error.kind, error.cause], ["aborted", "enough"]);
  assert(error.usage.steps > 0);
  const waiting = new AbortController();
  const never = new Promise<void>(() => {});
  setTimeout(() => waiting.abort(), 30);
  await assertRejects(
    () => pool.run("never()", { signal: waiting.signal, imports: { never: () => never } }),
    LimitError,
    "run aborted",
  );
  for (const source of [LOOP, "never()"]) {
    const late = await assertRejects(
      () => pool.run(source, { deadline: 40, imports: { never: () => never } }),
      LimitError,
    );
    assertEquals(late.kind, "time");
  }
  assertEquals(pool.stats.replaced, 0);
});

both("a worker that is killed ends its job, not the queue", async (options) => {
  const { start, kill } = mortal(options.isolation === "process" ? processStarter() : startWebWorker);
  await using pool = createPool({ workers: 1, isolation: start, limits: { steps: Infinity } });
  await pool.warm();
  const victim = pool.run("started() " + LOOP, { imports: { started: () => kill.at(-1)!() } });
  const others = [1, 2, 3].map((n) => pool.run("return ...", { args: [n] }));
  const error = await assertRejects(() => victim, PoolError);
  assertEquals(error.kind, "worker");
  assertEquals(await Promise.all(others), [1, 2, 3]);
  assertEquals([pool.stats.replaced, pool.stats.completed, pool.stats.failed], [1, 3, 1]);
});

Deno.test("a process is killed while it computes", async () => {
  const url = new URL("./spinning_process.ts", import.meta.url);
  await using pool = createPool({ workers: 1, deadline: 50, grace: 50, isolation: processStarter({}, url) });
  const begin = performance.now();
  const error = await assertRejects(() => pool.run("return 1"), LimitError);
  assertEquals(error.kind, "time");
  assert(Number.isNaN(error.usage.steps));
  // closing waits for the process's end, so it is over
  await pool.close();
  assert(performance.now() - begin < 20_000);
});

Deno.test("a process that runs out of memory dies alone", async () => {
  const url = new URL("./hungry_process.ts", import.meta.url);
  await using pool = createPool({ workers: 1, isolation: processStarter({ maxHeap: 64 }, url) });
  const error = await assertRejects(() => pool.run("return 1"), PoolError);
  assertEquals(error.kind, "worker");
});

Deno.test("a worker that does not answer is replaced", async () => {
  await using pool = createPool({ workers: 1, isolation: startBadWorker, grace: 50 });
  const stuck = pool.run("spin", { deadline: 100 });
  const next = pool.run("ok");
  const error = await assertRejects(() => stuck, LimitError);
  assertEquals([error.kind, error.message], [
    "time",
    "time limit exceeded: the worker did not answer and was replaced",
  ]);
  assertEquals(await next, "fine");
  const controller = new AbortController();
  const aborted = pool.run("silent", { signal: controller.signal, deadline: Infinity });
  const abortedError = assertRejects(() => aborted, LimitError, "run aborted: the worker did not answer");
  controller.abort("why");
  assertEquals((await abortedError).cause, "why");
  assertEquals(pool.stats.replaced, 2);
});

Deno.test("workers that die or send nonsense end one job each", async () => {
  const { start } = mortal(startBadWorker);
  await using pool = createPool({ workers: 2, isolation: start, deadline: 20_000 });
  const bad = [
    "throw",
    "reject",
    "garbage",
    "truncated",
    "other job",
    "flood",
    "unknown function",
    "nested object",
  ];
  const jobs = bad.map((source) => pool.run(source, { imports: { f: () => new Promise(() => {}) } }));
  const good = Array.from({ length: 8 }, () => pool.run("ok"));
  for (const job of await Promise.allSettled(jobs)) {
    assert(job.status === "rejected" && job.reason instanceof PoolError && job.reason.kind === "worker");
  }
  assertEquals(await Promise.all(good), Array(8).fill("fine"));
  // a second answer to the same job is nonsense too, but the first one counts
  assertEquals(await pool.run("twice"), "first");
  await sleep(50);
  assertEquals(await pool.run("ok"), "fine");
});

Deno.test("a worker that cannot start fails the job that waited longest", async () => {
  const url = new URL("./no_such_worker.ts", import.meta.url);
  const pool = createPool({ workers: 1, isolation: (events) => startWebWorker(events, url) });
  const results = await Promise.allSettled([pool.run("return 1"), pool.run("return 2")]);
  for (const result of results) {
    assert(result.status === "rejected" && result.reason instanceof PoolError);
    assertEquals([result.reason.kind, result.reason.message], ["worker", "a worker could not be started"]);
  }
  await assertRejects(() => pool.warm(), PoolError);
  await pool.close();
  const slow = createPool({
    startTimeout: 0,
    isolation: () => ({ post: () => {}, terminate: () => Promise.resolve() }),
  });
  await assertRejects(() => slow.run("return 1"), PoolError, "a worker could not be started");
  await slow.close();
  const throwing = createPool({
    isolation: () => {
      throw new Error("no");
    },
  });
  await assertRejects(() => throwing.run("return 1"), PoolError, "a worker could not be started");
  await throwing.close();
});

Deno.test("jobs start in the order they were given; more than the queue holds are refused", async () => {
  await using pool = createPool({ workers: 1, queue: 3 });
  await pool.warm();
  const order: number[] = [];
  const imports = { mark: (n: number) => void order.push(n) };
  const jobs = [0, 1, 2, 3].map((n) => pool.run("mark(...)", { args: [n], imports }));
  const error = await assertRejects(() => pool.run("return 1"), PoolError);
  assertEquals([error.kind, error.message], ["queue", "the queue is full: 3 jobs are waiting"]);
  await Promise.all(jobs);
  assertEquals(order, [0, 1, 2, 3]);
});

Deno.test("arguments are copied when run is called", async () => {
  await using pool = createPool({ workers: 1 });
  const list = [1, 2, 3];
  const sum = pool.run("local s = 0 for _, n in ipairs((...)) do s = s + n end return s", { args: [list] });
  list[0] = 100;
  assertEquals(await sum, 6);
});

Deno.test("workers have no permissions", async () => {
  await using pool = createPool({
    workers: 1,
    isolation: (events) => startWebWorker(events, new URL("./curious_worker.ts", import.meta.url)),
  });
  assertEquals(
    await pool.run("return 1"),
    "read NotCapable, write NotCapable, run NotCapable, env NotCapable",
  );
});

Deno.test("close drains, or rejects what waits; both any number of times", async () => {
  const drained = createPool({ workers: 1 });
  const jobs = [1, 2, 3].map((n) => drained.run("return ...", { args: [n] }));
  const closing = drained.close();
  assertStrictEquals(drained.close(), closing);
  await assertRejects(() => drained.run("return 1"), PoolError, "the pool is closed");
  assertEquals(await Promise.all(jobs), [1, 2, 3]);
  await closing;
  assertEquals(drained.stats.idle + drained.stats.running + drained.stats.starting, 0);
  await assertRejects(() => drained.warm(), PoolError, "the pool is closed");

  const dropped = createPool({ workers: 1, limits: { steps: Infinity } });
  await dropped.warm();
  const settled = Promise.allSettled([dropped.run(LOOP), dropped.run("return 2")]);
  const waiting = dropped.close();
  await dropped.close({ drain: false });
  await waiting;
  const [first, second] = await settled;
  assert(first!.status === "rejected" && first.reason instanceof LimitError);
  assert(
    second!.status === "rejected" && second.reason instanceof PoolError && second.reason.kind === "closed",
  );
  await createPool().close();
});

Deno.test("options that make no sense are refused", () => {
  assertThrows(() => createPool({ workers: 0 }), UsageError, "workers is a whole number");
  assertThrows(() => createPool({ deadline: NaN }), UsageError, "deadline is a number");
  assertThrows(() => createPool({ queue: -1 }), UsageError, "queue is a number");
  const bad: [Record<string, unknown>, string][] = [
    [{ worker: 2 }, 'there is no option "worker"'],
    [{ isolation: "thread" }, 'isolation is "worker", "process" or a function'],
    [{ limits: { step: 5 } }, 'there is no option "limits.step"'],
    [{ limits: { steps: -5 } }, "limits.steps is a number"],
    [{ limits: 5 }, "limits is an object"],
  ];
  for (const [options, message] of bad) assertThrows(() => createPool(options), UsageError, message);
});

Deno.test("options of a job that make no sense are refused, and the pool goes on", async () => {
  await using pool = createPool({ workers: 1 });
  const bad: [unknown, string][] = [
    [{ arg: [1] }, 'there is no option "arg"'],
    [{ stdout: () => {} }, 'there is no option "stdout"'],
    [{ args: 5 }, "args is an array"],
    [{ imports: 5 }, "imports is an object"],
    [{ signal: {} }, "signal is an AbortSignal"],
    [{ signal: null }, "signal is an AbortSignal"],
    [{ deadline: "5" }, "deadline is a number"],
    [{ limits: { memory: NaN } }, "limits.memory is a number"],
    [{ limits: { time: 5 } }, 'there is no option "limits.time"'],
    [{ name: 5 }, "name is a string"],
    [{ entry: 5 }, "entry is a string"],
    [{ profile: "root" }, "profile"],
    [{ libs: "base" }, "libs is an array"],
    [{ tier: "quantum" }, "tier is one of"],
    [{ convert: { strings: "utf16" } }, "convert.strings"],
    [null, "options are an object"],
    [5, "options are an object"],
  ];
  for (const [options, message] of bad) {
    await assertRejects(() => pool.run("return 1", options as JobOptions), UsageError, message);
  }
  for (const module of [5, null, undefined, {}, ["return 1"]]) {
    await assertRejects(() => pool.run(module as string), UsageError, "a job runs a Module");
  }
  assertEquals(await pool.run("return 1"), 1);
});

Deno.test("functions and exceptions of a job do not pile up without end", async () => {
  await using pool = createPool({ workers: 1 });
  const imports = {
    fresh: () => () => 1,
    fail: () => {
      throw new Error("x");
    },
  };
  const source = "for i = 1, 20000 do local ok, e = pcall(fresh) if not ok then return e end end";
  assertEquals(
    await pool.run(source, { imports }),
    "host function: result: more than 10000 functions in one job",
  );
  await pool.run("for i = 1, 2000 do pcall(fail) end", { imports });
});

Deno.test("modules are sent once and forgotten in turn", async () => {
  await using pool = createPool({ workers: 1 });
  for (let round = 0; round < 2; round++) {
    for (let i = 0; i < 100; i++) assertEquals(await pool.run(`return ${i}`), i);
  }
  const module = compile("return 'same'");
  const again = compile("return 'same'");
  assertEquals([await pool.run(module), await pool.run(again)], ["same", "same"]);
  assertEquals(instantiate(module).run(), "same");
});
