/** The arithmetic of the benchmarks. */

import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  geometricMean,
  growthExponent,
  median,
  pairedRatio,
  quantile,
  relativeSpread,
  summarize,
} from "../../bench/stats.ts";

Deno.test("quantile interpolates between sorted values", () => {
  assertEquals(quantile([1, 2, 3, 4, 5], 0.5), 3);
  assertEquals(quantile([1, 2, 3, 4], 0.5), 2.5);
  assertEquals(quantile([10, 20], 0.25), 12.5);
  assertEquals(quantile([7], 0.9), 7);
  assert(Number.isNaN(quantile([], 0.5)));
});

Deno.test("median does not depend on the order and leaves its argument alone", () => {
  const values = [9, 1, 5];
  assertEquals(median(values), 5);
  assertEquals(values, [9, 1, 5]);
});

Deno.test("summarize gives median, quartiles and count", () => {
  assertEquals(summarize([5, 1, 4, 2, 3]), { median: 3, low: 2, high: 4, count: 5 });
});

Deno.test("relativeSpread is half the distance of the quartiles by the median", () => {
  assertAlmostEquals(relativeSpread({ median: 10, low: 9, high: 11, count: 5 }), 0.1);
});

Deno.test("geometricMean treats twice as fast and half as fast alike", () => {
  assertAlmostEquals(geometricMean([2, 0.5]), 1);
  assertAlmostEquals(geometricMean([1, 10, 100]), 10);
  assert(Number.isNaN(geometricMean([])));
});

Deno.test("pairedRatio compares samples of the same round", () => {
  // the machine became twice as slow in the second round: the ratio stays
  assertEquals(pairedRatio([10, 20, 10], [5, 10, 5]), { median: 2, low: 2, high: 2, count: 3 });
});

Deno.test("pairedRatio leaves out rounds in which one of the two has no sample", () => {
  assertEquals(pairedRatio([null, 30, null], [5, 10, 5]), { median: 3, low: 3, high: 3, count: 1 });
  assertEquals(pairedRatio([null], [5]).count, 0);
  assertEquals(pairedRatio([1, 2, 3], [1]).count, 1);
});

Deno.test("growthExponent finds the power with which cost grows", () => {
  const sizes = [1000, 2000, 4000, 8000];
  assertAlmostEquals(growthExponent(sizes.map((n) => [n, 3 * n])), 1);
  assertAlmostEquals(growthExponent(sizes.map((n) => [n, n * n / 7])), 2);
  assertAlmostEquals(growthExponent(sizes.map((n) => [n, 5])), 0, 1e-9);
  assert(Number.isNaN(growthExponent([[10, 1]])));
});
