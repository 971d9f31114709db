/** The table of aims, from made-up measurements. */

import { assertEquals, assertStringIncludes } from "@std/assert";
import { FIGURES } from "../../bench/embedding.ts";
import { markdownReport } from "../../bench/markdown_report.ts";
import type { RunnerResult } from "../../bench/measure.ts";
import type { BenchReport, ProgramResult } from "../../bench/results.ts";
import { goalText, targetRows } from "../../bench/targets.ts";
import { targetTable } from "../../bench/text_report.ts";

const PEERS = ["lua5.1", "luajit", "luajit -joff", "wasmoon", "wasmoon-lua5.1", "fengari", "hand-written JS"];

function result(time: number, steps?: number): RunnerResult {
  const times = [time, time, time];
  return { status: "ok", wall: times, cpu: times, ...(steps !== undefined && { steps: [steps] }) };
}

/** All peers take 100 ms. */
function program(name: string, section: string, compiled: number, interpreter: number): ProgramResult {
  const runners: Record<string, RunnerResult> = {
    compiled: result(compiled, 7),
    interpreter: result(interpreter, 7),
  };
  for (const peer of PEERS) runners[peer] = result(100);
  return { name, title: name, section, size: 1, runners };
}

const REPORT: BenchReport = {
  date: "2025-01-02T03:04:05.000Z",
  commit: "abcdef0123456789",
  dirty: false,
  mode: "full",
  clock: "cpu",
  environment: { deno: "2" },
  runners: [
    { id: "compiled", ours: true, version: "c" },
    { id: "interpreter", ours: true, version: "i" },
    ...PEERS.map((id) => ({ id, ours: false, version: "1" })),
  ],
  programs: [
    program("fib", "nested", 20, 200),
    program("tak", "nested", 25, 200),
    program("currying", "closures", 25, 100),
    program("sieve", "tables", 200, 400),
  ],
  embedding: {
    figures: FIGURES,
    libraries: [
      { id: "compiled", ours: true, values: { instantiate: 12, heap: 11, warm: 1.25 } },
      { id: "interpreter", ours: true, values: { instantiate: 16, heap: 9 } },
    ],
  },
};

function row(name: string) {
  const found = targetRows(REPORT).find((one) => one.name === name)!;
  return [found.interpreter, found.compiled].map((goal) => goal && [goal.bound, goalText(goal), goal.met]);
}

Deno.test("targetRows has every aim, with geometric means over the programs it is about", () => {
  assertEquals(targetRows(REPORT).map(({ name }) => name), [
    "native lua5.1",
    "native lua5.1, the lowest program",
    "native lua5.1, nested calls",
    "native lua5.1, closures",
    "luajit -joff",
    "luajit",
    "wasmoon (5.4)",
    "wasmoon-lua5.1",
    "fengari",
    "hand-written JS",
    "steps in both tiers",
    "instantiate, all libraries",
    "memory per instance",
    "ten-line script, warm",
  ]);
  assertEquals(row("native lua5.1"), [[">= 0.5", "0.50", true], [">= 3", "2.51", false]]);
  assertEquals(row("native lua5.1, nested calls"), [[">= 0.5", "0.50", true], [">= 4", "4.47", true]]);
  assertEquals(row("native lua5.1, closures"), [[">= 0.6", "1.00", true], [">= 5", "4.00", false]]);
  assertEquals(row("native lua5.1, the lowest program"), [undefined, [">= 1", "0.50 sieve, 1 below", false]]);
  assertEquals(row("luajit"), [undefined, [">= 0.3", "2.51", true]]);
});

Deno.test("targetRows compares steps and takes the figures of embedding", () => {
  assertEquals(row("steps in both tiers"), [undefined, ["equal", "equal on 4", true]]);
  assertEquals(row("instantiate, all libraries"), [["<= 15 us", "16.0", false], ["<= 15 us", "12.0", true]]);
  assertEquals(row("memory per instance"), [["<= 10 KB", "9.00", true], ["<= 10 KB", "11.0", false]]);
  assertEquals(row("ten-line script, warm"), [["<= 2 us", "not measured", undefined], [
    "<= 2 us",
    "1.25",
    true,
  ]]);
});

Deno.test("targetRows says what was not measured", () => {
  const { fengari: _, ...runners } = REPORT.programs[0]!.runners;
  const rows = targetRows({ ...REPORT, programs: [{ ...REPORT.programs[0]!, runners }] });
  const fengari = rows.find(({ name }) => name === "fengari")!.compiled!;
  assertEquals([fengari.bound, goalText(fengari), fengari.met], [">= 40", "not measured", undefined]);
});

Deno.test("targetTable and markdownReport show the aims", () => {
  assertStringIncludes(targetTable(REPORT), "missed");
  const text = markdownReport(REPORT);
  for (const part of ["### Aims and measurements", "0.50 sieve, 1 below", "### Embedding", "`currying`"]) {
    assertStringIncludes(text, part);
  }
  assertEquals(text.includes("NaN"), false);
});
