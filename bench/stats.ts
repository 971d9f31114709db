/**
 * The arithmetic of the benchmarks: medians, spreads, ratios, means and growth. Pure functions, tested.
 *
 * @module
 */

/** Middle of what a measurement found, with its quartiles. */
export interface Summary {
  /** the median */
  readonly median: number;
  /** a quarter of the samples are below */
  readonly low: number;
  /** a quarter of the samples are above */
  readonly high: number;
  /** how many samples there were */
  readonly count: number;
}

/** The value below which a part (0 to 1) of sorted values lies, interpolated; NaN if there are none. */
export function quantile(sorted: readonly number[], part: number): number {
  if (sorted.length === 0) return NaN;
  const position = (sorted.length - 1) * part;
  const below = Math.floor(position);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (high - low) * (position - below);
}

/** The median of values in any order; NaN if there are none. */
export function median(values: readonly number[]): number {
  return quantile([...values].sort((a, b) => a - b), 0.5);
}

/** Median and quartiles of values in any order. */
export function summarize(values: readonly number[]): Summary {
  const sorted = [...values].sort((a, b) => a - b);
  return {
    median: quantile(sorted, 0.5),
    low: quantile(sorted, 0.25),
    high: quantile(sorted, 0.75),
    count: sorted.length,
  };
}

/** Half the distance of the quartiles, as a part of the median: 0.05 is "plus or minus 5 %". */
export function relativeSpread(summary: Summary): number {
  return (summary.high - summary.low) / 2 / summary.median;
}

/** The geometric mean: what ratios are averaged with; NaN if there are none. */
export function geometricMean(values: readonly number[]): number {
  if (values.length === 0) return NaN;
  let logs = 0;
  for (const value of values) logs += Math.log(value);
  return Math.exp(logs / values.length);
}

/**
 * How many times one runner took what another took: the median of the ratios of samples taken in the same
 * round, so that a machine that slows down half way through changes nothing. NaN if no round has both.
 *
 * @param theirs time per round, null where there is no sample
 * @param ours the same for the runner that is compared: results above 1 mean it is the faster one
 */
export function pairedRatio(theirs: readonly (number | null)[], ours: readonly (number | null)[]): Summary {
  const ratios: number[] = [];
  for (let round = 0; round < Math.min(theirs.length, ours.length); round++) {
    const their = theirs[round];
    const our = ours[round];
    if (typeof their === "number" && typeof our === "number" && our > 0) ratios.push(their / our);
  }
  return summarize(ratios);
}

/**
 * The exponent with which cost grows: the slope of a line through the logarithms. 1 is linear, 2 quadratic.
 *
 * @param points size and time
 */
export function growthExponent(points: readonly (readonly [number, number])[]): number {
  const n = points.length;
  if (n < 2) return NaN;
  let sumX = 0, sumY = 0, sumXX = 0, sumXY = 0;
  for (const [size, time] of points) {
    const x = Math.log(size);
    const y = Math.log(time);
    sumX += x;
    sumY += y;
    sumXX += x * x;
    sumXY += x * y;
  }
  return (n * sumXY - sumX * sumY) / (n * sumXX - sumX * sumX);
}
