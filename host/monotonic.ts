/**
 * The clock of time limits when the host gives none.
 *
 * Scripts never see it: `os.clock` exists only where the host passes a clock. A time limit, though, is a
 * promise about real time.
 *
 * @module
 */

/** Milliseconds since some moment. */
export function monotonic(): number {
  // deno-lint-ignore ferrous/no-ambient-power
  return performance.now();
}
