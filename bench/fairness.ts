/**
 * Ten thousand instances on one thread, one in a hundred of them an endless loop: all take turns of a fixed
 * number of steps until every finite one has its (checked) result. Prints what each kind took.
 *
 *     deno run -A bench/fairness.ts [--instances N] [--slice STEPS] [--json] [--write]
 *
 * @module
 */

import { parseArgs } from "@std/cli/parse-args";
import { compile, instantiate, type LuaOutput, type Module, type Usage } from "../mod.ts";
import { writeGenerated } from "../tools/generated.ts";
import { quantile } from "./stats.ts";

/** What a finite instance does with its size; each gives a number that depends on all of the work. */
const FINITE: Readonly<Record<string, string>> = {
  arithmetic: `local n, x = ..., 0 for i = 1, n * 100 do x = (x * 31 + i) % 65521 end return x`,
  calls: `local n = ... local function f(k) if k < 2 then return k end return f(k - 1) + f(k - 2) end
    local x = 0 for i = 1, n do x = x + f(7) end return x`,
  tables: `local n, t, x = ..., {}, 0 for i = 1, n * 10 do t[i % 100 + 1] = {i, key = i * 2} end
    for _, v in pairs(t) do x = x + v[1] + v.key end return x`,
  strings: `local n, parts = ..., {} for i = 1, n * 5 do parts[(i - 1) % 50 + 1] = ("item %d"):format(i) end
    return #table.concat(parts, ",")`,
  coroutines: `local n, x = ..., 0
    local next = coroutine.wrap(function() for i = 1, n * 10 do coroutine.yield(i) end end)
    for i = 1, n * 10 do x = x + next() end return x`,
  sorting: `local n, t = ..., {} for i = 1, n * 4 do t[i] = i * 7919 % 10007 end
    table.sort(t, function(a, b) return a > b end) return t[1] + t[#t]`,
};

/** What never ends. */
const ENDLESS: Readonly<Record<string, string>> = {
  "endless loop": "while true do end",
  "endless garbage": "while true do local t = {1, 2, {3}} t.x = tostring(t[1]) .. 'x' end",
  "endless errors": "while true do pcall(error, 'x') end",
  "endless recursion": "local function f() return f() end f()",
};

/** How to run the benchmark. */
export interface FairnessOptions {
  /** instances in all */
  readonly instances: number;
  /** steps of a turn */
  readonly slice: number;
}

/** What instances of one kind took. Times are milliseconds. */
export interface KindReport {
  readonly kind: string;
  readonly instances: number;
  readonly completed: number;
  /** steps of one instance */
  readonly steps: Spread;
  /** time one instance spent running, all its turns together */
  readonly running: Spread;
  /** time from the start of everything to the result of an instance */
  readonly finished: Spread;
}

/** Median, 99th percentile and highest. */
export interface Spread {
  readonly median: number;
  readonly p99: number;
  readonly highest: number;
}

/** What came of it. */
export interface FairnessReport {
  readonly options: FairnessOptions;
  readonly kinds: readonly KindReport[];
  readonly finite: number;
  readonly endless: number;
  /** finite instances with the right result */
  readonly completed: number;
  /** turns of the most patient instance */
  readonly rounds: number;
  /** all steps of all instances */
  readonly steps: number;
  /** lowest and highest number of steps an endless instance had at the end */
  readonly endlessSteps: readonly [number, number];
  /** highest time of a single turn, milliseconds */
  readonly longestTurn: number;
  /** milliseconds for everything but making the instances, and for making them */
  readonly time: number;
  readonly making: number;
  /** bytes resident before the first instance was made, and most ever after */
  readonly rssBefore: number;
  readonly rssPeak: number;
}

/** One instance at work. */
interface Job {
  readonly kind: string;
  /** undefined: it has no end */
  readonly expected: number | undefined;
  run: Generator<Usage, LuaOutput, undefined> | null;
  used: () => number;
  steps: number;
  running: number;
  finished: number;
}

/** Different sizes of the same work. */
const SIZES = [1, 2, 3, 5, 8, 13, 21, 34, 55, 89];

const LIMITS = Object.freeze({ memory: 4 << 20, steps: Infinity });

interface Work {
  readonly kind: string;
  readonly module: Module;
  readonly size: number;
  readonly expected: number | undefined;
}

/** Every finite work in every size, with the result it has when it runs in one go; and the endless ones. */
function allWork(): { finite: Work[]; endless: Work[] } {
  const finite: Work[] = [];
  for (const size of SIZES) {
    for (const [kind, source] of Object.entries(FINITE)) {
      const module = compile(source, { name: kind });
      finite.push({ kind, module, size, expected: instantiate(module).run(size) as number });
    }
  }
  const endless = Object.entries(ENDLESS).map(([kind, source]) => ({
    kind,
    module: compile(source, { name: kind }),
    size: 0,
    expected: undefined,
  }));
  return { finite, endless };
}

function makeJobs({ instances, slice }: FairnessOptions): Job[] {
  const { finite, endless } = allWork();
  const jobs: Job[] = [];
  for (let i = 0; i < instances; i++) {
    const hundredth = Math.floor(i / 100);
    const work = i % 100 === 50 ? endless[hundredth % endless.length]! : finite[i % finite.length]!;
    const instance = instantiate(work.module, { limits: LIMITS });
    const run = instance.slices(slice, work.size);
    const used = () => instance.usage.steps;
    jobs.push({ kind: work.kind, expected: work.expected, run, used, steps: 0, running: 0, finished: 0 });
  }
  return jobs;
}

