/** What follows from measurements: ratios, means, the record and its comparison, the reports. */

import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { compareEntries, describeComparison, findEntry, toEntry } from "../../bench/history.ts";
import { htmlReport } from "../../bench/html_report.ts";
import type { RunnerResult } from "../../bench/measure.ts";
import {
  type BenchReport,
  faultsOf,
  problemsOf,
  type ProgramResult,
  ratioOf,
  sectionMeans,
  stepDifferences,
  stepsCompared,
} from "../../bench/results.ts";
import { growthComparison, scalingLine, type ScalingProgram } from "../../bench/scaling.ts";
import { alignTable, textReport } from "../../bench/text_report.ts";

function result(times: (number | null)[], more: Partial<RunnerResult> = {}): RunnerResult {
  return { status: "ok", wall: times.map((time) => time && time * 2), cpu: times, ...more };
}

function program(name: string, section: string, ours: number[], theirs: number[]): ProgramResult {
  const runners = { interpreter: result(ours, { steps: [1000] }), "lua5.1": result(theirs) };
  return { name, title: `${name} <title>`, section, size: 10, runners };
}

function report(programs: readonly ProgramResult[], commit = "abc123"): BenchReport {
  return {
    date: "2025-01-02T03:04:05.000Z",
    commit,
    dirty: false,
    mode: "quick",
    clock: "cpu",
    environment: { deno: "2" },
    runners: [
      { id: "interpreter", ours: true, version: "tier interpreter" },
      { id: "lua5.1", ours: false, version: "Lua 5.1" },
      { id: "luajit", ours: false, missing: "not installed" },
    ],
    programs,
  };
}

const FIB = program("fib", "nested", [10, 10, 10], [20, 20, 20]);
const TAK = program("tak", "nested", [10, 10, 10], [5, 5, 5]);
const MAP = program("map", "closures", [10, 10, 10], [40, 40, 40]);

Deno.test("ratioOf is above 1 where we are faster", () => {
  assertEquals(ratioOf(FIB, "interpreter", "lua5.1", "cpu")?.median, 2);
  assertEquals(ratioOf(FIB, "interpreter", "luajit", "cpu"), undefined);
});

Deno.test("ratioOf ignores results that were wrong", () => {
  const runners = { ...FIB.runners, "lua5.1": result([1, 1, 1], { status: "wrong" }) };
  assertEquals(ratioOf({ ...FIB, runners }, "interpreter", "lua5.1", "cpu"), undefined);
});

Deno.test("sectionMeans are geometric, by section and over everything, with the lowest", () => {
  const means = sectionMeans(report([FIB, TAK, MAP]), "interpreter");
  assertEquals(means.map(({ section }) => section), ["nested", "closures", "everything"]);
  assertAlmostEquals(means[0]!.mean, 1);
  assertAlmostEquals(means[2]!.mean, Math.cbrt(4));
  assertEquals(means[2]!.worst, { name: "tak", ratio: 0.5 });
});

Deno.test("problemsOf names missing runners and results that are not right", () => {
  const runners = { ...FIB.runners, "lua5.1": result([], { status: "timeout", message: "no answer" }) };
  assertEquals(problemsOf(report([{ ...FIB, runners }])), [
    "luajit is missing: not installed",
    "fib on lua5.1: timeout: no answer",
  ]);
});

/** A program that both tiers ran, with these steps. */
function tiers(compiled: number[], interpreter: number[]): BenchReport {
  const runners = {
    compiled: result([5, 5], { steps: compiled }),
    interpreter: result([20, 20], { steps: interpreter }),
    "lua5.1": result([10, 10]),
  };
  return {
    ...report([{ name: "fib", title: "fib", section: "nested", size: 10, runners }]),
    runners: [
      { id: "compiled", ours: true, version: "1" },
      { id: "interpreter", ours: true, version: "1" },
      { id: "lua5.1", ours: false, version: "5.1" },
    ],
  };
}

Deno.test("stepDifferences names programs on which the tiers took other numbers of steps", () => {
  assertEquals(stepDifferences(tiers([1004, 1000], [1000, 1004])), []);
  assertEquals(stepsCompared(tiers([1000], [1000])), 1);
  const different = tiers([1004, 1000], [1004, 1001]);
  assertEquals(stepDifferences(different), [
    "fib: steps differ: 1004 or 1000 compiled, 1004 or 1001 interpreter",
  ]);
  assertEquals(faultsOf(different), stepDifferences(different));
});

Deno.test("faultsOf are wrong results and failures of our own, problemsOf those of peers too", () => {
  const runners = {
    interpreter: result([], { status: "error", message: "oops" }),
    "lua5.1": result([], { status: "wrong", message: "returned 1" }),
    fengari: result([], { status: "timeout", message: "not tried" }),
  };
  const found = report([{ ...FIB, runners }]);
  const faults = ["fib on interpreter: error: oops", "fib on lua5.1: wrong: returned 1"];
  assertEquals(faultsOf(found), faults);
  assertEquals(problemsOf(found), [
    "luajit is missing: not installed",
    ...faults,
    "fib on fengari: timeout: not tried",
  ]);
});

