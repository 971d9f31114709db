/**
 * What can happen to a job besides what can happen to a run.
 *
 * @module
 */

import { FerrousError, type Usage } from "../host/errors.ts";

/** Why a {@linkcode PoolError} happened. */
export type PoolErrorKind = "queue" | "closed" | "worker";

/**
 * The pool could not run a job to its end.
 *
 * | `kind` | Means |
 * | --- | --- |
 * | `queue` | as many jobs are waiting as may wait: the job was not taken |
 * | `closed` | the pool is closed, or was closed without draining before the job's turn came |
 * | `worker` | the job's worker died or could not be started; the job may have done part of its work |
 */
export class PoolError extends FerrousError {
  /** name of the class */
  override name = "PoolError";
  /** what happened */
  readonly kind: PoolErrorKind;

  /** `cause` is what is known of the reason. */
  constructor(kind: PoolErrorKind, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.kind = kind;
  }
}

/** The usage of a job that never ran. */
export const NOTHING_USED: Usage = Object.freeze({ steps: 0, memory: 0, peakMemory: 0 });

/** The usage of a job whose worker could not be asked any more: NaN, so that no sum takes it for a figure. */
export const UNKNOWN_USAGE: Usage = Object.freeze({ steps: NaN, memory: NaN, peakMemory: NaN });
