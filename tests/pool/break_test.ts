/**
 * Attempts to break a pool: from scripts, from host functions, from workers, and by using it at the wrong
 * moment. Whatever happens, every job ends once, with a result or a documented error, and the next one works.
 */

import { assert, assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { FerrousError, LimitError, LuaError, multiple } from "../../mod.ts";
import { PoolError } from "../../pool/mod.ts";
import { processStarter, startWebWorker } from "../../pool/link.ts";
import { createPool, mortal, sleep, startBadWorker } from "./support.ts";

const LOOP = "while true do end";

for (const isolation of ["worker", "process"] as const) {
  Deno.test(`scripts cannot break a pool (${isolation})`, async () => {
    await using pool = createPool({ workers: 1, isolation, limits: { steps: 3_000_000, memory: 32 << 20 } });
    const endings: [source: string, ending: string][] = [
      ["return string.rep('x', 1e8)", "LimitError memory"],
      ["return #string.rep('x', 20e6)", "20000000"],
      ["return (('x'):rep(1e5)):find(('x*'):rep(20) .. 'y')", "LimitError steps"],
      ["local t = {} for i = 1, 1e5 do t = { t } end return t", "MarshalError"],
      ["local t = {} t.t = t return t", "MarshalError"],
      ["return coroutine.create(print)", "LuaError"],
      ["return coroutine.create(function() end)", "MarshalError"],
      ["return newproxy()", "MarshalError"],
      ["return print", "MarshalError"],
      ["return { [{}] = function() end }", "MarshalError"],
      ["error(function() end)", "LuaError"],
      ["error(setmetatable({}, { __tostring = error }))", "LuaError"],
      ["error()", "LuaError"],
      ["while true do pcall(error) end", "LimitError steps"],
      ["local t = {} while true do t[#t + 1] = {} end", "LimitError memory"],
      ["local function f() return f() + 1 end f()", "LuaError"],
      ["local function f() return pcall(f) end f()", "undefined"],
      ["setmetatable(_G, { __index = function() " + LOOP + " end }) return x", "LimitError steps"],
      ["return '\\255\\254\\0'", "255,254,0"],
      ["return 0/0", "NaN"],
      ["return ('x'):rep(1e6)", "1000000"],
      ["local t = {} for i = 1, 2e4 do t[i] = ('x'):rep(100) .. i end return t", "20000"],
      ["return '", "CompileError"],
      ["(".repeat(10_000), "CompileError"],
      ["\x1bLua", "CompileError"],
    ];
    for (const [source, ending] of endings) {
      const [outcome] = await Promise.allSettled([pool.run(source)]);
      let text: string;
      if (outcome!.status === "rejected") {
        const error = outcome!.reason;
        assert(error instanceof FerrousError, String(error));
        text = error instanceof LimitError ? `LimitError ${error.kind}` : error.name;
      } else {
        const value = outcome!.value;
        const counted = Array.isArray(value) || typeof value === "string" && value.length > 100;
        text = counted ? String((value as string).length) : String(value);
      }
      assertEquals(`${source}: ${text}`, `${source}: ${ending}`);
    }
    assertEquals(pool.stats.replaced, 0);
    assertEquals(await pool.run("return 'alive'"), "alive");
  });
}

Deno.test("host functions cannot break a pool", async () => {
  await using pool = createPool({ workers: 1 });
  const refuse = () => {
    throw new RangeError("trap");
  };
  const trap = new Proxy({}, {
    get: refuse,
    getPrototypeOf: refuse,
    ownKeys: refuse,
    getOwnPropertyDescriptor: refuse,
  });
  class Evil extends LuaError {
    constructor() {
      super("x");
      for (const name of ["value", "cause", "message"]) {
        Object.defineProperty(this, name, { get: () => thrower(null) });
      }
    }
  }
  const thrower = (error: unknown) => {
    throw error;
  };
  class Odd extends Promise<unknown> {
    static override get [Symbol.species](): PromiseConstructor {
      throw new Error("species");
    }
  }
  const imports: Record<string, () => unknown> = {
    nothing: () => thrower(undefined),
    null: () => thrower(null),
    text: () => thrower("text"),
    symbol: () => thrower(Symbol("s")),
    proxy: () => thrower(trap),
    evil: () => thrower(new Evil()),
    "result proxy": () => trap,
    "result getter": () => Object.defineProperty({}, "x", { enumerable: true, get: () => thrower(null) }),
    "result symbol": () => Symbol("s"),
    "result class": () => new Date(0),
    "result bigint": () => 5n,
    "result many": () => multiple(1, trap),
    "rejects proxy": () => Promise.reject(trap),
    "rejects evil": () => Promise.reject(new Evil()),
    "resolves proxy": () => Promise.resolve([trap]),
    "odd promise": () => new Odd((resolve) => resolve(1)),
    "message proxy": () => thrower(Object.defineProperty(new Error(), "message", { get: refuse })),
  };
  for (const name of Object.keys(imports)) {
    const source = `local ok, e = pcall(f) return ok == false and type(e) == "string" and not e:find("%.ts")`;
    const result = await pool.run(source, { imports: { f: imports[name] as () => never } });
    assertEquals([name, result], [name, name !== "odd promise" ? true : result]);
    const uncaught = pool.run("f()", { imports: { f: imports[name] as () => never } });
    const [outcome] = await Promise.allSettled([uncaught]);
    assert(outcome!.status === "fulfilled" || outcome!.reason instanceof LuaError, `${name}: ${outcome}`);
  }
  // a host function that waits for the very pool it is called from
  const inner = await pool.run("return run()", { imports: { run: () => pool.stats.running } });
  assertEquals(inner, 1);
  assertEquals(pool.stats.replaced, 0);
});

Deno.test("aborts at every moment of a job: each ends once, and the worker goes on", async () => {
  await using pool = createPool({ workers: 1, grace: 30_000, limits: { steps: Infinity } });
  await pool.warm();
  const never = new Promise<void>(() => {});
  for (let turns = 0; turns < 8; turns++) {
    for (const source of ["return 'result'", LOOP, "wait()", "error('x')", "x x"]) {
      const controller = new AbortController();
      let ends = 0;
      const job = pool.run(source, { signal: controller.signal, imports: { wait: () => never } });
      job.then(() => ends++, () => ends++);
      // 0: in the same tick
      for (let i = 0; i < turns; i++) await (i % 2 === 0 ? Promise.resolve() : sleep(0));
      controller.abort(source);
      controller.abort("again");
      const [outcome] = await Promise.allSettled([job]);
      if (outcome!.status === "fulfilled") assertEquals(outcome!.value, "result");
      else if (outcome!.reason instanceof LimitError) {
        assertEquals([outcome!.reason.kind, outcome!.reason.cause], ["aborted", source]);
      } else assert(source === "error('x')" || source === "x x", String(outcome!.reason));
      assertEquals(ends, 1);
    }
  }
  assertEquals([await pool.run("return 1"), pool.stats.replaced, pool.stats.queued], [1, 0, 0]);
});

Deno.test("what a host function does after its job has ended is ignored", async () => {
  await using pool = createPool({ workers: 1 });
  for (const late of ["resolve", "reject"] as const) {
    const gate = Promise.withResolvers<string>();
    const controller = new AbortController();
    const job = pool.run("return wait()", {
      signal: controller.signal,
      imports: {
        wait: () => {
          queueMicrotask(() => controller.abort());
          return gate.promise;
        },
      },
    });
    await assertRejects(() => job, LimitError, "run aborted");
    const next = pool.run("return wait()", { imports: { wait: () => sleep(5).then(() => "mine") } });
    gate[late]("late");
    assertEquals(await next, "mine");
  }
});

Deno.test("a deadline of 0 ends a job, its worker is not lost", async () => {
  await using pool = createPool({ workers: 1, grace: 30_000 });
  for (let i = 0; i < 3; i++) {
    const error = await assertRejects(() => pool.run(LOOP, { deadline: 0 }), LimitError);
    assertEquals(error.kind, "time");
  }
  assertEquals([await pool.run("return 1"), pool.stats.replaced], [1, 0]);
});

Deno.test("one script at a time on each worker, as many as there are workers", async () => {
  await using pool = createPool({ workers: 2 });
  let running = 0;
  let most = 0;
  const imports = {
    work: async () => {
      most = Math.max(most, ++running);
      await sleep(2);
      running--;
    },
  };
  await Promise.all(Array.from({ length: 20 }, () => pool.run("for i = 1, 3 do work() end", { imports })));
  assertEquals([most, running], [2, 0]);
});

Deno.test("closing: while workers start, while a host function is at work, twice at once", async () => {
  for (const drain of [true, false]) {
    const pool = createPool({ workers: 2 });
    const jobs = Promise.allSettled([1, 2, 3].map((n) => pool.run("return ...", { args: [n] })));
    await Promise.all([pool.close({ drain }), pool.close()]);
    for (const outcome of await jobs) {
      if (drain) assertEquals(outcome.status, "fulfilled");
      else assert(outcome.status === "rejected" && outcome.reason instanceof PoolError);
    }
  }
  const pool = createPool({ workers: 1 });
  const never = new Promise<void>(() => {});
  const called = Promise.withResolvers<void>();
  const job = pool.run("wait()", { imports: { wait: () => (called.resolve(), never) } });
  const ended = assertRejects(() => job, LimitError, "run aborted");
  await called.promise;
  await pool.close({ drain: false });
  await ended;
  await assertRejects(() => pool.run("return 1"), PoolError, "the pool is closed");
  const warming = createPool({ workers: 2 });
  const warm = assertRejects(() => warming.warm(), PoolError, "closed before the worker had started");
  await warming.close();
  await warm;
});

Deno.test("processes that end or send what is no message end one job each", async () => {
  const url = new URL("./dying_process.ts", import.meta.url);
  await using pool = createPool({ workers: 2, isolation: processStarter({}, url), deadline: 30_000 });
  const bad = ["exit", "exit 3", "noise", "half a frame", "huge frame", "closed output"];
  const jobs = Promise.allSettled(
    bad.map((source) => pool.run(source, { deadline: source === "closed output" ? 200 : 30_000 })),
  );
  const good = [1, 2, 3].map(() => pool.run("ok"));
  for (const [i, outcome] of (await jobs).entries()) {
    assert(outcome.status === "rejected", bad[i]);
    const { reason } = outcome;
    assert(
      reason instanceof PoolError && reason.kind === "worker" ||
        reason instanceof LimitError && bad[i] === "closed output",
      `${bad[i]}: ${reason}`,
    );
  }
  assertEquals(await Promise.all(good), ["fine", "fine", "fine"]);
});

Deno.test("workers killed again and again: no job is lost, none ends twice", async () => {
  const { start, kill } = mortal(startWebWorker);
  await using pool = createPool({ workers: 2, isolation: start, queue: 200 });
  await pool.warm();
  let ends = 0;
  const jobs = Array.from({ length: 120 }, (_, n) => {
    const job = pool.run("for i = 1, 3 do step() end return ...", {
      args: [n],
      imports: { step: () => sleep(0) },
    });
    job.then(() => ends++, () => ends++);
    return job;
  });
  const settled = Promise.allSettled(jobs);
  for (let i = 0; i < 6; i++) {
    while (kill.length === 0) await sleep(1);
    await sleep(3);
    kill.at(-1)?.();
  }
  let results = 0;
  for (const [n, outcome] of (await settled).entries()) {
    if (outcome.status === "fulfilled") assertStrictEquals((results++, outcome.value), n);
    else assert(outcome.reason instanceof PoolError && outcome.reason.kind === "worker");
  }
  assertEquals(ends, 120);
  assert(results >= 120 - 6);
  const { completed, failed, queued, running } = pool.stats;
  assertEquals([completed, failed, queued, running], [results, 120 - results, 0, 0]);
});

Deno.test("values that only a broken worker sends are refused", async () => {
  await using pool = createPool({ workers: 1, isolation: startBadWorker });
  for (const source of ["bigint", "date", "promise-like", "sparse", "deep nonsense"]) {
    const error = await assertRejects(() => pool.run(source), PoolError, undefined, source);
    assertEquals(error.kind, "worker");
  }
  assertEquals(await pool.run("ok"), "fine");
});

Deno.test("large results cross whole", async () => {
  await using pool = createPool({ workers: 1, isolation: "process", maxHeap: 2000 });
  const source = "local s = ('x'):rep(4e6) local t = {} for i = 1, 20 do t[i] = s .. i end return t";
  const value = await pool.run(source, { limits: { memory: 200 << 20 } }) as string[];
  assertEquals([value.length, value[19]!.length], [20, 4_000_002]);
  assert((await pool.run("return 1")) === 1);
  assertEquals(pool.stats.replaced, 0);
});
