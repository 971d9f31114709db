/**
 * Clients that wait for a key: BLPOP and its kin.
 *
 * The keyspace says what a command waits for; when it reports one of the keys as ready, the command is run
 * again, first come first served. A command that still finds nothing goes on waiting.
 *
 * @module
 */

import type { BlockedOn } from "../keyspace/keyspace.ts";
import { ErrorReply, NULL_ARRAY, type Reply } from "../reply.ts";
import type { Client } from "./client.ts";
import type { Core } from "./core.ts";

/** One waiting command. */
interface Waiter {
  readonly client: Client;
  readonly db: number;
  readonly on: BlockedOn;
  readonly finish: (reply: Reply) => void;
}

/** The longest delay a timer takes, in ms. */
const MAX_DELAY = 0x7fffffff;

/** Who waits for what. */
export class Blocking {
  /** Waiters by database and key, in the order of their arrival. */
  private readonly waiters = new Map<string, Set<Waiter>>();
  private serving = false;
  /** Clients that wait for a key. */
  count = 0;

  constructor(private readonly core: Core) {}

  /** Waits until the command can be carried out, its time is over, or somebody ends the wait. */
  wait(client: Client, on: BlockedOn): Promise<Reply> {
    const { core } = this;
    // the server gives a null array when a wait is over, also where the command itself would give a null
    const timeoutReply = on.timeoutReply ?? NULL_ARRAY;
    return new Promise((resolve) => {
      let timer: ReturnType<typeof setTimeout> | undefined = undefined;
      const names = on.keys.map((key) => nameOf(client.context.db, key));
      let over = false;
      const finish = (reply: Reply): void => {
        if (over) return;
        over = true;
        this.remove(names, waiter);
        clearTimeout(timer);
        resolve(reply);
      };
      const waiter: Waiter = { client, db: client.context.db, on, finish };
      for (const name of names) {
        const set = this.waiters.get(name);
        if (set === undefined) this.waiters.set(name, new Set([waiter]));
        else set.add(waiter);
      }
      this.count++;
      client.wait = { forKey: true, end: (error) => finish(error ?? timeoutReply) };
      if (on.deadline <= 0) return;
      const schedule = (): void => {
        const left = on.deadline - core.surroundings.now();
        timer = setTimeout(() => {
          if (on.deadline <= core.surroundings.now()) finish(timeoutReply);
          else schedule();
        }, Math.min(MAX_DELAY, Math.max(1, left)));
      };
      schedule();
    });
  }

  private remove(names: readonly string[], waiter: Waiter): void {
    for (const name of names) {
      const set = this.waiters.get(name);
      set?.delete(waiter);
      if (set?.size === 0) this.waiters.delete(name);
    }
    this.count--;
  }

  /** Serves those who wait for the keys reported as ready. */
  serve(): void {
    // what is served here may make other keys ready: they join the list
    if (this.serving) return;
    this.serving = true;
    const { ready } = this.core.storage;
    for (let index = 0; index < ready.length; index++) {
      const { db, key } = ready[index] as { db: number; key: string };
      const set = this.waiters.get(nameOf(db, key));
      if (set === undefined) continue;
      for (const waiter of [...set]) {
        if (!set.has(waiter)) continue;
        const reply = this.retry(waiter);
        if (reply !== undefined) waiter.finish(reply);
      }
    }
    ready.length = 0;
    this.serving = false;
  }

  /** The command's reply, undefined if it has to go on waiting. */
  private retry(waiter: Waiter): Reply | undefined {
    const { context } = waiter.client;
    const reply = this.core.storage.keyspace.call(waiter.on.args, context);
    if (context.blocked !== null) {
      context.blocked = null;
      return undefined;
    }
    // a key of another type is none to wait for
    return reply instanceof ErrorReply && reply.text.startsWith("WRONGTYPE") ? undefined : reply;
  }

  /** Forgets who waits; the server ends. */
  stop(): void {
    for (const set of [...this.waiters.values()]) {
      for (const waiter of [...set]) waiter.finish(waiter.on.timeoutReply);
    }
  }
}

function nameOf(db: number, key: string): string {
  return db + ":" + key;
}
