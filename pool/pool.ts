/**
 * A pool of workers that run scripts in parallel, each in an instance of its own.
 *
 * Every job that was taken ends exactly once, in a result or in an error; jobs start in the order in which
 * they were given.
 *
 * @module
 */

import { LimitError } from "../host/errors.ts";
import { publicMessage } from "../host/host_calls.ts";
import type { Module } from "../host/module.ts";
import type { LuaOutput } from "../host/values.ts";
import { NOTHING_USED, PoolError } from "./errors.ts";
import { Job } from "./job.ts";
import { processStarter, startWebWorker, type WorkerStarter } from "./link.ts";
import { ModuleStore } from "./modules.ts";
import {
  checkedJobOptions,
  type JobOptions,
  type PoolOptions,
  type PoolSettings,
  settingsOf,
} from "./options.ts";
import { Seat } from "./seat.ts";

/** What a pool is doing and has done. */
export interface PoolStats {
  /** workers that are starting */
  readonly starting: number;
  /** workers that wait for a job */
  readonly idle: number;
  /** jobs being run, one on each busy worker */
  readonly running: number;
  /** jobs waiting for a worker */
  readonly queued: number;
  /** jobs that ended with a result */
  readonly completed: number;
  /** jobs that ended with an error after they were taken */
  readonly failed: number;
  /** workers that died or did not answer */
  readonly replaced: number;
}

/** How to close a pool. */
export interface CloseOptions {
  /** Whether jobs already taken are run first; default true. */
  drain?: boolean;
}

/**
 * Runs modules on workers. Make one with {@linkcode createPool}.
 *
 * Its workers keep the process alive until it is closed.
 */
export class Pool {
  readonly #settings: PoolSettings;
  readonly #start: WorkerStarter;
  readonly #errorMessage: (error: unknown) => string;
  readonly #modules = new ModuleStore();
  readonly #seats = new Set<Seat>();
  /** in the order in which they came */
  readonly #queue = new Set<Job>();
  /** ends of workers that are not over */
  readonly #endings = new Set<Promise<void>>();
  #lastJob = 0;
  #completed = 0;
  #failed = 0;
  #replaced = 0;
  #closing: Promise<void> | null = null;
  #onEmpty: (() => void) | null = null;

  /** @ignore use {@linkcode createPool} */
  constructor(options: PoolOptions) {
    this.#settings = settingsOf(options);
    this.#errorMessage = options.errorMessage ?? publicMessage;
    const { isolation = "worker" } = options;
    if (typeof isolation === "function") this.#start = isolation;
    else this.#start = isolation === "process" ? processStarter(options) : startWebWorker;
  }

