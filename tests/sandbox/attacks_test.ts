/**
 * Every attack program ends as its first line says, leaves the process alive and other instances healthy, and
 * learns nothing of the host: in processes with a JS stack of 200 KiB and a V8 heap of six times the program's
 * memory limit.
 */

import { assert, assertEquals } from "@std/assert";
import { attackNames, hostDetail, MEMORY, readAttack } from "./attack.ts";
import { type Report, runInChild } from "./child.ts";

/** KiB; Deno itself starts with about 80. */
const SMALL_STACK = 200;

/** Bytes of memory limit per V8 heap cap; below 16 MiB the engine's own needs dominate. */
const GROUPS = [16 << 20, 64 << 20, 256 << 20];

/** Programs by the group their limit falls in. */
function groups(): Map<number, string[]> {
  const found = new Map<number, string[]>();
  for (const name of attackNames()) {
    const memory = readAttack(name).limits.memory ?? MEMORY;
    const group = GROUPS.find((most) => memory <= most);
    assert(group !== undefined, `${name} has more memory than any group`);
    found.set(group, [...found.get(group) ?? [], name]);
  }
  return found;
}

function check({ name, outcome, healthy, detail }: Report): void {
  // a library this build does not have cannot be attacked
  assertEquals(outcome, readAttack(name).expect);
  assert(healthy, "other instances do not work any more");
  assertEquals(detail, null);
}

Deno.test("there are enough attacks, and each says how it ends", () => {
  const names = attackNames();
  assert(names.length >= 120, `${names.length} programs`);
  const silent = names.filter((name) =>
    !/^(?:value|error|limit|compile|marshal)\b/.test(readAttack(name).expect)
  );
  assertEquals(silent, []);
});

for (const [memory, names] of groups()) {
  const cap = 6 * memory / 2 ** 20;
  Deno.test(`a process with a heap of ${cap} MiB survives attacks limited to ${memory >> 20} MiB`, async (t) => {
    const flags = [`--max-old-space-size=${cap}`, `--stack-size=${SMALL_STACK}`];
    const halves = [0, 1].map((half) => names.filter((_, i) => i % 2 === half));
    const reports = await Promise.all(halves.map((half) => runInChild(half, flags, "auto")));
    for (const report of reports.flat()) await t.step(report.name, () => check(report));
  });
}

Deno.test("hostDetail sees what it is meant to see", () => {
  for (
    const text of [
      "at run (file:///x/y.ts:1:2)",
      "RangeError: Maximum call stack size exceeded",
      "TypeError: x is not a function",
      "[object Object]",
      "host/run.ts:12",
      "/home/me/secret",
    ]
  ) assert(hostDetail([text]) !== undefined, text);
  assertEquals(
    hostDetail(["attack:3: attempt to call global 'f' (a nil value)", "stack traceback:\n\t[C]: ?"]),
    undefined,
  );
});
