/**
 * CONFIG: the parameters that mean something here, and those that are only kept, with the names, defaults and errors
 * of Redis 7.0.
 *
 * @module
 */

import type { Client } from "./client.ts";
import { INERT_NUMBERS, INERT_SWITCHES } from "./inert_parameters.ts";

/** What a parameter takes. */
type Kind = "memory" | "integer" | "yesno" | "enum" | "string" | "buffer-limits" | "events" | "save";

/** One parameter. */
interface Parameter {
  readonly name: string;
  readonly kind: Kind;
  value: string;
  readonly min?: number;
  readonly max?: number;
  readonly options?: readonly string[];
  readonly immutable?: boolean;
  /** may be set, to the value it has: a server could change it, and this one cannot */
  readonly startup?: boolean;
}

const LONG_MAX = 9223372036854775807;
const INT_MAX = 2147483647;

/** The words of each line. */
function lines(text: string): string[][] {
  return text.trim().split("\n").map((line) => line.split(" "));
}

/** The parameters without effect. */
function inert(): Parameter[] {
  return [
    ...lines(INERT_NUMBERS).map(([name = "", value = "", min = 0, max = INT_MAX]): Parameter => {
      return { name, kind: "integer", value, min: Number(min), max: Number(max) };
    }),
    ...lines(INERT_SWITCHES).map(([name = "", value = ""]): Parameter => ({ name, kind: "yesno", value })),
    { name: "cluster-enabled", kind: "yesno", value: "no", immutable: true },
    { name: "io-threads", kind: "integer", value: "1", immutable: true },
    { name: "loglevel", kind: "enum", value: "notice", options: ["debug", "verbose", "notice", "warning"] },
    { name: "repl-backlog-size", kind: "memory", value: "1048576", min: 1, max: LONG_MAX },
  ];
}

function parameters(): Parameter[] {
  const size = (name: string, value: number, min = 0, max = LONG_MAX): Parameter => {
    return { name, kind: "integer", value: String(value), min, max };
  };
  return [
    { name: "appendfsync", kind: "enum", value: "everysec", options: ["everysec", "always", "no"] },
    { name: "appendonly", kind: "yesno", value: "no", immutable: true, startup: true },
    { name: "bind", kind: "string", value: "127.0.0.1", immutable: true, startup: true },
    size("busy-reply-threshold", 5000),
    {
      name: "client-output-buffer-limit",
      kind: "buffer-limits",
      value: "normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60",
    },
    { name: "client-query-buffer-limit", kind: "memory", value: "1073741824", min: 1 << 20, max: LONG_MAX },
    { name: "databases", kind: "integer", value: "16", immutable: true },
    { name: "enable-debug-command", kind: "enum", value: "no", immutable: true },
    size("hash-max-listpack-entries", 512),
    size("hash-max-listpack-value", 64),
    size("hll-sparse-max-bytes", 3000),
    size("maxclients", 10000, 1, 4294967295),
    { name: "maxmemory", kind: "memory", value: "0", min: 0, max: LONG_MAX },
    { name: "maxmemory-policy", kind: "enum", value: "noeviction", options: ["noeviction"] },
    size("min-replicas-to-write", 0, 0, INT_MAX),
    { name: "notify-keyspace-events", kind: "events", value: "" },
    { name: "port", kind: "integer", value: "6379", immutable: true, startup: true },
    { name: "proto-max-bulk-len", kind: "memory", value: "536870912", min: 1 << 20, max: LONG_MAX },
    { name: "protected-mode", kind: "yesno", value: "yes", immutable: true, startup: true },
    { name: "requirepass", kind: "string", value: "" },
    { name: "save", kind: "save", value: "" },
    size("set-max-intset-entries", 512),
    { name: "stream-node-max-bytes", kind: "memory", value: "4096", min: 0, max: LONG_MAX },
    size("stream-node-max-entries", 100),
    size("timeout", 0, 0, INT_MAX),
    size("zset-max-listpack-entries", 128),
    size("zset-max-listpack-value", 64),
    ...inert(),
  ];
}

/** Other names of parameters. */
const ALIASES = new Map([
  ["lua-time-limit", "busy-reply-threshold"],
  ["hash-max-ziplist-entries", "hash-max-listpack-entries"],
  ["hash-max-ziplist-value", "hash-max-listpack-value"],
  ["list-max-ziplist-size", "list-max-listpack-size"],
  ["min-slaves-max-lag", "min-replicas-max-lag"],
  ["min-slaves-to-write", "min-replicas-to-write"],
  ["repl-ping-slave-period", "repl-ping-replica-period"],
  ["slave-read-only", "replica-read-only"],
  ["slave-serve-stale-data", "replica-serve-stale-data"],
  ["zset-max-ziplist-entries", "zset-max-listpack-entries"],
  ["zset-max-ziplist-value", "zset-max-listpack-value"],
]);

