/**
 * Ctrl-C while a statement of the prompt runs.
 *
 * An instance takes one abort signal for all of its runs, and an `AbortSignal` stays aborted. The state of this
 * one is shadowed by properties that can be set back, so that the next statement runs in the same instance.
 *
 * @module
 */

/** Lets Ctrl-C end what runs, again and again. */
export class Interrupt {
  /** The signal to run with: aborted from Ctrl-C on, until the run is over. */
  readonly signal: AbortSignal = new AbortController().signal;
  private aborted = false;

  /** Prepares the signal. */
  constructor() {
    Object.defineProperties(this.signal, {
      aborted: { get: () => this.aborted },
      reason: { get: () => this.aborted ? new Error("interrupted") : undefined },
    });
  }

  /** Does `action`; SIGINT during it aborts the signal instead of ending the program. */
  async during<T>(action: () => Promise<T>): Promise<T> {
    const abort = (): void => {
      this.aborted = true;
      this.signal.dispatchEvent(new Event("abort"));
    };
    Deno.addSignalListener("SIGINT", abort);
    try {
      return await action();
    } finally {
      Deno.removeSignalListener("SIGINT", abort);
      this.aborted = false;
    }
  }
}
