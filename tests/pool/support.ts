/** What the tests of the pool share. */

import { createPool as create, type Pool, type PoolOptions } from "../../pool/mod.ts";
import { startWebWorker, type WorkerLink, type WorkerStarter } from "../../pool/link.ts";

/** A pool whose workers may take long to start: under `deno test` their types are checked first. */
export function createPool(options: PoolOptions = {}): Pool {
  return create({ startTimeout: 300_000, ...options });
}

/** Starts workers that misbehave on demand. */
export const startBadWorker: WorkerStarter = (events) =>
  startWebWorker(events, new URL("./bad_worker.ts", import.meta.url));

/**
 * A starter whose workers can be killed as if they had died by themselves. `kill` has one function for each
 * worker that has started and lives; to kill those that start would be to wait for ever.
 */
export function mortal(start: WorkerStarter): { start: WorkerStarter; kill: (() => void)[] } {
  const kill: (() => void)[] = [];
  return {
    kill,
    start: (events) => {
      const forget = () => {
        const at = kill.indexOf(die);
        if (at >= 0) kill.splice(at, 1);
      };
      const die = () => {
        link.terminate();
        events.failed(new Error("killed by the test"));
      };
      let started = false;
      const link: WorkerLink = start({
        message: (message) => {
          if (!started) kill.push(die);
          started = true;
          events.message(message);
        },
        failed: events.failed,
      });
      return {
        post: link.post.bind(link),
        terminate: () => {
          forget();
          return link.terminate();
        },
      };
    },
  };
}

/** A promise that settles after some milliseconds. */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Numbers from 0 to 1, the same for the same seed. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = Math.imul(state, 1664525) + 1013904223 >>> 0;
    return state / 0x100000000;
  };
}
