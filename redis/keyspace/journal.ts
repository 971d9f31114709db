/**
 * Undo log of a script: what is written between `begin` and `commit` can be taken back.
 *
 * Whoever changes stored data first checks {@linkcode Journal.active} and, when it is set, pushes a function that
 * takes the change back. The functions run last to first, each finding the data as its change left it. Outside
 * scripts nothing is recorded, so writes pay for one comparison. The containers also count here what they look at.
 *
 * @module
 */

/** Undo functions of the running script. */
export class Journal {
  /** true while changes are recorded */
  active: boolean = false;
  /** the number of the running script: what has been saved once in it need not be saved again */
  epoch: number = 0;
  /**
   * Work done so far: elements looked at, and portions of 16 bytes, beyond what arguments and replies show. Only grows.
   */
  work: number = 0;
  #undo: (() => void)[] = [];

  /** Number of changes recorded. */
  get size(): number {
    return this.#undo.length;
  }

  /** Starts recording. */
  begin(): void {
    this.active = true;
    this.epoch++;
  }

  /** Records how to take the change just made back. Only while {@linkcode active}. */
  push(undo: () => void): void {
    this.#undo.push(undo);
  }

  /** Builds something that is not stored yet, which nobody has to take back. */
  aside<T>(build: () => T): T {
    const { active } = this;
    this.active = false;
    try {
      return build();
    } finally {
      this.active = active;
    }
  }

  /** Keeps everything written since `begin`. */
  commit(): void {
    this.active = false;
    if (this.#undo.length > 0) this.#undo = [];
  }

  /** Takes everything written since `begin` back. */
  rollback(): void {
    this.active = false;
    const undo = this.#undo;
    this.#undo = [];
    for (let i = undo.length - 1; i >= 0; i--) undo[i]!();
  }
}
