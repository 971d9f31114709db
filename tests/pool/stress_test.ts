/**
 * A thousand jobs on four workers, with workers dying under them: each job ends exactly once, and as it must.
 */

import { assert, assertEquals } from "@std/assert";
import { compile, CompileError, LimitError, LuaError } from "../../mod.ts";
import { PoolError } from "../../pool/mod.ts";
import { startWebWorker } from "../../pool/link.ts";
import { createPool, mortal, random, sleep } from "./support.ts";

const JOBS = 1000;
const SUM = compile("local n = ... local s = 0 for i = 1, n do s = s + i end return s");
const ASYNC = compile("local n = ... local s = 0 for i = 1, 5 do s = s + later(n, i) end return s");
const FAIL = compile("error({ n = ... })");
const LOOP = compile("while true do end");

Deno.test("1,000 jobs on 4 workers with random aborts, limits, async calls and deaths", async () => {
  const next = random(20_240_601);
  const { start, kill } = mortal(startWebWorker);
  const pool = createPool({ workers: 4, queue: JOBS, isolation: start, limits: { steps: 200_000 } });
  const counts: Record<string, number> = {};
  let settled = 0;
  const expect = async (n: number): Promise<void> => {
    const kind = Math.floor(next() * 7);
    const abortAfter = next() * 400;
    const controller = new AbortController();
    const options = { args: [n], signal: controller.signal };
    const later = async (a: number, b: number): Promise<number> => {
      if ((a + b) % 3 === 0) await sleep(1);
      return a * b;
    };
    const aborted = kind === 5;
    const timer = aborted ? setTimeout(() => controller.abort(n), abortAfter) : undefined;
    const job = [
      () => pool.run(SUM, options),
      () => pool.run(ASYNC, { ...options, imports: { later } }),
      () => pool.run(FAIL, options),
      () => pool.run(LOOP, options),
      () => pool.run(`return ${n} +`, options),
      () => pool.run(LOOP, { ...options, limits: { steps: Infinity } }),
      () => pool.run("return { ... }", { args: [n, { n }, "x".repeat(n)] }),
    ][kind]!();
    let ends = 0;
    const [outcome] = await Promise.allSettled([job.finally(() => ends++)]);
    clearTimeout(timer);
    assertEquals(ends, 1);
    settled++;
    // by progress, not by time: a slow machine must not lose more of them
    if (settled % 40 === 0) kill[Math.floor(next() * kill.length)]?.();
    if (outcome.status === "fulfilled") {
      const value = outcome.value;
      if (kind === 0) assertEquals(value, n * (n + 1) / 2);
      else if (kind === 1) assertEquals(value, n * 15);
      else {
        assertEquals(kind, 6);
        assertEquals((value as unknown[])[0], n);
        assertEquals((value as unknown[])[2], "x".repeat(n));
      }
      counts["result"] = (counts["result"] ?? 0) + 1;
      return;
    }
    const error = outcome.reason;
    const name = error instanceof PoolError
      ? "PoolError"
      : ["", "", "LuaError", "steps", "CompileError", "aborted"][kind]!;
    counts[name] = (counts[name] ?? 0) + 1;
    if (error instanceof PoolError) return assertEquals(error.kind, "worker");
    if (kind === 2) {
      assert(error instanceof LuaError);
      assertEquals({ ...(error.value as object) }, { n });
    } else if (kind === 3) assert(error instanceof LimitError && error.kind === "steps");
    else if (kind === 4) assert(error instanceof CompileError);
    else {
      assertEquals(kind, 5);
      assert(error instanceof LimitError && error.kind === "aborted");
      assertEquals(error.cause, n);
    }
  };
  await pool.warm();
  const jobs = Array.from({ length: JOBS }, (_, n) => expect(n));
  await Promise.all(jobs);
  const { completed, failed, queued, running, replaced } = pool.stats;
  assertEquals([settled, completed + failed, queued, running], [JOBS, JOBS, 0, 0]);
  assert(replaced > 0 && counts["PoolError"]! <= replaced);
  for (const kind of ["result", "LuaError", "steps", "CompileError", "aborted"]) {
    assert(counts[kind]! > 50, kind);
  }
  await pool.close();
});
