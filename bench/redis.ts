/**
 * The RESP server against the installed `redis-server`, in one run on one machine:
 *
 *     deno run -A bench/redis.ts                 # prints a table
 *     deno run -A bench/redis.ts --write         # and puts it into docs/redis-server.md
 *     deno run -A bench/redis.ts --quick
 *
 * Both servers are processes of their own; `redis-benchmark` sends the load, to each of them in turns, and a figure is
 * the median of the rounds. Before anything is measured, both have to give the same reply.
 *
 * @module
 */

import { parseArgs } from "@std/cli/parse-args";
import { ScriptEngine } from "../redis/engine.ts";
import { Keyspace } from "../redis/keyspace/keyspace.ts";

/** Something to measure. */
interface Load {
  readonly name: string;
  readonly args: readonly string[];
  /** Requests of a round. */
  readonly requests: number;
  readonly pipeline: number;
}

const INCR = "return redis.call('incr', KEYS[1])";

const LOADS: readonly Load[] = [
  {
    name: "`EVALSHA` of `return redis.call('incr', KEYS[1])`, `-P 50`",
    args: ["EVAL", INCR, "1", "k"],
    requests: 600_000,
    pipeline: 50,
  },
  { name: "the same without pipelining", args: ["EVAL", INCR, "1", "k"], requests: 60_000, pipeline: 1 },
  {
    name: "loop of 1,000: `s = s + i`",
    args: ["EVAL", "local s = 0 for i = 1, 1000 do s = s + i end return s", "0"],
    requests: 30_000,
    pipeline: 50,
  },
  {
    name: "loop of 1,000: `redis.call('incr', KEYS[1])`",
    args: ["EVAL", "local v for i = 1, 1000 do v = redis.call('incr', KEYS[1]) end return type(v)", "1", "k"],
    requests: 2_000,
    pipeline: 50,
  },
  {
    name: "loop of 1,000: a table, strings, `table.concat`",
    args: ["EVAL", "local t = {} for i = 1, 1000 do t[i] = i .. 'x' end return #table.concat(t, ',')", "0"],
    requests: 5_000,
    pipeline: 50,
  },
  {
    name: "loop of 1,000: `cjson.encode`",
    args: [
      "EVAL",
      "local n = 0 for i = 1, 1000 do n = n + #cjson.encode({i, 'a', {x = i}}) end return n",
      "0",
    ],
    requests: 2_000,
    pipeline: 50,
  },
  { name: "`INCR`, `-P 50`", args: ["INCR", "k"], requests: 600_000, pipeline: 50 },
  {
    name: "`SET` of 100 bytes, `-P 50`",
    args: ["SET", "v", "x".repeat(100)],
    requests: 600_000,
    pipeline: 50,
  },
  { name: "`GET` of 100 bytes, `-P 50`", args: ["GET", "v"], requests: 600_000, pipeline: 50 },
];

/** A server in a process of its own. */
interface Server {
  readonly port: number;
  readonly child: Deno.ChildProcess;
}

