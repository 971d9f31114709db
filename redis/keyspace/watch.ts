/**
 * Watched keys of one client, for `WATCH`: whether any of them was changed since.
 *
 * @module
 */

import type { Database } from "./database.ts";

/** The keys one client watches. */
export class Watch {
  /** set as soon as a watched key is changed */
  dirty: boolean = false;
  readonly #keys: { db: Database; key: string; expired: boolean }[] = [];

  /** Watches a key as well. */
  add(db: Database, key: string): void {
    if (this.#keys.some((watched) => watched.db === db && watched.key === key)) return;
    const watches = db.watches ??= new Map();
    const set = watches.get(key);
    if (set === undefined) watches.set(key, new Set([this]));
    else set.add(this);
    this.#keys.push({ db, key, expired: db.hasExpired(key) });
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
