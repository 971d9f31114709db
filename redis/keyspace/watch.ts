/**
 * Watched keys of one client, for `WATCH`: whether any of them was changed since.
 *
 * @module
 */

import type { Database } from "./database.ts";

/** A watched key. */
interface Watched {
  readonly db: Database;
  readonly key: string;
  /** it was past its time when it was watched, and has only not been removed yet */
  expired: boolean;
}

/** The keys one client watches. */
export class Watch {
  /** set as soon as a watched key is changed */
  dirty: boolean = false;
  readonly #keys: Watched[] = [];

  /** Watches a key as well. */
  add(db: Database, key: string): void {
    if (this.#keys.some((watched) => watched.db === db && watched.key === key)) return;
    const watches = db.watches ??= new Map();
    const set = watches.get(key);
    if (set === undefined) watches.set(key, new Set([this]));
    else set.add(this);
    this.#keys.push({ db, key, expired: db.hasExpired(key) });
  }

  #watched(db: Database, key: string): Watched {
    return this.#keys.find((watched) => watched.db === db && watched.key === key)!;
  }

  /** A watched key was changed or removed. */
  touched(db: Database, key: string): void {
    const watched = this.#watched(db, key);
    if (!watched.expired) this.dirty = true;
    // what was over already has gone: nothing has changed
    else if (!db.stores(key)) watched.expired = false;
  }

  /** SWAPDB exchanged what was stored at a watched key; `existed`: there was something before. */
  swapped(db: Database, key: string, existed: boolean): void {
    const watched = this.#watched(db, key);
    if (watched.expired && !db.stores(key)) watched.expired = false;
    else if (watched.expired && db.hasExpired(key)) return;
    else if (!watched.expired && !existed && db.hasExpired(key)) watched.expired = true;
    else this.dirty = true;
  }

  /** Whether a watched key was changed, or expired, since it was watched. */
  isBroken(): boolean {
    return this.dirty || this.#keys.some(({ db, key, expired }) => !expired && db.hasExpired(key));
  }

  /** Watches nothing any more. */
  clear(): void {
    for (const { db, key } of this.#keys) {
      const watches = db.watches!.get(key)!;
      watches.delete(this);
      if (watches.size === 0) db.watches!.delete(key);
      if (db.watches!.size === 0) db.watches = null;
    }
    this.#keys.length = 0;
    this.dirty = false;
  }
}
