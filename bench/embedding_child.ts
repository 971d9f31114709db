/**
 * Measures what embedding one library costs and prints the figures as JSON. Arguments: `quick` or `full`, the
 * set of figures, the peer's name, and the tier for this project. Needs `--v8-flags=--expose-gc`.
 *
 * @module
 */

import { cpuUsage } from "node:process";
import { instantiate, Module } from "../mod.ts";
import type { FigureKey, FigureSet } from "./embedding.ts";
import { measuredOptions, type Tier } from "./limits.ts";
import { openPeer, type Peer, type PeerName, type PeerState } from "./peers.ts";
import { WarmUp } from "./plan.ts";
import { loadPrograms } from "./program.ts";
import { median } from "./stats.ts";
import {
  JS_ALIVE,
  JS_SETUP,
  LUA_ALIVE,
  LUA_SETUP,
  TEN_LINES,
  TEN_LINES_ARGUMENTS,
  TEN_LINES_RESULT,
} from "./ten_lines.ts";

const [mode, set, name, tier] = Deno.args as ["quick" | "full", FigureSet, PeerName, Tier];
/** milliseconds per batch */
const BATCH = mode === "quick" ? 30 : 100;
const BATCHES = mode === "quick" ? 5 : 7;

const collect = (globalThis as { gc?: () => void }).gc!;

/** Milliseconds of processor time since a moment: other work on the machine disturbs it least. */
function cpuTime(since?: { user: number; system: number }): number {
  const { user, system } = cpuUsage(since);
  return (user + system) / 1000;
}

/** Milliseconds of processor time one call takes: the median of batches that are long enough. */
async function timePerCall(run: () => unknown): Promise<number> {
  let count = 1;
  const batch = async (): Promise<number> => {
    const start = cpuUsage();
    for (let i = 0; i < count; i++) {
      const result = run();
      if (result instanceof Promise) await result;
    }
    return cpuTime(start);
  };
  // the size of a batch, then batches until the engine has learned what there is to learn
  for (let spent = await batch(); spent < BATCH; spent = await batch()) {
    count = Math.ceil(count * Math.min(10, 1.2 * BATCH / Math.max(spent, 0.01)));
  }
  const warm = new WarmUp({ runs: 8, patience: 8, least: 600, most: 3_000 }, true);
  while (!warm.done) warm.add(await batch());
  const times: number[] = [];
  for (let i = 0; i < BATCHES; i++) times.push(await batch() / count);
  return median(times);
}

function check(value: unknown, expected: unknown): void {
  if (value !== expected) throw new Error(`got ${String(value)} instead of ${String(expected)}`);
}

async function compileThroughput(peer: Peer): Promise<number | undefined> {
  if (peer.compiler === undefined) return undefined;
  const compile = await peer.compiler();
  const sources = (await loadPrograms()).map((program) => program.source);
  const bytes = sources.reduce((sum, source) => sum + source.length, 0);
  const milliseconds = await timePerCall(() => {
    for (const source of sources) compile(source);
  });
  return bytes / 1e6 / (milliseconds / 1000);
}

interface Memory {
  heap: number;
  resident: number;
}

function memoryNow(): Memory {
  collect();
  collect();
  const { heapUsed, external, rss } = Deno.memoryUsage();
  return { heap: heapUsed + external, resident: rss };
}

/** Makes states and keeps them: bytes each takes. */
async function memoryPerState(peer: Peer, count: number): Promise<Memory> {
  // the first ones fill what all share
  const kept: PeerState[] = [];
  for (let i = 0; i < 10; i++) kept.push(await peer.create(""));
  const before = memoryNow();
  for (let i = 0; i < count; i++) kept.push(await peer.create(""));
  const after = memoryNow();
  for (const state of kept) state.close();
  return { heap: (after.heap - before.heap) / count, resident: (after.resident - before.resident) / count };
}

