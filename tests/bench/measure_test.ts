/** Measuring with real runners, on made-up programs: rounds, steps, results that are wrong, peers that fail. */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { type MeasureOptions, measureProgram } from "../../bench/measure.ts";
import type { Program } from "../../bench/program.ts";
import { Runner, RUNNERS } from "../../bench/runner.ts";
import { stepDifferences } from "../../bench/results.ts";

const OPTIONS: MeasureOptions = {
  rounds: 3,
  least: 2,
  allowance: 60_000,
  warmUp: { runs: 2, patience: 0, least: 0, most: 50 },
  timeout: 60_000,
};

function programOf(path: string, handWritten?: string): Program {
  return {
    name: "sample",
    title: "a sample",
    section: "nested",
    sizes: { check: 1, quick: 5, full: 50 },
    scale: [],
    expected: new Map([[1, "1"], [5, "15"], [50, "wrong"]]),
    source: "",
    path,
    ...(handWritten !== undefined && { handWritten }),
  };
}

const ours = RUNNERS.filter((spec) => spec.ours).map((spec) => new Runner(spec));
const broken = new Runner({ id: "broken", ours: false, command: ["no-such-program-here"] });
const byHand = new Runner(RUNNERS.find(({ id }) => id === "hand-written JS")!);

Deno.test("measureProgram takes samples of all runners, checks them and compares steps", async () => {
  const path = await Deno.makeTempFile({ suffix: ".lua" });
  await Deno.writeTextFile(
    path,
    "local n = ... local s = 0 for i = 1, n do s = s + i end return tostring(s)",
  );
  try {
    const all = [...ours, broken, byHand];
    const found = await measureProgram(programOf(path), 5, all, { ...OPTIONS, probe: 1 });
    // there is no such program by hand
    assertEquals(Object.keys(found), ["compiled", "interpreter", "broken"]);
    for (const id of ["compiled", "interpreter"]) {
      const { status, cpu, wall, warmUps } = found[id]!;
      assertEquals([status, cpu.length, wall.length], ["ok", 3, 3]);
      assert(cpu.every((time) => time !== null) && warmUps! >= 3);
    }
    assertEquals(found["compiled"]!.steps, found["interpreter"]!.steps);
    assertEquals(found["broken"]!.status, "error");
    const { name, title, section } = programOf(path);
    const report = {
      date: "",
      commit: "",
      dirty: false,
      mode: "quick" as const,
      clock: "cpu" as const,
      environment: {},
      runners: ours.map(({ spec }) => ({ id: spec.id, ours: true })),
      programs: [{ name, title, section, size: 5, runners: found }],
    };
    assertEquals(stepDifferences(report), []);

    const wrong = await measureProgram(programOf(path), 50, ours, OPTIONS);
    assertEquals(wrong["compiled"]!.status, "wrong");
    assertStringIncludes(wrong["compiled"]!.message!, "returned 1275 instead of wrong");
    assertEquals(wrong["compiled"]!.cpu.every((time) => time === null), true);

    const slow = await measureProgram(programOf(path), 5, ours, { ...OPTIONS, probe: 1, slow: -1 });
    assertEquals(slow["interpreter"]!.status, "ok");
  } finally {
    for (const runner of ours) await runner.stop();
    await Deno.remove(path);
  }
});
