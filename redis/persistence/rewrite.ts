/**
 * Compaction: the shortest log that gives the keyspace as it is, written in small steps while commands go on.
 *
 * Keys are visited from the last to the first of each database, an order in which removals elsewhere hide none.
 * Keys that change meanwhile are remembered and written again in the last step, so what was written of them before
 * does not matter. A change of whole databases starts everything anew.
 *
 * @module
 */

import { newContext } from "../backend.ts";
import type { Effect, Keyspace } from "../keyspace/keyspace.ts";
import { keysOf } from "../keyspace/key_positions.ts";
import { ErrorReply } from "../reply.ts";

/** Milliseconds of a step, about. */
const STEP_TIME = 5;
/** Keys between two looks at the clock. */
const STEP_KEYS = 64;

/** Commands after which nothing written so far is worth anything. */
const SWEEPING = new Set(["flushall", "flushdb", "swapdb"]);
/** Commands that reach into other databases. */
const CROSSING = new Set(["move", "copy"]);

/** How far a rewrite is. */
export type Progress = "more" | "done" | "restart";

/** One rewrite. */
export class Rewriter {
  private db = 0;
  private slot = -1;
  private restart = false;
  /** Keys changed since the beginning, by database. */
  private readonly changed = new Map<number, Set<string>>();
  private readonly context = newContext(false);

  constructor(
    private readonly keyspace: Keyspace,
    private readonly write: (effects: readonly Effect[]) => void,
  ) {
    this.slot = this.slotsOf(0) - 1;
  }

  private slotsOf(db: number): number {
    return this.keyspace.databases[db]?.slots.length ?? 0;
  }

  /** Changes were made. */
  note(effects: readonly Effect[]): void {
    for (const { db, args } of effects) {
      const command = this.keyspace.commands.find(args);
      // functions are written first, so a change of them starts everything anew, too
      if (command === undefined || SWEEPING.has(command.name) || command.name.startsWith("function|")) {
        this.restart = true;
        continue;
      }
      const crossing = CROSSING.has(command.name);
      for (const key of keysOf(command, args)) {
        if (!crossing) this.mark(db, key);
        else for (const { index } of this.keyspace.databases) this.mark(index, key);
      }
    }
  }

  private mark(db: number, key: string): void {
    const keys = this.changed.get(db);
    if (keys === undefined) this.changed.set(db, new Set([key]));
    else keys.add(key);
  }

  /** Writes some more. The last step writes all that changed, at once. */
  step(): Progress {
    if (this.restart) return "restart";
    const end = performance.now() + STEP_TIME;
    const { databases } = this.keyspace;
    while (this.db < databases.length) {
      const slots = databases[this.db]?.slots ?? [];
      this.slot = Math.min(this.slot, slots.length - 1);
      for (let count = 0; count < STEP_KEYS && this.slot >= 0; count++) {
        const entry = slots[this.slot--];
        if (entry !== undefined) this.writeKey(this.db, entry.key, false);
      }
      if (this.slot < 0) {
        this.db++;
        this.slot = this.slotsOf(this.db) - 1;
      }
      if (performance.now() >= end) return "more";
    }
    for (const [db, keys] of this.changed) {
      for (const key of keys) this.writeKey(db, key, true);
    }
    return "done";
  }

  /** Writes what gives a key its value and time to live. */
  private writeKey(db: number, key: string, again: boolean): void {
    const entry = this.keyspace.databases[db]?.peek(key);
    const effects: Effect[] = again ? [{ db, args: ["DEL", key] }] : [];
    if (entry !== undefined) {
      this.context.db = db;
      const dump = this.keyspace.call(["DUMP", key], this.context);
      if (typeof dump !== "string") {
        throw new Error(dump instanceof ErrorReply ? dump.text : `a key of database ${db} cannot be written`);
      }
      const expire = entry.expire < 0 ? "0" : String(entry.expire);
      effects.push({ db, args: ["RESTORE", key, expire, dump, "ABSTTL", "REPLACE"] });
    }
    if (effects.length > 0) this.write(effects);
  }
}
