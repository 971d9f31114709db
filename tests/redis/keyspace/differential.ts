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

  /** `random`: what random commands choose by; `clock`: the time, in ms. */
  constructor(random: Random, clock: () => number = () => Date.now()) {
    this.keyspace = new Keyspace({ clock, random: () => random.next() });
  }

  /** The reply as RESP. */
  call(args: readonly string[]): string {
    return replyToText(this.keyspace.call(args, this.context), this.context.resp);
  }

  /** Adds an entry with the id the other side gave it. */
  #withId(args: readonly string[], theirs: string): string | undefined {
    let at = 2;
    while (/^(maxlen|minid|limit|nomkstream|~|=)$/i.test(args[at] ?? "")) {
      const word = args[at++]!.toLowerCase();
      if (/^[~=]$/.test(args[at] ?? "")) at++;
      if (word !== "nomkstream") at++;
    }
    if (args[at] !== "*" || !theirs.startsWith("$") || theirs.startsWith("$-1")) return undefined;
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
function setLimits({ limits }: Keyspace, small: boolean): void {
  limits.hashEntries = small ? 6 : 512;
  limits.hashBytes = small ? 12 : 64;
  limits.zsetEntries = small ? 6 : 128;
  limits.zsetBytes = small ? 12 : 64;
  limits.intsetEntries = small ? 6 : 512;
  limits.streamNodeEntries = small ? 3 : 100;
  limits.streamNodeBytes = small ? 300 : 4096;
}

/** The commands that set the same sizes on a real server. */
function serverLimits(small: boolean): string[][] {
  return [
    ["hash-max-listpack-entries", small ? "6" : "512"],
    ["hash-max-listpack-value", small ? "12" : "64"],
    ["zset-max-listpack-entries", small ? "6" : "128"],
    ["zset-max-listpack-value", small ? "12" : "64"],
    ["set-max-intset-entries", small ? "6" : "512"],
    ["stream-node-max-entries", small ? "3" : "100"],
    ["stream-node-max-bytes", small ? "300" : "4096"],
  ].map((setting) => ["config", "set", ...setting]);
}

/** What both sides are set up with before the commands of one run. */
export interface Run {
  readonly seed: number;
  readonly count: number;
  readonly protocol: 2 | 3;
  /** undefined: all */
  readonly families?: readonly string[];
}

/** Whether collections take their large form early in a run: not where that would leave the order open. */
function hasSmallLimits({ seed, families }: Run): boolean {
  return seed % 3 === 0 && families?.includes("lex") !== true;
}

/** The commands of a run. */
export function commandsOf({ seed, count, families }: Run): string[][] {
  const random = new Random(seed);
  const grammar = grammarOf(families);
  return Array.from({ length: count }, () => grammar.command(random));
}

/** A real server's replies to the commands of a run, starting from nothing. */
export async function askServer(
  client: RawClient,
  run: Run,
  commands: readonly string[][],
): Promise<string[]> {
  await client.send([["hello", "" + run.protocol], ["flushall"], ["select", "0"]]);
  await client.send(serverLimits(hasSmallLimits(run)));
  const replies: string[] = [];
  for (let done = 0; done < commands.length; done += PORTION) {
    replies.push(...await client.send(commands.slice(done, done + PORTION)));
  }
  return replies;
}

/** Runs the commands on an embedded keyspace and gives what differs from a real server's replies, at most `limit`. */
export class Comparison {
  readonly #embedded: Embedded;
  readonly #run: Run;
  #number = 0;

  /** `clock`: the time of the embedded side, in ms. */
  constructor(run: Run, clock: () => number) {
    this.#run = run;
    this.#embedded = new Embedded(new Random(run.seed + 1), clock);
    this.#embedded.context.resp = run.protocol;
    setLimits(this.#embedded.keyspace, hasSmallLimits(run));
  }

  /** The difference there is; undefined when the replies say the same. */
  check(args: readonly string[], theirs: string): Difference | undefined {
    const embedded = this.#embedded;
    const number = this.#number++;
    const ordered = embedded.isOrdered(args);
    const ours = embedded.follow(args, theirs) ?? embedded.call(args);
    if (sameReply(args, ours, theirs, ordered)) return undefined;
    return { seed: this.#run.seed, number, args, ours, theirs };
  }
}

/** Compares a run with a real server; gives the first differences, at most `limit` (default 1). */
export async function compareRun(client: RawClient, run: Run, limit: number = 1): Promise<Difference[]> {
  const differences: Difference[] = [];
  const comparison = new Comparison(run, () => Date.now());
  const commands = commandsOf(run);
  // in portions, so that both sides run at about the same time
  await askServer(client, run, []);
  for (let done = 0; done < commands.length; done += PORTION) {
    const portion = commands.slice(done, done + PORTION);
    const replies = await client.send(portion);
    for (let i = 0; i < portion.length; i++) {
      const difference = comparison.check(portion[i]!, replies[i]!);
      if (difference !== undefined) differences.push(difference);
      if (differences.length >= limit) return differences;
    }
  }
  return differences;
}
