/** The lines between harness and runners. */

import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { field, parseAnswer, parseRunAnswer } from "../../bench/protocol.ts";
import { Runner, RUNNERS, RunnerTimeout } from "../../bench/runner.ts";

Deno.test("parseRunAnswer reads time, result and steps", () => {
  assertEquals(parseRunAnswer("ok\t12.5\t1 2 3\t99"), { cpu: 12.5, result: "1 2 3", steps: 99 });
  assertEquals(parseRunAnswer("ok\t12.5\tx\t").steps, undefined);
});

Deno.test("parseAnswer throws the runner's message", () => {
  assertThrows(() => parseAnswer("error\tno such program"), Error, "no such program");
  assertThrows(() => parseAnswer("what?"), Error, "unexpected answer: what?");
  assertThrows(() => parseRunAnswer("ok"), Error, "unexpected answer");
});

Deno.test("field keeps an answer on one line", () => {
  assertEquals(field("a\tb\r\nc"), "a b c");
});

Deno.test("Runner runs a program in a child process, and ends one that does not answer", async () => {
  const file = await Deno.makeTempFile({ suffix: ".lua" });
  await Deno.writeTextFile(file, "local n = ... if n == 0 then while true do end end return 'got ' .. n");
  const runner = new Runner(RUNNERS.find((spec) => spec.ours)!);
  try {
    await runner.start();
    await runner.load(file);
    assertEquals((await runner.run(file, 5, 30_000)).result, "got 5");
    await assertRejects(() => runner.run(file, 0, 300), RunnerTimeout);
    assertEquals(runner.running, false);
  } finally {
    await runner.stop();
    await Deno.remove(file);
  }
});

Deno.test("Runner says when its program is not there", async () => {
  const runner = new Runner({ id: "none", ours: false, command: ["no-such-program-here"] });
  await assertRejects(() => runner.start(), Deno.errors.NotFound);
});
