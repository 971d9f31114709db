/**
 * Runs the same random commands on the embedded keyspace and on a real server.
 *
 * @module
 */

import { Random } from "../../../diff/random.ts";
import { type CallContext, newContext } from "../../../redis/backend.ts";
import { Keyspace } from "../../../redis/keyspace/keyspace.ts";
import { replyToText } from "../../../redis/resp/reply_writer.ts";
import { elements, sameReply } from "./compare.ts";
import { grammarOf } from "./families.ts";
import type { RawClient } from "./server.ts";

/** A command whose replies differ. */
export interface Difference {
  readonly seed: number;
  readonly number: number;
  readonly args: readonly string[];
  readonly ours: string;
  readonly theirs: string;
}

/** Commands sent at once. */
const PORTION = 200;

/** The order of replies is the server's own for these encodings. */
const UNORDERED = new Set(["hashtable", "skiplist"]);

/** The embedded side: a keyspace with one client. */
export class Embedded {
  readonly keyspace: Keyspace;
  readonly context: CallContext = newContext(false);

  /** `random`: what random commands choose by. */
  constructor(random: Random) {
    this.keyspace = new Keyspace({ clock: () => Date.now(), random: () => random.next() });
  }

  /** The reply as RESP. */
  call(args: readonly string[]): string {
    return replyToText(this.keyspace.call(args, this.context), this.context.resp);
  }

  /** Adds an entry with the id the other side gave it. */
  #withId(args: readonly string[], theirs: string): string | undefined {
    const at = args.indexOf("*");
    if (at < 0 || !theirs.startsWith("$") || theirs.startsWith("$-1")) return undefined;
    const explicit = args.slice();
    explicit[at] = theirs.slice(theirs.indexOf("\r\n") + 2, -2);
    return this.call(explicit);
  }

  /** Takes what the other side took at random, if it is there; gives the reply that then is right. */
  follow(args: readonly string[], theirs: string): string | undefined {
    if (args[0]!.toLowerCase() === "xadd") return this.#withId(args, theirs);
    if (args[0]!.toLowerCase() !== "spop" || !/^[$*~]/.test(theirs) || theirs.startsWith("$-1")) {
      return undefined;
    }
    const members = theirs.startsWith("$") ? elements("*1\r\n" + theirs) : elements(theirs);
    for (const member of members) {
      const text = member.slice(member.indexOf("\r\n") + 2, -2);
      if (this.keyspace.call(["srem", args[1]!, text], this.context) !== 1) return undefined;
    }
    return theirs;
  }

  /** Whether the real server would keep the order of what a command lists; asked before the command runs. */
  isOrdered(args: readonly string[]): boolean {
    const name = args[0]!.toLowerCase();
    if (name === "keys" || name === "scan") return false;
    const keys = /^s(inter|union|diff)$/.test(name) ? args.slice(1) : args.slice(1, 2);
    return keys.every((key) => {
      const reply = this.keyspace.call(["object", "encoding", key], this.context);
      return typeof reply === "string" && !UNORDERED.has(reply);
    });
  }
}

/** Sets the sizes from which collections take their large form: the usual ones, or small ones. */
async function setLimits(client: RawClient, { limits }: Keyspace, small: boolean): Promise<void> {
  limits.hashEntries = small ? 6 : 128;
  limits.hashBytes = small ? 12 : 64;
  limits.zsetEntries = small ? 6 : 128;
  limits.zsetBytes = small ? 12 : 64;
  limits.intsetEntries = small ? 6 : 512;
  limits.streamNodeEntries = small ? 3 : 100;
  limits.streamNodeBytes = small ? 300 : 4096;
  await client.send([
    ["config", "set", "hash-max-listpack-entries", "" + limits.hashEntries],
    ["config", "set", "hash-max-listpack-value", "" + limits.hashBytes],
    ["config", "set", "zset-max-listpack-entries", "" + limits.zsetEntries],
    ["config", "set", "zset-max-listpack-value", "" + limits.zsetBytes],
    ["config", "set", "set-max-intset-entries", "" + limits.intsetEntries],
    ["config", "set", "stream-node-max-entries", "" + limits.streamNodeEntries],
    ["config", "set", "stream-node-max-bytes", "" + limits.streamNodeBytes],
  ]);
}

/** Compares `count` commands; gives the first differences, at most `limit`. */
export async function compareRun(
  client: RawClient,
  seed: number,
  count: number,
  protocol: 2 | 3,
  families?: readonly string[],
  limit: number = 1,
): Promise<Difference[]> {
  const random = new Random(seed);
  const grammar = grammarOf(families);
  const embedded = new Embedded(new Random(seed + 1));
  await client.send([["hello", "" + protocol], ["flushall"], ["select", "0"]]);
  embedded.context.resp = protocol;
  await setLimits(client, embedded.keyspace, seed % 3 === 0 && families?.includes("lex") !== true);
  const differences: Difference[] = [];
  for (let done = 0; done < count; done += PORTION) {
    const commands = Array.from({ length: Math.min(PORTION, count - done) }, () => grammar.command(random));
    const replies = await client.send(commands);
    for (let i = 0; i < commands.length; i++) {
      const args = commands[i]!;
      const theirs = replies[i]!;
      const ordered = embedded.isOrdered(args);
      const ours = embedded.follow(args, theirs) ?? embedded.call(args);
      if (sameReply(args, ours, theirs, ordered)) continue;
      differences.push({ seed, number: done + i, args, ours, theirs });
      if (differences.length >= limit) return differences;
    }
  }
  return differences;
}
