/**
 * The data of a server: the keyspace, the log of its changes if there is one, and which keys have become ready.
 *
 * @module
 */

import type { Effect, Keyspace } from "../keyspace/keyspace.ts";

/** Where changes are written down. */
export interface ChangeLog {
  /** Adds changes that belong together: after a crash all of them are there, or none. */
  append(effects: readonly Effect[]): void;
  /**
   * Makes what was appended as safe as the policy demands, and calls `done`: at once, or later, when everything that
   * was appended meanwhile is safe, too. `safe` is false if that failed.
   */
  settle(done: (safe: boolean) => void): void;
  /** Why changes cannot be written down at present, if so. */
  readonly failure: string | undefined;
  /** Whether changes of a script or transaction that is not over have been made. */
  unfinished: () => boolean;
  /** Starts writing a shorter log with the same result; false if one is being written already. */
  rewrite(): boolean;
  /** When changes are synchronized. */
  fsync: "always" | "everysec" | "no";
  /** Facts for INFO. */
  info(): [name: string, value: string | number][];
  /** Writes everything down and ends. */
  close(): Promise<void>;
}

/** A key that somebody may have waited for. */
export interface ReadyKey {
  readonly db: number;
  readonly key: string;
}

/** Keyspace and log. */
export class Storage {
  /** Keys that got elements since they were last looked at; filled while `wanted` says so. */
  readonly ready: ReadyKey[] = [];
  /** Whether anybody waits for keys. */
  wanted: () => boolean = () => false;
  /** Changes of the transaction that is being carried out. */
  private grouped: Effect[] | undefined = undefined;

  constructor(readonly keyspace: Keyspace, readonly log: ChangeLog | undefined) {
    keyspace.onReady = (db, key) => {
      if (this.wanted()) this.ready.push({ db, key });
    };
    if (log === undefined) return;
    log.unfinished = () => keyspace.journal.active || this.grouped !== undefined;
    keyspace.onEffects = (effects) => this.note(effects);
  }

  /** Writes changes to the log, if there is one. */
  note(effects: readonly Effect[]): void {
    if (this.grouped === undefined) this.log?.append(effects);
    else for (const effect of effects) this.grouped.push(effect);
  }

  /** What changes from here on belongs together. */
  group(): void {
    if (this.log !== undefined) this.grouped = [];
  }

  /** Ends what `group` began. */
  endGroup(): void {
    const { grouped } = this;
    this.grouped = undefined;
    if (grouped !== undefined && grouped.length > 0) this.log?.append(grouped);
  }

  /** See {@linkcode ChangeLog.settle}. */
  settle(done: (safe: boolean) => void): void {
    if (this.log === undefined) done(true);
    else this.log.settle(done);
  }

  /** Why changes are refused at present, if so. */
  get failure(): string | undefined {
    return this.log?.failure;
  }
}