const UNITS = new Map([
  ["", 1],
  ["b", 1],
  ["k", 1000],
  ["kb", 1024],
  ["m", 1e6],
  ["mb", 1 << 20],
  ["g", 1e9],
  ["gb", 1 << 30],
]);

/** The bytes that text such as `100mb` means; undefined if none. */
export function parseMemory(text: string): number | undefined {
  const match = /^(\d{1,18})([a-z]*)$/i.exec(text);
  const unit = UNITS.get((match?.[2] ?? "").toLowerCase());
  return match === null || unit === undefined ? undefined : Number(match[1]) * unit;
}

/** Output a client may leave unread: bytes, bytes for some time, that time in ms. 0 means no limit. */
interface BufferLimit {
  readonly hard: number;
  readonly soft: number;
  readonly time: number;
}

/** Output nobody may leave unread, however the limits are set. */
const MAX_OUTPUT = 2 ** 30;

const CLASSES = new Map([["normal", "normal"], ["slave", "slave"], ["replica", "slave"], [
  "pubsub",
  "pubsub",
]]);

/** Classes of keyspace events, in the order they are shown in. */
const EVENT_CLASSES = "g$lshzxetdn";
/** Those that `A` stands for. */
const ALL_EVENTS = "g$lshzxetd";

/** The current values. */
export class Config {
  private readonly byName = new Map(parameters().map((parameter) => [parameter.name, parameter]));
  private limits: ReadonlyMap<string, BufferLimit>;
  /** Called after a change, with the parameter's name. */
  onChange: (name: string) => void = () => {};

  constructor() {
    this.limits = parseLimits(this.text("client-output-buffer-limit"));
  }

  /** The password clients have to give; empty when they need none. */
  get password(): string {
    return this.text("requirepass");
  }

  /** A parameter's value. */
  text(name: string): string {
    return this.byName.get(name)?.value ?? "";
  }

  /** The value of a parameter that is a number. */
  number(name: string): number {
    return Number(this.text(name));
  }

  /** Sets what the command line or the host decided, without checks. */
  preset(name: string, value: string): void {
    const parameter = this.byName.get(name);
    if (parameter === undefined) throw new Error(`no such parameter: ${name}`);
    parameter.value = value;
  }

  /** Names (aliases included) and values that `matches` accepts, in turn. */
  list(matches: (name: string) => boolean): string[] {
    const found: string[] = [];
    for (const { name, value } of this.byName.values()) if (matches(name)) found.push(name, value);
    for (const [alias, name] of ALIASES) if (matches(alias)) found.push(alias, this.text(name));
    return found;
  }

  /** Sets several parameters or none; gives the error of the first that cannot be set. */
  set(pairs: readonly string[]): string | undefined {
    const found: [Parameter, string][] = [];
    for (let index = 0; index < pairs.length; index += 2) {
      const given = (pairs[index] ?? "").toLowerCase();
      const parameter = this.byName.get(ALIASES.get(given) ?? given);
      if (parameter === undefined) {
        return `ERR Unknown option or number of arguments for CONFIG SET - '${pairs[index]}'`;
      }
      const reject = (reason: string): string =>
        `ERR CONFIG SET failed (possibly related to argument '${given}') - ${reason}`;
      const same = parameter.startup === true && parameter.value === pairs[index + 1];
      if (parameter.immutable === true && !same) return reject("can't set immutable config");
      if (found.some(([other]) => other === parameter)) return reject("duplicate parameter");
      const value = this.checked(parameter, pairs[index + 1] ?? "");
      if (typeof value !== "string") return reject(value.reason);
      found.push([parameter, value]);
    }
    for (const [parameter, value] of found) {
      parameter.value = value;
      if (parameter.kind === "buffer-limits") this.limits = parseLimits(value);
      this.onChange(parameter.name);
    }
    return undefined;
  }