/** Runs the benchmark on this thread. Throws if a result is wrong. */
export function measureFairness(options: FairnessOptions): FairnessReport {
  const { rss: rssBefore } = Deno.memoryUsage();
  let rssPeak = rssBefore;
  const look = () => {
    rssPeak = Math.max(rssPeak, Deno.memoryUsage().rss);
  };
  const begin = performance.now();
  const jobs = makeJobs(options);
  look();
  const start = performance.now();
  let waiting = jobs.filter((job) => job.expected !== undefined).length;
  const finite = waiting;
  let rounds = 0;
  let turns = 0;
  let longestTurn = 0;
  for (let active = jobs; waiting > 0; active = active.filter((job) => job.run !== null)) {
    rounds++;
    for (const job of active) {
      const before = performance.now();
      const turn = job.run!.next();
      const after = performance.now();
      job.running += after - before;
      longestTurn = Math.max(longestTurn, after - before);
      if (++turns % 1000 === 0) look();
      if (turn.done !== true) continue;
      if (turn.value !== job.expected) throw new Error(`${job.kind}: ${turn.value}, not ${job.expected}`);
      job.steps = job.used();
      job.finished = after - start;
      // let go of the instance, as a server would
      job.run = null;
      job.used = () => job.steps;
      waiting--;
    }
  }
  const time = performance.now() - start;
  look();
  const endless = jobs.filter((job) => job.expected === undefined);
  for (const job of endless) {
    job.steps = job.used();
    job.run!.return(undefined);
    job.run = null;
  }
  const endlessSteps = endless.map((job) => job.steps);
  return {
    options,
    kinds: [...Object.keys(FINITE), ...Object.keys(ENDLESS)].map((kind) => report(kind, jobs)),
    finite,
    endless: endless.length,
    completed: finite - waiting,
    rounds,
    steps: jobs.reduce((sum, job) => sum + job.steps, 0),
    endlessSteps: [Math.min(...endlessSteps), Math.max(...endlessSteps)],
    longestTurn,
    time,
    making: start - begin,
    rssBefore,
    rssPeak,
  };
}

function report(kind: string, all: readonly Job[]): KindReport {
  const jobs = all.filter((job) => job.kind === kind);
  const done = jobs.filter((job) => job.finished > 0);
  return {
    kind,
    instances: jobs.length,
    completed: done.length,
    steps: spread(jobs.map((job) => job.steps)),
    running: spread(jobs.map((job) => job.running)),
    finished: spread(done.map((job) => job.finished)),
  };
}

function spread(values: number[]): Spread {
  values.sort((a, b) => a - b);
  return { median: quantile(values, 0.5), p99: quantile(values, 0.99), highest: values.at(-1) ?? NaN };
}

/** The report as a table. */
export function fairnessTable(report: FairnessReport): string {
  const { options, rssBefore, rssPeak, endlessSteps } = report;
  const head = [
    "kind",
    "instances",
    "done",
    "steps p50",
    "p99",
    "run ms p50",
    "p99",
    "max",
    "done ms p50",
    "max",
  ];
  const rows = report.kinds.map(({ kind, instances, completed, steps, running, finished }) => [
    kind,
    String(instances),
    completed === 0 ? "-" : String(completed),
    steps.median.toFixed(0),
    steps.p99.toFixed(0),
    running.median.toFixed(3),
    running.p99.toFixed(3),
    running.highest.toFixed(3),
    completed === 0 ? "-" : finished.median.toFixed(0),
    completed === 0 ? "-" : finished.highest.toFixed(0),
  ]);
  const widths = head.map((_, i) => Math.max(...[head, ...rows].map((row) => row[i]!.length)));
  const line = (row: string[]) =>
    row.map((cell, i) => i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)).join("  ");
  const mega = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MB`;
  return [
    `${options.instances} instances on one thread, turns of ${options.slice} steps: ` +
    `${report.completed} of ${report.finite} finite ones completed, ${report.endless} endless ones among them`,
    "",
    line(head),
    ...rows.map(line),
    "",
    `${report.rounds} rounds, ${(report.steps / 1e6).toFixed(1)} million steps in ${
      report.time.toFixed(0)
    } ms ` +
    `(${(report.time * 1000 / options.instances).toFixed(0)} us an instance), made in ${
      report.making.toFixed(0)
    } ms`,
    `longest turn ${report.longestTurn.toFixed(1)} ms; endless ones had ${
      endlessSteps.join(" to ")
    } steps each`,
    `resident memory ${mega(rssBefore)} before, ${mega(rssPeak)} at its peak: ${
      mega(rssPeak - rssBefore)
    } more`,
  ].join("\n");
}

if (import.meta.main) {
  const args = parseArgs(Deno.args, { string: ["instances", "slice"], boolean: ["json", "write"] });
  const number = (value: unknown, otherwise: number) => value === undefined ? otherwise : Number(value);
  const report = measureFairness({
    instances: number(args.instances, 10_000),
    slice: number(args.slice, 2000),
  });
  const text = fairnessTable(report);
  console.log(args.json === true ? JSON.stringify(report, null, 2) : text);
  if (args.write === true) writeGenerated("docs/benchmarks.md", "fairness", `\`\`\`text\n${text}\n\`\`\``);
  const ok = report.completed === report.finite && report.rssPeak - report.rssBefore < 300 * 2 ** 20;
  Deno.exit(ok ? 0 : 1);
}
