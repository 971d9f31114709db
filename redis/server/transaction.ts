/**
 * MULTI, EXEC, DISCARD, WATCH and UNWATCH.
 *
 * @module
 */

import { ErrorReply, NULL_ARRAY, OK, type Reply } from "../reply.ts";
import type { Client, Queued } from "./client.ts";
import { type Core, type Handler, internalError, NONE, type Result } from "./core.ts";

const ABORTED = new ErrorReply("EXECABORT Transaction discarded because of previous errors.");

/** Ends the transaction, whatever becomes of it. */
export function leaveTransaction(client: Client): void {
  client.transaction = undefined;
  client.watch.clear();
}

const exec: Handler = (core, client) => {
  const { transaction } = client;
  if (transaction === undefined) return new ErrorReply("ERR EXEC without MULTI");
  core.storage.keyspace.tick();
  const broken = client.watch.isBroken();
  leaveTransaction(client);
  if (transaction.failed) return ABORTED;
  if (broken) return NULL_ARRAY;
  client.header(transaction.queue.length);
  client.context.mayBlock = false;
  core.storage.group();
  core.hold(client);
  return carryOut(core, client, transaction.queue, 0);
};

/**
 * Carries out the queue from `from` on. A command that takes longer makes the rest wait, and everybody else,
 * since the server is held.
 */
function carryOut(core: Core, client: Client, queue: readonly Queued[], from: number): Result {
  for (let at = from; at < queue.length; at++) {
    const { command, args } = queue[at] as Queued;
    const result = core.execute(client, command, args);
    if (result instanceof Promise) {
      const goOn = (reply: Reply | typeof NONE): Result => {
        if (reply !== NONE) client.reply(reply);
        return carryOut(core, client, queue, at + 1);
      };
      return result.then(goOn, (error) => goOn(internalError(error)));
    }
    if (result !== NONE) client.reply(result);
  }
  client.context.mayBlock = true;
  core.storage.endGroup();
  core.release();
  return NONE;
}

/** The commands of transactions. */
export const TRANSACTION_COMMANDS: Readonly<Record<string, Handler>> = {
  "exec": exec,
  "multi": (_core, client) => {
    if (client.transaction !== undefined) return new ErrorReply("ERR MULTI calls can not be nested");
    client.transaction = { queue: [], failed: false, bytes: 0 };
    return OK;
  },
  "discard": (_core, client) => {
    if (client.transaction === undefined) return new ErrorReply("ERR DISCARD without MULTI");
    leaveTransaction(client);
    return OK;
  },
  "watch": (core, client, args) => {
    if (client.transaction !== undefined) return new ErrorReply("ERR WATCH inside MULTI is not allowed");
    core.storage.keyspace.tick();
    const db = core.storage.keyspace.databases[client.context.db];
    if (db !== undefined && !client.watch.dirty) {
      for (const key of args.slice(1)) {
        client.watch.add(db, key);
      }
    }
    return OK;
  },
  "unwatch": (_core, client) => {
    client.watch.clear();
    return OK;
  },
};