async function callCosts(peer: Peer): Promise<{ call: number; host: number; warm: number }> {
  const setup = peer.language === "lua" ? LUA_SETUP : JS_SETUP;
  const state = await peer.create(setup, { host: (value: number) => value + 1 });
  const add = state.callable("add");
  const callHost = state.callable("call_host");
  const script = state.callable("ten_lines");
  check(add(1, 2), 3);
  check(callHost(1000), 1000);
  check(script(...TEN_LINES_ARGUMENTS), TEN_LINES_RESULT);
  const call = await timePerCall(() => add(1, 2));
  const host = await timePerCall(() => callHost(1000)) / 1000;
  let warm = await timePerCall(() => script(...TEN_LINES_ARGUMENTS));
  if (name === "ours") {
    // the script as a module of its own, the way it is meant to be used
    const instance = instantiate(Module.compile(TEN_LINES), measuredOptions(tier));
    check(instance.run(...TEN_LINES_ARGUMENTS), TEN_LINES_RESULT);
    warm = await timePerCall(() => instance.run(...TEN_LINES_ARGUMENTS));
  }
  state.close();
  return { call, host, warm };
}

/** From source text to the result, in a new state. */
async function coldScript(peer: Peer): Promise<number> {
  if (name === "ours") {
    const options = measuredOptions(tier);
    return await timePerCall(() => {
      instantiate(Module.compile(TEN_LINES), options).run(...TEN_LINES_ARGUMENTS);
    });
  }
  const setup = peer.language === "lua" ? LUA_SETUP : JS_SETUP;
  return await timePerCall(async () => {
    const state = await peer.create(setup);
    state.callable("ten_lines")(...TEN_LINES_ARGUMENTS);
    state.close();
  });
}

/** Live instances that are tried to be had. */
const ALIVE = 10_000;
/** Bytes of resident memory, and milliseconds of processor time, at which a library has shown what it can. */
const ALIVE_MEMORY = 1.5e9;
const ALIVE_TIME = mode === "quick" ? 5_000 : 10_000;

/** Ten thousand instances with state of their own, all alive, or as many as there can be. */
async function manyAlive(peer: Peer): Promise<Values> {
  const setup = peer.language === "lua" ? LUA_ALIVE : JS_ALIVE;
  const before = memoryNow();
  const start = cpuUsage();
  const kept: { state: PeerState; step: (id: number) => unknown }[] = [];
  try {
    while (kept.length < ALIVE) {
      const state = await peer.create(setup);
      const step = state.callable("step");
      check(step(kept.length), kept.length + 1);
      kept.push({ state, step });
      if (kept.length % 50 !== 0) continue;
      if (Deno.memoryUsage().rss - before.resident > ALIVE_MEMORY || cpuTime(start) > ALIVE_TIME) break;
    }
  } catch (error) {
    // a WebAssembly memory is full
    if (kept.length === 0) throw error;
  }
  const time = cpuTime(start);
  const { resident } = memoryNow();
  // all of them still have what they were told
  kept.forEach(({ step }, id) => {
    if (id % 97 === 0) check(step(id), id + 2);
  });
  return {
    aliveCount: kept.length,
    alive: time * 1000 / kept.length,
    aliveMemory: (resident - before.resident) / 1e6,
  };
}

type Values = Partial<Record<FigureKey, number>>;

async function costsOf(peer: Peer): Promise<Values> {
  const values: Values = {};
  // memory first: what a process has grown to is not given back, and would hide what states need
  const memory = await memoryPerState(peer, name === "ours" ? 5_000 : name === "wasmoon-lua5.1" ? 20 : 200);
  values.heap = memory.heap / 1000;
  values.resident = memory.resident / 1000;
  const throughput = await compileThroughput(peer);
  if (throughput !== undefined) values.compile = throughput;
  values.instantiate = await timePerCall(() => {
    const state = peer.create("");
    return state instanceof Promise ? state.then((made) => made.close()) : state.close();
  }) * 1000;
  const costs = await callCosts(peer);
  values.call = costs.call * 1e6;
  values.host = costs.host * 1e6;
  values.warm = costs.warm * 1000;
  values.cold = await coldScript(peer) * 1000;
  return values;
}

const peer = await openPeer(name, tier);
console.log(JSON.stringify(set === "alive" ? await manyAlive(peer) : await costsOf(peer)));
