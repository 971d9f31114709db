import { assertEquals, assertThrows } from "@std/assert";
import { LimitTrap } from "../../vm/errors.ts";
import { Meter, Verdict } from "../../vm/meter.ts";

function trapOf(action: () => void): string {
  const thrown = assertThrows(action, LimitTrap as unknown as new () => Error) as unknown as LimitTrap;
  return thrown.kind;
}

Deno.test("used is exact across quanta and charges", () => {
  const meter = new Meter(Infinity, () => 0);
  assertEquals(meter.refill(), Verdict.Continue);
  meter.left -= 3;
  meter.charge(25_000);
  assertEquals(meter.used, 25_003);
});

Deno.test("a charge that passes the limit traps", () => {
  const meter = new Meter(100, () => 0);
  meter.refill();
  meter.charge(100);
  assertEquals(trapOf(() => meter.charge(1)), "steps");
  assertEquals(meter.used, 100);
});

Deno.test("more steps from the host let the run go on", () => {
  const meter = new Meter(10, () => 0);
  let asked = 0;
  meter.onOutOfSteps = () => ++asked < 3 ? 5 : 0;
  meter.refill();
  meter.left = 0;
  assertEquals(meter.refill(), Verdict.Continue);
  meter.left = 0;
  assertEquals(meter.refill(), Verdict.Continue);
  meter.left = 0;
  assertEquals(trapOf(() => meter.refill()), "steps");
  assertEquals(meter.used, 20);
});

Deno.test("a slice ends exactly, also after an overdrawn charge", () => {
  const meter = new Meter(Infinity, () => 0);
  meter.sliceEnd = 50;
  meter.refill();
  assertEquals(meter.left, 50);
  meter.charge(70);
  assertEquals(meter.refill(), Verdict.Pause);
  assertEquals(meter.used, 70);
});

Deno.test("clock and signal are looked at when a quantum ends", () => {
  let time = 0;
  const meter = new Meter(Infinity, () => time);
  meter.deadline = 5;
  meter.refill();
  time = 6;
  assertEquals(trapOf(() => meter.refill()), "time");
  const aborted = new Meter(Infinity, () => 0);
  aborted.signal = AbortSignal.abort("why");
  assertEquals(trapOf(() => aborted.refill()), "aborted");
});

Deno.test("shortened quanta grow to what they were, steps stay exact, and a grant is as large as asked for", () => {
  const meter = new Meter(Infinity, () => 0);
  meter.refill();
  const usual = meter.left;
  meter.shorten();
  const sizes: number[] = [];
  let spent = 0;
  for (let i = 0; i < 1000; i++) {
    spent += meter.left;
    meter.left = 0;
    meter.refill();
    sizes.push(meter.left);
  }
  assertEquals(meter.used, spent);
  assertEquals(sizes[0]! < usual / 50, true);
  for (let i = 1; i < sizes.length; i++) assertEquals(sizes[i]! >= sizes[i - 1]!, true);
  assertEquals(sizes[sizes.length - 1], usual);
  meter.shorten();
  assertEquals(meter.grant(5000), true);
  assertEquals(meter.left >= 5000, true);
});
