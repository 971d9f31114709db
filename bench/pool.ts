/**
 * What a pool costs: starting a worker, a small job on it, a call across the boundary, memory per worker.
 *
 *     deno run -A bench/pool.ts
 *
 * @module
 */

import { compile, instantiate } from "../mod.ts";
import { createPool, type PoolOptions } from "../pool/mod.ts";

const TINY = compile("local a, b = ... return a + b");
const HEAVY = compile("local s = 0 for i = 1, 5e6 do s = s + i % 7 end return s");
const CALLS = compile("local s = 0 for i = 1, 2000 do s = s + f(i) end return s");

function rate(count: number, begin: number): string {
  return `${Math.round(count / (performance.now() - begin) * 1000)}/s`;
}

function resident(pid: number): number {
  const status = Deno.readTextFileSync(`/proc/${pid}/status`);
  return Number(/VmRSS:\s*(\d+)/.exec(status)![1]) / 1024;
}

function inProcess(): void {
  for (let round = 0; round < 3; round++) {
    const begin = performance.now();
    for (let i = 0; i < 5000; i++) instantiate(TINY).run(i, 1);
    if (round === 2) console.log(`in process: tiny jobs ${rate(5000, begin)}`);
  }
  const begin = performance.now();
  for (let i = 0; i < 8; i++) instantiate(HEAVY).run();
  console.log(`in process: 8 jobs of 5e6 turns ${Math.round(performance.now() - begin)} ms`);
}

async function measure(name: string, options: PoolOptions): Promise<void> {
  const one = createPool({ ...options, workers: 1 });
  let begin = performance.now();
  await one.warm();
  console.log(`${name}: first worker ready after ${Math.round(performance.now() - begin)} ms`);
  for (let round = 0; round < 3; round++) {
    begin = performance.now();
    for (let i = 0; i < 500; i++) await one.run(TINY, { args: [i, 1] });
    if (round === 2) console.log(`${name}: tiny jobs, one after the other ${rate(500, begin)}`);
  }
  await one.run(CALLS, { imports: { f: (n: number) => n } });
  begin = performance.now();
  await one.run(CALLS, { imports: { f: (n: number) => n } });
  console.log(`${name}: host calls ${rate(2000, begin)}`);
  await one.close();

  await using pool = createPool({ ...options, workers: 4, queue: Infinity });
  begin = performance.now();
  await pool.warm();
  console.log(`${name}: 4 workers ready after ${Math.round(performance.now() - begin)} ms`);
  for (let round = 0; round < 3; round++) {
    begin = performance.now();
    await Promise.all(Array.from({ length: 4000 }, (_, i) => pool.run(TINY, { args: [i, 1] })));
    if (round === 2) console.log(`${name}: tiny jobs, 4 workers ${rate(4000, begin)}`);
  }
  begin = performance.now();
  await Promise.all(Array.from({ length: 8 }, () => pool.run(HEAVY)));
  console.log(`${name}: 8 jobs of 5e6 turns, 4 workers ${Math.round(performance.now() - begin)} ms`);
}

async function memory(): Promise<void> {
  const before = resident(Deno.pid);
  await using pool = createPool({ workers: 8 });
  await pool.warm();
  await Promise.all(Array.from({ length: 80 }, () => pool.run(TINY, { args: [1, 1] })));
  console.log(`worker: ${((resident(Deno.pid) - before) / 8).toFixed(1)} MiB a worker`);
}

await memory();
inProcess();
await measure("worker", { isolation: "worker" });
await measure("process", { isolation: "process" });
