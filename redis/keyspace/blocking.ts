/**
 * What blocking commands do when there is nothing to take: wait, where the client can, else give up at once.
 *
 * @module
 */

import type { CallContext } from "../backend.ts";
import { NULL_ARRAY, type Reply } from "../reply.ts";
import type { Database } from "./database.ts";
import type { ClientContext } from "./keyspace.ts";

/**
 * The reply of a command that found nothing. `timeout` is in ms, 0 without end; `args` is what to run again;
 * `timeoutReply` is what the client gets in the end (default: the null array).
 */
export function blockOn(
  db: Database,
  context: CallContext,
  keys: readonly string[],
  timeout: number,
  args: readonly string[],
  timeoutReply: Reply = NULL_ARRAY,
): Reply {
  const client = context as Partial<ClientContext>;
  if (client.mayBlock === true) {
    client.blocked = {
      keys: keys.slice(),
      deadline: timeout === 0 ? 0 : db.keyspace.now + timeout,
      args: args.slice(),
      timeoutReply,
    };
  }
  return timeoutReply;
}
