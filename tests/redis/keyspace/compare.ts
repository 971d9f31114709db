/**
 * Whether two replies say the same, given what a real server leaves open: the order of large collections, random
 * choices, and the time that passes between two runs.
 *
 * @module
 */

/** How replies of a command are compared. */
type Rule = "exact" | "unordered" | "pairs" | "scan" | "time" | "near" | "kind";

const RULES: Record<string, Rule> = {
  smembers: "unordered",
  sinter: "unordered",
  sunion: "unordered",
  sdiff: "unordered",
  hkeys: "unordered",
  hvals: "unordered",
  hgetall: "pairs",
  keys: "unordered",
  sscan: "scan",
  hscan: "scan",
  zscan: "scan",
  scan: "scan",
  pttl: "time",
  pexpiretime: "time",
  expiretime: "time",
  ttl: "time",
  lastsave: "kind",
  // a server compresses
  dump: "kind",
  time: "kind",
  xpending: "near",
  xinfo: "near",
};

/** Random choices: only kind and number are compared. */
const RANDOM = new Set(["randomkey", "srandmember", "hrandfield", "zrandmember", "spop"]);

/** The elements of a flat reply, as bytes each. */
export function elements(reply: string): string[] {
  const out: string[] = [];
  let at = reply.indexOf("\r\n") + 2;
  while (at < reply.length) {
    const line = reply.indexOf("\r\n", at);
    const kind = reply.charAt(at);
    const size = Number(reply.slice(at + 1, line));
    let end = line + 2;
    if (kind === "$" && size >= 0) end += size + 2;
    out.push(reply.slice(at, end));
    at = end;
  }
  return out;
}

function paired(items: readonly string[]): string[] {
  const out: string[] = [];
  for (let i = 0; i < items.length; i += 2) out.push(items[i]! + (items[i + 1] ?? ""));
  return out;
}

function sameSorted(a: readonly string[], b: readonly string[]): boolean {
  const [x, y] = [[...a].sort(), [...b].sort()];
  return x.length === y.length && x.every((item, i) => item === y[i]);
}

/** Whether lines agree but for times and times passed. */
function nearLines(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((line, i) => {
    const other = b[i]!;
    if (line === other) return true;
    if (!line.startsWith(":") || !other.startsWith(":")) return false;
    const [x, y] = [Number(line.slice(1)), Number(other.slice(1))];
    // an idle time stands behind its name, or before the number of deliveries
    const idle = a[i - 1] === "idle" || /^:/.test(a[i + 1] ?? "");
    return Math.abs(x - y) < 20000 && (idle || x > 1e12);
  });
}

/** Whether lines agree but for the last digits of distances. */
function nearDoubles(a: readonly string[], b: readonly string[]): boolean {
  const text = (line: string) => line.replace(/^,/, "");
  const lengths = a.filter((line) => !line.startsWith("$"));
  const others = b.filter((line) => !line.startsWith("$"));
  return lengths.length === others.length && lengths.every((line, i) => {
    const [x, y] = [Number(text(line)), Number(text(others[i]!))];
    return line === others[i] || Math.abs(x - y) <= 1e-14 * Math.abs(x) * 16;
  });
}

/** What comes before the first line break. */
function head(reply: string): string {
  return reply.slice(0, reply.indexOf("\r\n"));
}

/**
 * Whether `ours` may stand for `theirs`. `ordered`: the collection is of a kind whose order a real server keeps.
 */
export function sameReply(args: readonly string[], ours: string, theirs: string, ordered: boolean): boolean {
  if (ours === theirs) return true;
  const name = args[0]!.toLowerCase();
  // the whole table is told by the server around the keyspace
  if (name === "command" && args.length === 1) return true;
  if (head(ours).charAt(0) !== head(theirs).charAt(0)) return false;
  if (head(ours).startsWith("-")) return false;
  // every implementation needs its own amount
  if (name === "memory") return true;
  // small integers are shared on a server, so they were used when any of them was
  if (name === "object" && args[1]!.toLowerCase() === "idletime") return true;
  if (/^zr/.test(name) && !RANDOM.has(name) && args[1]!.startsWith("geo")) {
    return nearDoubles(ours.split("\r\n"), theirs.split("\r\n"));
  }
  if (RANDOM.has(name)) return /^[*~%]/.test(ours) ? head(ours) === head(theirs) : true;
  if (name === "sort") {
    // texts that start with NUL are equal to the empty one in the server's collation, and sets have no order
    const tied = (ours + theirs).includes("\0") || !ordered;
    const limited = args.some((word) => word.toLowerCase() === "limit");
    return tied && (limited ? head(ours) === head(theirs) : sameSorted(elements(ours), elements(theirs)));
  }
  if (name.endsWith("scan") && args[name === "scan" ? 1 : 2] !== "0") return head(ours) === head(theirs);
  switch (RULES[name] ?? "exact") {
    case "exact":
      return false;
    case "kind":
      return true;
    case "near":
      return nearLines(ours.split("\r\n"), theirs.split("\r\n"));
    case "time":
      return Math.abs(Number(head(ours).slice(1)) - Number(head(theirs).slice(1))) < 20000;
    case "unordered":
      if (/^s(union|diff|inter)$/.test(name)) ordered &&= elements(ours).length <= 6;
      return !ordered && head(ours) === head(theirs) && sameSorted(elements(ours), elements(theirs));
    case "pairs":
      return !ordered && sameSorted(paired(elements(ours)), paired(elements(theirs)));
    case "scan": {
      if (ordered) return false;
      const [a, b] = [elements(ours), elements(theirs)];
      // where a portion ends is not said
      if (b[0] !== "$1\r\n0\r\n" || a[0] !== b[0]) return true;
      // a cursor, then the header of the items
      const items = (all: readonly string[]) =>
        name === "scan" || name === "sscan" ? all.slice(2) : paired(all.slice(2));
      return a[0] === b[0] && sameSorted(items(a), items(b));
    }
  }
}
