/**
 * Runner for implementations that live in a JavaScript process: speaks the protocol of `protocol.ts` on
 * standard input and output. Arguments: the peer's name, and for this project the tier and the set of limits;
 * or `hand-written`, which runs the programs of `hand_written/`.
 *
 * @module
 */

import { cpuUsage } from "node:process";
import { instantiate, Module } from "../mod.ts";
import { type LimitSet, measuredOptions, type Tier } from "./limits.ts";
import { openPeer, type PeerName } from "./peers.ts";
import { libraryOf } from "./program.ts";
import { field, serve } from "./protocol.ts";

interface LoadedProgram {
  run(size: number): unknown;
  steps?(): number;
  close(): void;
}

const HAND_WRITTEN = "hand-written";
const [name, tier, limits] = Deno.args as [PeerName | typeof HAND_WRITTEN, Tier, LimitSet?];
const peer = name === HAND_WRITTEN ? undefined : await openPeer(name, tier);
const programs = new Map<string, LoadedProgram>();

/** The same program by hand lies in `hand_written/` under the same name. */
async function loadHandWritten(path: string): Promise<LoadedProgram> {
  const url = new URL(`./hand_written/${path.slice(path.lastIndexOf("/") + 1, -4)}.ts`, import.meta.url);
  const { run } = await import(url.href) as { run(size: number): string };
  return { run, close: () => {} };
}

async function loadProgram(path: string): Promise<LoadedProgram> {
  if (peer === undefined) return await loadHandWritten(path);
  const source = await Deno.readTextFile(path);
  if (name === "ours") {
    const module = Module.compile(source, { name: path.slice(path.lastIndexOf("/") + 1) });
    const instance = instantiate(module, measuredOptions(tier, limits, libraryOf(source)));
    return {
      run: (size) => instance.run(size),
      steps: () => instance.usage.steps,
      close: () => instance.dispose(),
    };
  }
  // the chunk as a function: compiled once, called for every sample, as in the other runners
  const state = await peer.create(`bench_program = function(...)\n${source}\nend`);
  const run = state.callable("bench_program");
  return { run, close: () => state.close() };
}

function runProgram(path: string, size: number): string {
  const program = programs.get(path)!;
  const stepsBefore = program.steps?.() ?? 0;
  const before = cpuUsage();
  const result = program.run(size);
  const used = cpuUsage(before);
  const steps = program.steps === undefined ? "" : String(program.steps() - stepsBefore);
  const milliseconds = (used.user + used.system) / 1000;
  return `${milliseconds.toFixed(3)}\t${field(String(result))}\t${steps}`;
}

function unload(path: string): string {
  programs.get(path)?.close();
  programs.delete(path);
  return "";
}

async function load(path: string): Promise<string> {
  programs.set(path, await loadProgram(path));
  return "";
}

await serve({
  version: () => peer?.version ?? `V8 ${Deno.version.v8}`,
  load,
  run: (path, size) => runProgram(path, Number(size)),
  unload,
});