  /**
   * Runs a module, or compiles and runs a source, on a worker. Gives what the main chunk, or `entry`, returns.
   *
   * @throws {PoolError} the queue is full, the pool is closed, or the worker died
   * @throws {LimitError} a limit, the deadline or the signal stopped the script
   * @throws {LuaError} the script raised an error
   * @throws {CompileError} the source is not Lua 5.1
   * @throws {LinkError} an import cannot be given to a script
   * @throws {MarshalError} an argument or the result cannot cross
   * @throws {UsageError} an option makes no sense
   */
  // deno-lint-ignore require-await
  async run(module: Module | string | Uint8Array, options: JobOptions = {}): Promise<LuaOutput> {
    const checked = checkedJobOptions(options);
    const { signal } = checked;
    if (this.#closing !== null) throw new PoolError("closed", "the pool is closed");
    if (signal?.aborted) throw new LimitError("aborted", "run aborted", NOTHING_USED, "", signal.reason);
    if (this.#queue.size >= this.#settings.queue && this.#idle() === undefined && this.#isFull()) {
      throw new PoolError("queue", `the queue is full: ${this.#queue.size} jobs are waiting`);
    }
    const sendable = this.#modules.find(module, checked.name);
    const job = new Job(++this.#lastJob, sendable, checked, this.#settings, this.#errorMessage);
    job.promise.then(() => this.#completed++, () => this.#failed++);
    job.watch(() => this.#abort(job));
    this.#queue.add(job);
    this.#pump();
    return job.promise;
  }

  /**
   * Starts all workers; settles when they take jobs.
   *
   * @throws {PoolError} one could not be started, or the pool is closed
   */
  async warm(): Promise<void> {
    if (this.#closing !== null) throw new PoolError("closed", "the pool is closed");
    while (!this.#isFull()) this.#hire();
    await Promise.all([...this.#seats].map((seat) => seat.ready));
  }

  /** What the pool is doing and has done. */
  get stats(): PoolStats {
    let starting = 0;
    let idle = 0;
    let running = 0;
    for (const { state } of this.#seats) {
      if (state === "starting") starting++;
      else if (state === "idle") idle++;
      else running++;
    }
    return {
      starting,
      idle,
      running,
      queued: this.#queue.size,
      completed: this.#completed,
      failed: this.#failed,
      replaced: this.#replaced,
    };
  }

  /**
   * Takes no more jobs, lets those it has come to their end and ends the workers. With `drain: false` queued
   * jobs end with a {@linkcode PoolError} and running ones are aborted; this may be asked for while an earlier
   * call is still waiting. Settles when everything is over; may be called any number of times.
   */
  close(options: CloseOptions = {}): Promise<void> {
    this.#closing ??= this.#close();
    if (options.drain === false) {
      const error = () => new PoolError("closed", "the pool was closed before the job's turn came");
      for (const job of this.#queue) job.reject(error());
      this.#queue.clear();
      for (const seat of this.#seats) seat.abort();
    }
    this.#checkEmpty();
    return this.#closing;
  }

  /** The same as {@linkcode Pool.close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    await new Promise<void>((resolve) => this.#onEmpty = resolve);
    for (const seat of [...this.#seats]) {
      seat.end();
      this.#seats.delete(seat);
      this.#track(seat);
    }
    await Promise.all(this.#endings);
  }

  // ---- jobs -----------------------------------------------------------------------------------------

  #abort(job: Job): void {
    if (this.#queue.delete(job)) {
      job.reject(new LimitError("aborted", "run aborted", NOTHING_USED, "", job.signal?.reason));
      return this.#checkEmpty();
    }
    for (const seat of this.#seats) if (seat.job === job) return seat.abort();
  }

  /** Gives jobs to idle workers and starts as many as are missing. */
  #pump(): void {
    for (const job of this.#queue) {
      const seat = this.#idle();
      if (seat === undefined) break;
      this.#queue.delete(job);
      seat.run(job);
    }
    let starting = 0;
    for (const seat of this.#seats) if (seat.state === "starting") starting++;
    while (starting < this.#queue.size && !this.#isFull()) {
      this.#hire();
      starting++;
    }
    this.#checkEmpty();
  }

  #checkEmpty(): void {
    if (this.#onEmpty === null || this.#queue.size > 0) return;
    for (const seat of this.#seats) if (seat.state === "busy") return;
    this.#onEmpty();
  }

  // ---- workers --------------------------------------------------------------------------------------

  #isFull(): boolean {
    return this.#seats.size >= this.#settings.workers;
  }

  #idle(): Seat | undefined {
    for (const seat of this.#seats) if (seat.state === "idle") return seat;
    return undefined;
  }

  #hire(): void {
    const seat = new Seat(this.#start, this.#settings, {
      free: () => this.#pump(),
      ended: (seat, error) => {
        this.#seats.delete(seat);
        this.#replaced++;
        this.#track(seat);
        if (error !== null) this.#blame(error);
        this.#pump();
      },
    });
    this.#seats.add(seat);
  }

  /** A worker could not be started: the job that has waited longest is told, so that none waits forever. */
  #blame(error: PoolError): void {
    for (const job of this.#queue) {
      this.#queue.delete(job);
      return job.reject(error);
    }
  }

  #track(seat: Seat): void {
    const ending = seat.gone.then(() => void this.#endings.delete(ending));
    this.#endings.add(ending);
  }
}

/**
 * Makes a pool. Workers start when there is something to do, or with {@linkcode Pool.warm}.
 *
 * @throws {UsageError} an option makes no sense
 *
 * @example
 * ```ts ignore
 * import { compile } from "../mod.ts";
 * import { createPool } from "./mod.ts";
 * await using pool = createPool({ workers: 4, limits: { steps: 1_000_000 } });
 * const module = compile(`local a, b = ... return a + b`);
 * console.log(await pool.run(module, { args: [1, 2] })); // 3
 * ```
 */
export function createPool(options: PoolOptions = {}): Pool {
  return new Pool(options);
}
