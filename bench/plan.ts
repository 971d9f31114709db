/**
 * How many samples each runner gives, so that a slow one does not make a run of the benchmarks take hours.
 *
 * @module
 */

/** Settings of {@linkcode planRounds}. */
export interface RoundPlan {
  /** rounds of samples a fast runner takes part in */
  readonly rounds: number;
  /** rounds every runner takes part in, however slow it is */
  readonly least: number;
  /** milliseconds all samples together should take */
  readonly allowance: number;
}

/**
 * The number of rounds each runner takes part in: all of them if they fit the allowance; otherwise the runners
 * that take longest give up rounds first, so that what is left goes to the most samples.
 *
 * @param costs milliseconds one sample takes, by runner
 */
export function planRounds(costs: readonly number[], { rounds, least, allowance }: RoundPlan): number[] {
  const plan = costs.map(() => Math.min(least, rounds));
  let left = allowance;
  costs.forEach((cost, i) => left -= cost * plan[i]!);
  // one round more for whoever has spent least so far, while it fits
  for (;;) {
    let next = -1;
    costs.forEach((cost, i) => {
      if (plan[i]! >= rounds || cost > left) return;
      if (next < 0 || cost * plan[i]! < costs[next]! * plan[next]!) next = i;
    });
    if (next < 0) return plan;
    plan[next]!++;
    left -= costs[next]!;
  }
}

/** Settings of {@linkcode WarmUp}. */
export interface WarmUpPlan {
  /** runs at least, for runners that learn; others get two */
  readonly runs: number;
  /** runs without an improvement after which a runner that learns has learned */
  readonly patience: number;
  /** milliseconds of processor time at least */
  readonly least: number;
  /** milliseconds of processor time after which measuring begins in any case */
  readonly most: number;
}

/**
 * Decides when a runner is warm. JavaScript engines optimize, find that they were wrong and optimize again, so
 * that a program becomes faster in steps, with slow runs between them: it is warm when its best time has not
 * improved for a while.
 */
export class WarmUp {
  #plan: WarmUpPlan;
  #learns: boolean;
  #runs = 0;
  #spent = 0;
  #best = Infinity;
  #stale = 0;

  constructor(plan: WarmUpPlan, learns: boolean) {
    this.#plan = plan;
    this.#learns = learns;
  }

  /** Takes note of a run's milliseconds of processor time. */
  add(time: number): void {
    this.#runs++;
    this.#spent += time;
    if (time < this.#best * 0.95) this.#stale = 0;
    else this.#stale++;
    this.#best = Math.min(this.#best, time);
  }

  /** Whether measuring can begin. */
  get done(): boolean {
    const { runs, patience, least, most } = this.#plan;
    if (this.#runs === 0) return false;
    if (this.#spent >= most) return true;
    if (!this.#learns) return this.#runs >= 2 && this.#spent >= Math.min(least, 150);
    return this.#runs >= runs && this.#stale >= patience && this.#spent >= least;
  }
}
