/**
 * Undo log of a script: what is written between `begin` and `commit` can be taken back.
 *
 * Whoever changes stored data first checks {@linkcode Journal.active} and, when it is set, pushes a function that
 * takes the change back. The functions run last to first, each finding the data as its change left it. Outside
 * scripts nothing is recorded, so writes pay for one comparison.
 *
 * @module
 */

/** Undo functions of the running script. */
export class Journal {
  /** true while changes are recorded */
  active: boolean = false;
  #undo: (() => void)[] = [];

  /** Starts recording. */
  begin(): void {
    this.active = true;
  }

  /** Records how to take the change just made back. Only while {@linkcode active}. */
  push(undo: () => void): void {
    this.#undo.push(undo);
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