  /** A value in the form it is shown in, or why it cannot be set. */
  private checked(parameter: Parameter, value: string): string | { reason: string } {
    const { kind, options = [] } = parameter;
    switch (kind) {
      case "memory":
      case "integer":
        return checkedNumber(parameter, value);
      case "yesno": {
        const lower = value.toLowerCase();
        return lower === "yes" || lower === "no" ? lower : { reason: "argument must be 'yes' or 'no'" };
      }
      case "enum": {
        const lower = value.toLowerCase();
        if (options.includes(lower)) return lower;
        return { reason: `argument(s) must be one of the following: ${options.join(", ")}` };
      }
      case "buffer-limits":
        return checkedLimits(this.text(parameter.name), value);
      case "events":
        return checkedEvents(value);
      case "save":
        return value === "" ? "" : { reason: "there are no snapshots here, only the append-only log" };
      case "string":
        return value;
    }
  }

  /** Whether a client has left too much of its output unread. */
  exceedsOutput(client: Client, now: number): boolean {
    const { pending } = client.link;
    if (pending > MAX_OUTPUT) return true;
    const limit = this.limits.get(client.listening ? "pubsub" : "normal");
    if (limit === undefined) return false;
    if (limit.hard > 0 && pending >= limit.hard) return true;
    if (limit.soft === 0 || pending < limit.soft) {
      client.softLimitSince = 0;
      return false;
    }
    if (client.softLimitSince === 0) client.softLimitSince = now;
    return now - client.softLimitSince > limit.time;
  }
}

function checkedNumber(parameter: Parameter, value: string): string | { reason: string } {
  const { kind, min = 0, max = LONG_MAX } = parameter;
  const memory = kind === "memory";
  const plain = /^-?\d{1,19}$/.test(value) ? Number(value) : undefined;
  const number = memory ? parseMemory(value) : plain;
  if (number === undefined) {
    return {
      reason: memory ? "argument must be a memory value" : "argument couldn't be parsed into an integer",
    };
  }
  if (number < min || number > max) {
    const most = max === LONG_MAX ? "9223372036854775807" : String(max);
    return { reason: `argument must be between ${min} and ${most} inclusive` };
  }
  return String(number);
}

/** Four words a class: its name, two sizes, seconds. */
function checkedLimits(current: string, value: string): string | { reason: string } {
  const words = value.split(/\s+/).filter((word) => word !== "");
  if (words.length === 0 || words.length % 4 !== 0) {
    return { reason: "Wrong number of arguments in buffer limit configuration." };
  }
  const limits = new Map<string, string>();
  const known = current.split(" ");
  for (let at = 0; at < known.length; at += 4) {
    limits.set(known[at] ?? "", known.slice(at + 1, at + 4).join(" "));
  }
  for (let at = 0; at < words.length; at += 4) {
    const name = CLASSES.get((words[at] ?? "").toLowerCase());
    if (name === undefined) {
      return { reason: "Invalid client class specified in buffer limit configuration." };
    }
    const hard = parseMemory(words[at + 1] ?? "");
    const soft = parseMemory(words[at + 2] ?? "");
    const seconds = words[at + 3] ?? "";
    if (hard === undefined || soft === undefined || !/^\d{1,9}$/.test(seconds)) {
      return { reason: "Error in hard, soft or soft_seconds setting in buffer limit configuration." };
    }
    limits.set(name, `${hard} ${soft} ${Number(seconds)}`);
  }
  return [...limits].map(([name, limit]) => `${name} ${limit}`).join(" ");
}

function parseLimits(text: string): Map<string, BufferLimit> {
  const words = text.split(" ");
  const limits = new Map<string, BufferLimit>();
  for (let at = 0; at < words.length; at += 4) {
    const [hard = 0, soft = 0, seconds = 0] = words.slice(at + 1, at + 4).map(Number);
    limits.set(words[at] ?? "", { hard, soft, time: seconds * 1000 });
  }
  return limits;
}

/** Flags of keyspace events in their canonical order. */
function checkedEvents(value: string): string | { reason: string } {
  const known = EVENT_CLASSES + "mAKE";
  if ([...value].some((flag) => !known.includes(flag))) {
    return { reason: "Invalid event class character. Use 'Ag$lshzxeKEtmdn'." };
  }
  const all = value.includes("A") || [...ALL_EVENTS].every((flag) => value.includes(flag));
  const classes = all ? "A" : [...EVENT_CLASSES].filter((flag) => value.includes(flag)).join("");
  return classes + [..."KEm"].filter((flag) => value.includes(flag)).join("");
}

/** The event classes that flags name. */
export function eventClasses(flags: string): string {
  return flags.includes("A") ? flags + ALL_EVENTS : flags;
}