async function output(program: string, args: readonly string[]): Promise<string> {
  const { stdout, code, stderr } = await new Deno.Command(program, { args: [...args] }).output();
  if (code !== 0) throw new Error(`${program}: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout).trim();
}

function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}

async function start(program: string, args: readonly string[]): Promise<Server> {
  const port = freePort();
  const child = new Deno.Command(program, {
    args: [...args, "--port", String(port)],
    stdout: "null",
    stderr: "null",
  }).spawn();
  for (let attempt = 0; attempt < 400; attempt++) {
    const pong = await output("redis-cli", ["-p", String(port), "PING"]).catch(() => "");
    if (pong === "PONG") return { port, child };
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`${program} did not start`);
}

/** Requests per second of one round. */
async function measure({ port }: Server, load: Load, requests: number): Promise<number> {
  let { args } = load;
  if (args[0] === "EVAL") {
    const sha = await output("redis-cli", ["-p", String(port), "SCRIPT", "LOAD", args[1] ?? ""]);
    args = ["EVALSHA", sha, ...args.slice(2)];
  }
  const options = ["-p", String(port), "-n", String(requests), "-P", String(load.pipeline), "--csv"];
  const csv = await output("redis-benchmark", [...options, ...args]);
  const figure = Number(/^"[^"]*","([\d.]+)"/.exec(csv.split("\n").at(-1) ?? "")?.[1]);
  if (!(figure > 0)) throw new Error(`redis-benchmark said: ${csv}`);
  return figure;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}

const thousands = (value: number): string => Math.round(value).toString().replace(/\B(?=(\d{3})+$)/g, ",");

/** Scripts per second without a server. */
function inProcess(rounds: number): number {
  const keyspace = new Keyspace({ clock: () => Date.now(), random: Math.random });
  const engine = new ScriptEngine(keyspace);
  const keys = ["k"];
  const figures: number[] = [];
  const count = 300_000;
  for (let round = 0; round <= rounds; round++) {
    const from = performance.now();
    for (let index = 0; index < count; index++) engine.eval(INCR, keys, []);
    // the first round warms up
    if (round > 0) figures.push(count / (performance.now() - from) * 1000);
  }
  if (engine.eval("return redis.call('get', KEYS[1])", keys, []) !== String(count * (rounds + 1))) {
    throw new Error("wrong result");
  }
  return median(figures);
}

async function main(): Promise<void> {
  const flags = parseArgs(Deno.args, { boolean: ["write", "quick"] });
  const rounds = flags["quick"] === true ? 1 : 5;
  const share = flags["quick"] === true ? 0.2 : 1;
  const real = await start("redis-server", ["--save", "", "--bind", "127.0.0.1"]);
  const main = new URL("../redis/server/main.ts", import.meta.url).pathname;
  const ours = await start(Deno.execPath(), ["run", "-A", "--no-check", main]);
  const rows: string[] = [];
  try {
    for (const load of LOADS) {
      const replies: string[] = [];
      for (const { port } of [real, ours]) {
        await output("redis-cli", ["-p", String(port), "FLUSHALL"]);
        replies.push(await output("redis-cli", ["-p", String(port), ...load.args]));
      }
      if (replies[0] !== replies[1]) throw new Error(`${load.name}: ${replies.join(" is not ")}`);
      const requests = Math.round(load.requests * share);
      const figures: [real: number[], ours: number[]] = [[], []];
      await measure(ours, load, requests); // warms up
      for (let round = 0; round < rounds; round++) {
        figures[0].push(await measure(real, load, requests));
        figures[1].push(await measure(ours, load, requests));
      }
      const [there, here] = [median(figures[0]), median(figures[1])];
      rows.push(`| ${load.name} | ${thousands(there)} | ${thousands(here)} | ${(here / there).toFixed(2)} |`);
      console.log(rows.at(-1));
    }
  } finally {
    for (const { child } of [real, ours]) {
      child.kill("SIGTERM");
      await child.status;
    }
  }
  const alone = `In this process, without a server: ${
    thousands(inProcess(rounds))
  } \`eval\`s of the first script a second.`;
  console.log(alone);
  if (flags["write"] !== true) return;
  const version = /v=(\S+)/.exec(await output("redis-server", ["--version"]))?.[1] ?? "?";
  const head =
    `Requests per second, \`redis-server\` ${version} and Deno ${Deno.version.deno} on ${navigator.hardwareConcurrency} ` +
    `shared cores, median of ${rounds} rounds:\n\n| load | redis-server | this server | ratio |\n| --- | --: | --: | --: |`;
  const page = new URL("../docs/redis-server.md", import.meta.url);
  const text = await Deno.readTextFile(page);
  const table = `<!-- begin bench/redis.ts -->\n\n${head}\n${
    rows.join("\n")
  }\n\n${alone}\n\n<!-- end bench/redis.ts -->`;
  await Deno.writeTextFile(
    page,
    text.replace(/<!-- begin bench\/redis\.ts -->[^]*<!-- end bench\/redis\.ts -->/, () => table),
  );
}

if (import.meta.main) await main();