Deno.test("growthComparison names programs whose cost grows faster than the reference's", () => {
  const sizes = [10, 20, 40];
  const program = (name: string, times: number[]): ScalingProgram => ({
    name,
    sizes,
    lines: [scalingLine("compiled", "ok", sizes, times), scalingLine("lua5.1", "ok", sizes, [5, 10, 20])],
  });
  const report = { programs: [program("linear", [1, 2, 4]), program("square", [1, 4, 16])] };
  assertEquals(growthComparison(report, "compiled"), { compared: 2, worse: ["square"] });
  assertEquals(growthComparison(report, "luajit"), { compared: 0, worse: [] });
});

Deno.test("compareEntries judges by ratio and not by time", () => {
  const before = toEntry(report([FIB, TAK]));
  // a machine three times as slow
  const slowMachine = [
    program("fib", "nested", [30, 30, 30], [60, 60, 60]),
    program("tak", "nested", [30, 30, 30], [15, 15, 15]),
  ];
  assertEquals(compareEntries(before, toEntry(report(slowMachine))), {
    slower: [],
    faster: [],
    count: 2,
    missing: [],
    steps: [],
  });
});

Deno.test("compareEntries says what it could not compare", () => {
  const comparison = compareEntries(toEntry(report([FIB])), toEntry(report([FIB, TAK])));
  assertEquals([comparison.count, comparison.missing], [1, ["interpreter tak"]]);
  assertStringIncludes(describeComparison(comparison, "abc"), "so not compared: interpreter tak");
});

Deno.test("compareEntries names what became slower and faster", () => {
  const before = toEntry(report([FIB, TAK]));
  const changed = [
    program("fib", "nested", [20, 20, 20], [20, 20, 20]),
    program("tak", "nested", [5, 5, 5], [5, 5, 5]),
  ];
  const comparison = compareEntries(before, toEntry(report(changed)));
  assertEquals(comparison.slower.map(({ program, factor }) => [program, factor]), [["fib", 0.5]]);
  assertEquals(comparison.faster.map(({ program, factor }) => [program, factor]), [["tak", 2]]);
  assertStringIncludes(describeComparison(comparison, "abc"), "interpreter fib: 0.50 times as fast");
});

Deno.test("compareEntries keeps quiet about changes within the noise", () => {
  const before = toEntry(report([program("fib", "nested", [8, 10, 12], [20, 20, 20])]));
  const after = toEntry(report([program("fib", "nested", [9, 11, 14], [20, 20, 20])]));
  assertEquals(compareEntries(before, after).slower, []);
});

Deno.test("compareEntries tells when steps changed", () => {
  const before = toEntry(report([FIB]));
  const runners = { ...FIB.runners, interpreter: result([10, 10, 10], { steps: [1001] }) };
  assertEquals(compareEntries(before, toEntry(report([{ ...FIB, runners }]))).steps, [
    "interpreter fib: 1000, 1001",
  ]);
});

Deno.test("findEntry takes the latest run of a commit in the same mode", () => {
  const old = toEntry(report([FIB], "abc1"));
  const latest = toEntry(report([TAK], "abc1"));
  const full = { ...toEntry(report([TAK], "abc1")), mode: "full" as const };
  assertEquals(findEntry([old, latest, full], "abc", old), latest);
  assertEquals(findEntry([old], "abd", old), undefined);
});

Deno.test("scalingLine leaves out sizes without a time", () => {
  const line = scalingLine("lua5.1", "timeout", [10, 20, 40], [1, 2, null]);
  assertAlmostEquals(line.exponent, 1);
});

Deno.test("alignTable aligns the first column to the left and the others to the right", () => {
  assertEquals(alignTable([["a", "bb"], ["ccc", "d"]]), "a    bb\nccc   d");
});

Deno.test("textReport shows ratios, means and problems", () => {
  const text = textReport(report([FIB, TAK, MAP]));
  assertStringIncludes(text, "fib           2.00");
  assertStringIncludes(text, "Everything");
  assertStringIncludes(text, "samples of each program: interpreter 3, lua5.1 3");
  assertStringIncludes(text, "luajit is missing: not installed");
});

Deno.test("htmlReport needs nothing from anywhere and escapes what it shows", () => {
  const full: BenchReport = {
    ...report([FIB, TAK, MAP]),
    scaling: {
      programs: [{ name: "sort", sizes: [1, 2], lines: [scalingLine("interpreter", "ok", [1, 2], [3, 6])] }],
    },
  };
  const page = htmlReport(full, [toEntry(full)]);
  assert(!/<script|<link|<img|\bsrc=|\bhref="[^#]|url\(|@import|https?:/.test(page));
  assertStringIncludes(page, "fib &lt;title&gt;");
  assertStringIncludes(page, "<svg");
  assert(!page.includes("NaN"));
});
