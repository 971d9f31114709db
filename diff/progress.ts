/**
 * Counting and reporting what a long run does.
 *
 * @module
 */

/** Seconds between two signs of life. */
const INTERVAL = 20;

/** Cases and differences of a run. */
export class Progress {
  readonly #what: string;
  readonly #started = performance.now();
  #shown = 0;
  #cases = 0;
  #differences = 0;

  constructor(what: string) {
    this.#what = what;
  }

  get #seconds(): number {
    return (performance.now() - this.#started) / 1000;
  }

  /** Some cases were compared. */
  add(cases: number): void {
    this.#cases += cases;
    if (this.#seconds - this.#shown < INTERVAL) return;
    this.#shown = this.#seconds;
    console.error(this.summary);
  }

  /** A case differed. */
  differs(report: string): void {
    this.#differences++;
    console.log(`--- ${report}`);
  }

  /** What was done so far. */
  get summary(): string {
    return `${this.#cases} ${this.#what}, ${this.#differences} differences, ${this.#seconds.toFixed(0)} s`;
  }

  /** Prints what was done; the number of differences. */
  end(): number {
    console.log(this.summary);
    return this.#differences;
  }
}
