/**
 * SORT and SORT_RO.
 *
 * @module
 */

import type { CallContext } from "../backend.ts";
import type { Reply } from "../reply.ts";
import { isWord, numberArg } from "./arguments.ts";
import type { Handler } from "./command.ts";
import type { Database } from "./database.ts";
import { err, SYNTAX, WRONGTYPE } from "./errors.ts";
import { parseBound, parseDouble } from "./numbers.ts";
import { RawString } from "./raw_string.ts";
import { Sequence } from "./sequence.ts";
import { textOf } from "./strings.ts";
import { HashValue, SetValue, type Stored, ZSetValue } from "./values.ts";

interface Query {
  descending: boolean;
  alpha: boolean;
  offset: number;
  count: number;
  by: string | undefined;
  readonly gets: string[];
  store: string | undefined;
}

function parse(args: readonly string[], readonly: boolean): Query {
  const query: Query = {
    descending: false,
    alpha: false,
    offset: 0,
    count: -1,
    by: undefined,
    gets: [],
    store: undefined,
  };
  for (let i = 2; i < args.length; i++) {
    const word = args[i]!;
    const left = args.length - i - 1;
    if (isWord(word, "asc")) query.descending = false;
    else if (isWord(word, "desc")) query.descending = true;
    else if (isWord(word, "alpha")) query.alpha = true;
    else if (isWord(word, "limit") && left >= 2) {
      query.offset = numberArg(args[++i]!);
      query.count = numberArg(args[++i]!);
    } else if (!readonly && isWord(word, "store") && left >= 1) query.store = args[++i]!;
    else if (isWord(word, "by") && left >= 1) query.by = args[++i]!;
    else if (isWord(word, "get") && left >= 1) query.gets.push(args[++i]!);
    else throw SYNTAX;
  }
  return query;
}

/** The text a pattern of BY or GET leads to for an element. */
function lookUp(db: Database, pattern: string, element: string): string | undefined {
  if (pattern === "#") return element;
  const star = pattern.indexOf("*");
  if (star < 0) return undefined;
  const arrow = pattern.indexOf("->", star + 1);
  const hasField = arrow >= 0 && arrow + 2 < pattern.length;
  const behind = hasField ? pattern.slice(star + 1, arrow) : pattern.slice(star + 1);
  const value = db.get(pattern.slice(0, star) + element + behind)?.value;
  if (value === undefined) return undefined;
  if (hasField) return value instanceof HashValue ? value.fields.get(pattern.slice(arrow + 2)) : undefined;
  return typeof value !== "object" || value instanceof RawString ? textOf(value) : undefined;
}

const NOT_SCORES = err("One or more scores can't be converted into double");

/** A weight as C's `strtod` reads it. */
function weight(whole: string): number {
  const text = untilNul(whole);
  const value = parseBound(text);
  if (value === undefined) throw NOT_SCORES;
  const unusual = value === 0 || value === Infinity || value === -Infinity;
  // out of range: text that spells another number
  if (unusual && parseDouble(text.trim()) === undefined && text.trim() !== "") throw NOT_SCORES;
  return value;
}

/** All elements, in the order the collection has. */
function elementsOf(value: Stored): string[] {
  if (value instanceof Sequence) return value.size === 0 ? [] : value.slice(0, value.size - 1);
  if (value instanceof SetValue) return value.members.slice();
  const out: string[] = [];
  const zset = value as ZSetValue;
  for (let leaf = zset.tree.at(0).leaf; leaf !== null; leaf = leaf.next!) out.push(...leaf.members);
  return out;
}

/** A text up to its first NUL, which is where C's `strcoll` stops. */
function untilNul(text: string): string {
  const end = text.indexOf("\0");
  return end < 0 ? text : text.slice(0, end);
}

function collate(a: string, b: string): number {
  return order(untilNul(a), untilNul(b));
}

function order(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** Sorts elements in place by themselves or by what `by` leads to. */
function arrange(db: Database, elements: string[], query: Query): void {
  const sign = query.descending ? -1 : 1;
  const { by } = query;
  if (query.alpha) {
    const compare = query.store === undefined ? collate : order;
    if (by === undefined) elements.sort((a, b) => sign * compare(a, b));
    else {
      const keyed = elements.map((element) => ({ element, key: lookUp(db, by, element) }));
      keyed.sort((a, b) => {
        if (a.key === undefined || b.key === undefined) {
          return a.key === b.key ? 0 : sign * (a.key === undefined ? -1 : 1);
        }
        return sign * compare(a.key, b.key);
      });
      for (let i = 0; i < keyed.length; i++) elements[i] = keyed[i]!.element;
    }
    return;
  }
  let bad = false;
  const weighed = elements.map((element) => {
    const text = by === undefined ? element : lookUp(db, by, element);
    let score = 0;
    try {
      if (text !== undefined) score = weight(text);
    } catch {
      bad = true;
    }
    return { element, score };
  });
  if (bad) throw NOT_SCORES;
  weighed.sort((a, b) =>
    sign * (a.score === b.score ? order(a.element, b.element) : a.score < b.score ? -1 : 1)
  );
  for (let i = 0; i < weighed.length; i++) elements[i] = weighed[i]!.element;
}

function sort(db: Database, args: readonly string[], context: CallContext, readonly: boolean): Reply {
  const query = parse(args, readonly);
  const value = db.get(args[1]!)?.value;
  const sortable = value instanceof Sequence || value instanceof SetValue || value instanceof ZSetValue;
  if (value !== undefined && !sortable) throw WRONGTYPE;
  let unsorted = query.by !== undefined && !query.by.includes("*");
  if (unsorted && value instanceof SetValue && (query.store !== undefined || context.script)) {
    // sets have no order of their own, and scripts and logs need one
    unsorted = false;
    query.alpha = true;
    query.by = undefined;
  }
  // as on a server, a sorted set leaves its small form for good
  if (value instanceof ZSetValue) value.dict.unpack();
  const elements = sortable ? elementsOf(value) : [];
  const size = elements.length;
  db.keyspace.journal.work += size * Math.max(1, Math.ceil(Math.log2(size + 1)));
  if (!unsorted) arrange(db, elements, query);
  else if (query.descending && !(value instanceof SetValue)) elements.reverse();
  const start = Math.min(Math.max(query.offset, 0), size);
  const count = Math.min(Math.max(query.count, -1), size);
  const chosen = elements.slice(start, count < 0 ? size : start + count);
  const out: (string | null)[] = [];
  for (const element of chosen) {
    if (query.gets.length === 0) out.push(element);
    for (const pattern of query.gets) out.push(lookUp(db, pattern, element) ?? null);
  }
  return query.store === undefined ? out : storeList(db, query.store, out);
}

function storeList(db: Database, key: string, elements: readonly (string | null)[]): Reply {
  if (elements.length === 0) {
    if (db.remove(key)) db.changed(key, "g", "del");
    return 0;
  }
  const list = new Sequence(db.keyspace.journal);
  db.keyspace.journal.aside(() => {
    for (const element of elements) list.pushBack(element ?? "");
  });
  db.put(key, list);
  db.changed(key, "l", "sortstore");
  return elements.length;
}

/** Commands that sort. */
export const SORT_COMMANDS: Readonly<Record<string, Handler>> = {
  sort: (db, args, context) => sort(db, args, context, false),
  sort_ro: (db, args, context) => sort(db, args, context, true),
};
