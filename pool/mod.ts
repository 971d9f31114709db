/**
 * Scripts on workers: parallel, with a wall around each that does not depend on the interpreter.
 *
 * A separate entry, because a worker is started from a file of its own, which a bundle in one file does not
 * have, and because workers as processes need `Deno`.
 *
 * @module
 */

export { createPool, Pool } from "./pool.ts";
export type { CloseOptions, PoolStats } from "./pool.ts";
export type { JobOptions, PoolOptions } from "./options.ts";
export { PoolError, type PoolErrorKind } from "./errors.ts";
export type { LinkEvents, ProcessOptions, WorkerLink, WorkerStarter } from "./link.ts";
export type { Item, Message } from "./wire.ts";
