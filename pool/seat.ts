/**
 * One worker of a pool, seen from the pool: it starts, is idle or busy, and ends.
 *
 * A worker that dies, sends nonsense, or does not answer within `grace` when it should have stopped is ended;
 * its job is settled first, so that it cannot be lost. Nothing is believed of what arrives later.
 *
 * @module
 */

import { CompileError, type FerrousError, LimitError } from "../host/errors.ts";
import type { LuaOutput } from "../host/values.ts";
import { PoolError, UNKNOWN_USAGE } from "./errors.ts";
import type { Job } from "./job.ts";
import type { WorkerLink, WorkerStarter } from "./link.ts";
import { ABORT, CALL, DONE, FAILED, readError, READY, RUN } from "./messages.ts";
import { KeptModules } from "./modules.ts";
import { type PoolSettings, timer } from "./options.ts";
import { type Message, type Reader, WireFault } from "./wire.ts";

/** What a worker is doing. */
export type SeatState = "starting" | "idle" | "busy" | "ended";

/** What a pool does about its workers. */
export interface SeatEvents {
  /** it is idle now */
  free(seat: Seat): void;
  /** it has ended of itself, or had to be ended; `error` if no job was told */
  ended(seat: Seat, error: PoolError | null): void;
}

/** Time for messages that have arrived already, should this thread have been kept busy: in ms. */
const LATE = 20;

/** A worker and its job. */
export class Seat {
  state: SeatState = "starting";
  readonly #events: SeatEvents;
  readonly #settings: PoolSettings;
  readonly #kept = new KeptModules();
  #link!: WorkerLink;
  #job: Job | null = null;
  /** a host function is at work for the job */
  #calling = false;
  #aborted = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** settles when the worker is gone */
  gone: Promise<void> = Promise.resolve();
  /** settles when it takes jobs; rejects if it never will */
  readonly ready: Promise<void>;
  #onReady!: () => void;
  #onNeverReady!: (error: PoolError) => void;

  /** Starts a worker. */
  constructor(start: WorkerStarter, settings: PoolSettings, events: SeatEvents) {
    this.#settings = settings;
    this.#events = events;
    this.ready = new Promise((resolve, reject) => [this.#onReady, this.#onNeverReady] = [resolve, reject]);
    this.ready.catch(() => {});
    this.#after(settings.startTimeout, () => this.#fail(new Error("it took too long to start")));
    try {
      this.#link = start({
        message: (message) => this.#receive(message),
        failed: (cause) => this.#fail(cause),
      });
    } catch (cause) {
      // as if it had died a moment later
      this.#link = { post: () => {}, terminate: () => Promise.resolve() };
      queueMicrotask(() => this.#fail(cause));
    }
  }

  /** Gives the idle worker a job. */
  run(job: Job): void {
    this.state = "busy";
    this.#job = job;
    this.#calling = this.#aborted = false;
    const message: Message = [RUN, job.id];
    this.#kept.write(message, job.module);
    for (let i = 0; i < job.body.length; i++) message.push(job.body[i]);
    job.body = [];
    this.#after(job.deadline + this.#settings.grace, () => {
      this.#replace(new LimitError("time", `time limit exceeded${REPLACED}`, UNKNOWN_USAGE, ""));
    });
    this.#post(message);
  }

  /** Stops the job it is doing: the script first, the worker after `grace`. */
  abort(): void {
    const job = this.#job;
    if (job === null || this.#aborted) return;
    this.#aborted = true;
    this.#after(this.#settings.grace, () => {
      const reason = job.signal?.reason;
      this.#replace(new LimitError("aborted", `run aborted${REPLACED}`, UNKNOWN_USAGE, "", reason));
    });
    this.#post([ABORT, job.id]);
  }

  /** Ends the worker, which has no job. */
  end(): void {
    if (this.state === "ended") return;
    this.state = "ended";
    clearTimeout(this.#timer);
    this.#onNeverReady(new PoolError("closed", "the pool was closed before the worker had started"));
    this.gone = this.#link.terminate();
  }

  /** The job it is doing. */
  get job(): Job | null {
    return this.#job;
  }

  // ---- messages -------------------------------------------------------------------------------------

  #post(message: Message): void {
    try {
      this.#link.post(message);
    } catch (cause) {
      this.#fail(cause);
    }
  }

  #receive(message: Message): void {
    if (this.state === "ended") return;
    try {
      this.#handle(message);
    } catch (cause) {
      if (!(cause instanceof WireFault)) throw cause;
      this.#fail(cause);
    }
  }

  #handle(message: Message): void {
    const job = this.#job;
    if (job === null) {
      if (this.state !== "starting" || message?.[0] !== READY) throw new WireFault("an unexpected message");
      clearTimeout(this.#timer);
      this.#onReady();
      return this.#free();
    }
    const reader = job.reader(message);
    const kind = reader.number();
    if (reader.number() !== job.id) throw new WireFault("a message about another job");
    switch (kind) {
      case CALL:
        return this.#call(job, reader);
      case DONE: {
        const value = reader.value();
        if (isThenable(value)) throw new WireFault("a result that is a promise to others");
        return this.#finish(() => job.resolve(value as LuaOutput));
      }
      case FAILED: {
        const error = readError(reader, job.causeOf);
        if (error instanceof CompileError) this.#kept.forget(job.module.id);
        return this.#finish(() => job.reject(this.#withReason(job, error)));
      }
    }
    throw new WireFault("an unknown message");
  }

  #call(job: Job, reader: Reader): void {
    // a script waits for one function at a time: more would be a way to flood this thread
    if (this.#calling) throw new WireFault("a call during another one");
    const f = job.byNumber(reader.number());
    if (f === undefined) throw new WireFault("a function that does not exist");
    const args = reader.values();
    if (this.#aborted) return;
    this.#calling = true;
    job.call(f, args, (answer) => {
      if (this.#job !== job || job.settled) return;
      this.#calling = false;
      this.#post(answer);
    });
  }

  /** The error with the reason of the abort, which has not left this thread. */
  #withReason(job: Job, error: FerrousError): FerrousError {
    if (!(error instanceof LimitError) || error.kind !== "aborted") return error;
    const { message, usage, traceback } = error;
    return new LimitError("aborted", message, usage, traceback, job.signal?.reason);
  }

  // ---- ends -----------------------------------------------------------------------------------------

  #finish(settle: () => void): void {
    clearTimeout(this.#timer);
    this.#job = null;
    settle();
    this.#free();
  }

  #free(): void {
    this.state = "idle";
    this.#events.free(this);
  }

  /** The worker does not answer: the job ends with `error`, the worker ends. */
  #replace(error: FerrousError): void {
    const job = this.#job;
    this.#job = null;
    this.end();
    job?.reject(error);
    this.#events.ended(this, null);
  }

  #fail(cause: unknown): void {
    if (this.state === "ended") return;
    const error = new PoolError(
      "worker",
      this.state === "starting" ? "a worker could not be started" : "the worker of this job died",
      cause,
    );
    const job = this.#job;
    this.#job = null;
    const started = this.state !== "starting";
    this.#onNeverReady(error);
    this.end();
    job?.reject(error);
    this.#events.ended(this, started ? null : error);
  }

  #after(milliseconds: number, action: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = timer(() => {
      this.#timer = setTimeout(action, LATE);
    }, milliseconds);
  }
}

const REPLACED = ": the worker did not answer and was replaced";

/** Whether a promise would take a value from a worker for another promise. */
function isThenable(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.hasOwn(value, "then") &&
    typeof (value as { then: unknown }).then === "function";
}
