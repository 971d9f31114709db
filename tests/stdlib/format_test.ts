import { assert, assertEquals } from "@std/assert";
import { toExponential, toFixed, toPrecision } from "../../vm/decimal.ts";
import { numberToString, stringToNumber } from "../../vm/number.ts";
import type { Value } from "../../vm/value.ts";
import { stringFormat } from "../../stdlib/format.ts";
import { call, newRuntime, type RecordedCase, runCase, sameResults } from "./string_support.ts";

function format(...args: Value[]): Value {
  return call(newRuntime(), stringFormat, args)[0];
}

Deno.test("random numbers and formats give what lua5.1 gives", async () => {
  const url = new URL("./data/string_numbers.json", import.meta.url);
  const cases = JSON.parse(await Deno.readTextFile(url)) as RecordedCase[];
  const rt = newRuntime();
  for (const [name, args, expected] of cases) {
    const got = runCase(rt, name, args);
    assert(
      sameResults(got, expected),
      `${name} ${JSON.stringify(args)}: ${JSON.stringify(got)} != ${expected}`,
    );
  }
});

/** The exact value of x as numerator and power of two: x = n / 2^k. */
function exact(x: number): { n: bigint; k: bigint } {
  let k = 0n;
  while (!Number.isInteger(x)) {
    x *= 2;
    k++;
  }
  return { n: BigInt(x), k };
}

/** x with `decimals` decimals, by integer arithmetic: half to even. */
function slowFixed(x: number, decimals: number): string {
  const { n, k } = exact(x);
  const scaled = n * 10n ** BigInt(decimals);
  const unit = 1n << k;
  let q = scaled / unit;
  const rest = (scaled % unit) * 2n;
  if (rest > unit || rest === unit && q % 2n === 1n) q++;
  const digits = q.toString().padStart(decimals + 1, "0");
  return decimals === 0 ? digits : digits.slice(0, -decimals) + "." + digits.slice(-decimals);
}

Deno.test("toFixed rounds ties to even, like exact arithmetic", () => {
  for (let i = 0; i < 4096; i++) {
    for (const shift of [0, 1, 2, 3, 5, 10]) {
      const x = i / 2 ** shift;
      for (let decimals = 0; decimals < 7; decimals++) {
        assertEquals(toFixed(x, decimals), slowFixed(x, decimals));
      }
    }
  }
  assertEquals(toFixed(1e22, 2), "10000000000000000000000.00");
  assertEquals(toFixed(2 ** 80, 0), "1208925819614629174706176");
});

Deno.test("toExponential and toPrecision round ties to even", () => {
  assertEquals(toExponential(25, 0), "2e+1");
  assertEquals(toExponential(35, 0), "4e+1");
  assertEquals(toExponential(9.5, 0), "1e+1");
  assertEquals(toExponential(0.125, 1), "1.2e-1");
  assertEquals(toExponential(1250, 1), "1.2e+3");
  assertEquals(toExponential(1125, 2), "1.12e+3");
  assertEquals(toExponential(5 ** 22 * 2 ** 21 * 3, 0), "2e+22");
  assertEquals(toExponential(5 ** 22 * 2 ** 21 * 5, 0), "2e+22");
  assertEquals(toPrecision(0.125, 2), "0.12");
  assertEquals(toPrecision(2.5, 1), "2");
  assertEquals(toPrecision(3.5, 1), "4");
});

Deno.test("%.14g is what tostring gives", () => {
  for (
    const x of [
      0.1,
      1 / 3,
      100000000000.125,
      99999999999999.5,
      1e13,
      9999999999999.96,
      1e-4,
      0.00009999,
      1e15,
      5e-324,
    ]
  ) {
    assertEquals(format("%.14g", x), numberToString(x));
    assertEquals(format("%.14g", -x), numberToString(-x));
  }
});

Deno.test("%.17g reads back as the same number", () => {
  let x = 1e-300;
  for (let i = 0; i < 2000; i++, x *= 2.0001234) {
    if (x < Infinity) assertEquals(stringToNumber(format("%.17g", x) as string), x);
  }
});

Deno.test("reading a number takes linear time", () => {
  // digits that a backtracking expression could divide between two repetitions
  assertEquals(stringToNumber("1".repeat(200_000) + "x"), undefined);
  assertEquals(stringToNumber(" ".repeat(200_000) + "x"), undefined);
  assertEquals(stringToNumber("1" + " ".repeat(200_000) + "x"), undefined);
});

Deno.test("long formats and long arguments pass through whole", () => {
  const long = "y".repeat(100_000) + "\0z";
  assertEquals(format("<%s>" + "%%".repeat(5000), long), `<${long}>` + "%".repeat(5000));
  assertEquals(format("%q", '"\0'.repeat(50_000)), '"' + '\\"\\000'.repeat(50_000) + '"');
});
