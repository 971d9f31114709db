/**
 * The pattern matcher: runs the programs that `pattern_compile.ts` makes.
 *
 * Lua patterns have no alternation and no repeated groups, so a program is a straight line of items. Two
 * things follow, and the matcher rests on both:
 *
 * - Which captures are open or closed at an item is known when the pattern is compiled. What an abandoned
 *   attempt wrote into a capture is written again before it is read, so backtracking restores nothing.
 * - Every repetition stands at most once on the stack of choices. The stack is as long as the pattern at
 *   most, whatever the subject; nothing recurses.
 *
 * Work is counted in sixteenths of a step: 4 for an item, 1 for a character looked at.
 *
 * @module
 */

import type { Runtime } from "../vm/runtime.ts";

/** Most captures a pattern may have (LUA_MAXCAPTURES). */
export const MAX_CAPTURES = 32;

/** Words of an item: operation, operands a and b, filter, flags. */
export const ITEM_SIZE = 5;

/** Operations of an item. `set` is an index in `Program.sets`, `text` one in `Program.texts`. */
export const enum Op {
  /** the whole pattern has matched */
  End = 0,
  /** the character a */
  Char = 1,
  /** a character of set a */
  Set = 2,
  /** the literal text a */
  Text = 3,
  /** b or more characters of set a, as many as possible */
  Greedy = 4,
  /** any number of characters of set a, as few as possible */
  Lazy = 5,
  /** a character of set a, or none */
  Optional = 6,
  /** start of capture a */
  Open = 7,
  /** end of capture a */
  Close = 8,
  /** capture a is the position */
  Position = 9,
  /** balanced text between characters a and b */
  Balance = 10,
  /** a frontier of set a */
  Frontier = 11,
  /** what capture a holds */
  Reference = 12,
  /** the end of the subject */
  Edge = 13,
  /** never matches */
  Fail = 14,
  /** the pattern is malformed here: error with message text a */
  Malformed = 15,
  /** as `Open`; `Greedy` follows */
  OpenGreedy = 16,
}

/** Flag of an item: what follows can also match at the end of the subject. */
export const AT_END = 1;

/** Flag of an item: giving back what it took can never help. */
export const POSSESSIVE = 2;

/** Flag of a repetition: its set holds every character. */
export const ANY = 4;

/** What a whole unanchored pattern without captures is, where {@linkcode search} needs no matcher. */
export const enum Shape {
  General = 0,
  /** one character of `first` */
  Single = 1,
  /** one or more characters of `first` */
  Run = 2,
  /** the text `prefix` */
  Text = 3,
}

/** State of a capture once the whole pattern has matched. */
export const enum CaptureKind {
  Text = 0,
  Position = 1,
  Unfinished = 2,
}

/** A compiled pattern. Immutable, of no instance. */
export interface Program {
  readonly code: Int32Array;
  /** sets as tables of 256 entries, 1 for a member */
  readonly sets: readonly Uint8Array[];
  readonly texts: readonly string[];
  /** the pattern began with `^` and that was an anchor */
  readonly anchored: boolean;
  /** no character of the pattern is special to `find` */
  readonly plain: boolean;
  /** how many items can stand on the stack of choices */
  readonly choices: number;
  /** kinds of the captures at the end of the pattern */
  readonly captures: readonly CaptureKind[];
  /** every match begins with this text; may be empty */
  readonly prefix: string;
  /** every match begins with one of these characters, unless `firstAtEnd` and at the end; null if unknown */
  readonly first: Uint8Array | null;
  readonly firstAtEnd: boolean;
  /** an attempt that `first` tells to be in vain costs one step */
  readonly isQuickToFail: boolean;
  /** that of the pattern behind an anchor */
  readonly shape: Shape;
}

/** Working storage of a search. One search at a time; see {@linkcode acquireMatcher}. */
export class Matcher {
  /** 0-based start and end of each capture */
  readonly starts = new Int32Array(MAX_CAPTURES);
  readonly ends = new Int32Array(MAX_CAPTURES);
  /** end of the match that {@linkcode search} found */
  end = 0;
  /** the stack of choices: item, lowest position, position tried last */
  items = new Int32Array(16);
  lows = new Int32Array(16);
  positions = new Int32Array(16);

  /** Makes room for the choices of a program. */
  reserve(choices: number): void {
    this.items = new Int32Array(choices);
    this.lows = new Int32Array(choices);
    this.positions = new Int32Array(choices);
  }
}

/** Units of work after which they are charged in the middle of a match. */
const WORK_BATCH = 1 << 14;

/** Largest position in low..at where `filter` lets the rest match, else low - 1. */
function retreat(subject: string, filter: Uint8Array, flags: number, low: number, at: number): number {
  if (at === subject.length) {
    if ((flags & AT_END) !== 0) return at;
    at--;
  }
  while (at >= low && filter[subject.charCodeAt(at)] !== 1) at--;
  return at;
}

/**
 * Smallest position from `at` on where `filter` lets the rest match, all characters before it being in
 * `set`; -1 - (position reached) if there is none.
 */
function advance(subject: string, set: Uint8Array, filter: Uint8Array, flags: number, at: number): number {
  const length = subject.length;
  for (; at < length; at++) {
    const c = subject.charCodeAt(at);
    if (filter[c] === 1) return at;
    if (set[c] !== 1) return -1 - at;
  }
  return (flags & AT_END) !== 0 ? length : -1 - length;
}

/** End of the balanced text that starts at `at`, -1 if there is none. */
function balanced(subject: string, open: number, close: number, at: number): number {
  const length = subject.length;
  if (at >= length || subject.charCodeAt(at) !== open) return -1;
  let depth = 1;
  for (at++; at < length; at++) {
    const c = subject.charCodeAt(at);
    if (c === close) {
      if (--depth === 0) return at + 1;
    } else if (c === open) depth++;
  }
  return -1;
}

function sameText(subject: string, a: number, b: number, length: number): boolean {
  for (let i = 0; i < length; i++) {
    if (subject.charCodeAt(a + i) !== subject.charCodeAt(b + i)) return false;
  }
  return true;
}

/** Where a match of `program` that starts at `start` ends, -1 if there is none. */
export function matchAt(rt: Runtime, m: Matcher, program: Program, subject: string, start: number): number {
  const code = program.code;
  const sets = program.sets;
  const length = subject.length;
  const { starts, ends, items, lows, positions } = m;
  let pc = 0;
  let s = start;
  let sp = 0;
  let work = 0;
  for (;;) {
    work += 4;
    if (work > WORK_BATCH) {
      rt.charge(work >>> 4);
      work &= 15;
    }
    // every case either goes on with `continue`, or breaks: what was tried has failed
    switch (code[pc]) {
      case Op.End:
        rt.charge(1 + (work >>> 4));
        return s;
      case Op.Char:
        if (s < length && subject.charCodeAt(s) === code[pc + 1]) {
          s++;
          pc += ITEM_SIZE;
          continue;
        }
        break;
      case Op.Set:
        if (s < length && sets[code[pc + 1]!]![subject.charCodeAt(s)] === 1) {
          s++;
          pc += ITEM_SIZE;
          continue;
        }
        break;
      case Op.Text: {
        const text = program.texts[code[pc + 1]!]!;
        const n = text.length;
        if (s + n > length) break;
        let i = 0;
        while (i < n && subject.charCodeAt(s + i) === text.charCodeAt(i)) i++;
        work += i;
        if (i < n) break;
        s += n;
        pc += ITEM_SIZE;
        continue;
      }
      case Op.OpenGreedy:
        starts[code[pc + 1]!] = s;
        pc += ITEM_SIZE;
        work += 4;
        // falls through
      case Op.Greedy: {
        const set = sets[code[pc + 1]!]!;
        const low = s + code[pc + 2]!;
        const flags = code[pc + 4]!;
        let i = s;
        if ((flags & ANY) !== 0) i = length;
        else {
          while (i < length && set[subject.charCodeAt(i)] === 1) i++;
          work += i - s;
        }
        if (i < low) break;
        if ((flags & POSSESSIVE) === 0) {
          const filter = code[pc + 3]!;
          if (filter >= 0) {
            const from = i;
            i = retreat(subject, sets[filter]!, flags, low, i);
            work += from - i;
            if (i < low) break;
          }
          if (i > low) {
            items[sp] = pc;
            lows[sp] = low;
            positions[sp++] = i;
          }
        }
        s = i;
        pc += ITEM_SIZE;
        if (code[pc] !== Op.Close) continue;
        work += 4;
        ends[code[pc + 1]!] = s;
        pc += ITEM_SIZE;
        continue;
      }
      case Op.Lazy: {
        const filter = code[pc + 3]!;
        const flags = code[pc + 4]!;
        if ((flags & POSSESSIVE) === 0) {
          if (filter >= 0) {
            const from = s;
            s = advance(subject, sets[code[pc + 1]!]!, sets[filter]!, flags, s);
            if (s < 0) {
              work += -1 - s - from;
              break;
            }
            work += s - from;
          }
          items[sp] = pc;
          positions[sp++] = s;
        }
        pc += ITEM_SIZE;
        continue;
      }
      case Op.Optional:
        if (s < length && sets[code[pc + 1]!]![subject.charCodeAt(s)] === 1) {
          if ((code[pc + 4]! & POSSESSIVE) === 0) {
            items[sp] = pc;
            positions[sp++] = s;
          }
          s++;
        }
        pc += ITEM_SIZE;
        continue;
      case Op.Open:
        starts[code[pc + 1]!] = s;
        pc += ITEM_SIZE;
        continue;
      case Op.Close:
        ends[code[pc + 1]!] = s;
        pc += ITEM_SIZE;
        continue;
      case Op.Position:
        starts[code[pc + 1]!] = s;
        pc += ITEM_SIZE;
        continue;
      case Op.Balance: {
        const end = balanced(subject, code[pc + 1]!, code[pc + 2]!, s);
        if (end < 0) {
          // a missing close was looked for up to the end of the subject
          if (s < length && subject.charCodeAt(s) === code[pc + 1]) work += length - s;
          break;
        }
        work += end - s;
        s = end;
        pc += ITEM_SIZE;
        continue;
      }
      case Op.Frontier: {
        const set = sets[code[pc + 1]!]!;
        if (set[s === 0 ? 0 : subject.charCodeAt(s - 1)] === 1) break;
        if (set[s === length ? 0 : subject.charCodeAt(s)] !== 1) break;
        pc += ITEM_SIZE;
        continue;
      }
      case Op.Reference: {
        const from = starts[code[pc + 1]!]!;
        const n = ends[code[pc + 1]!]! - from;
        if (n > length - s) break;
        work += n;
        if (!sameText(subject, from, s, n)) break;
        s += n;
        pc += ITEM_SIZE;
        continue;
      }
      case Op.Edge:
        if (s === length) {
          pc += ITEM_SIZE;
          continue;
        }
        break;
      case Op.Malformed:
        releaseMatcher(m);
        rt.error(program.texts[code[pc + 1]!]!);
    }
    // failed: the choice made last decides
    for (;;) {
      if (sp === 0) {
        rt.charge(1 + (work >>> 4));
        return -1;
      }
      const top = sp - 1;
      pc = items[top]!;
      let i = positions[top]!;
      const op = code[pc];
      const filter = code[pc + 3]!;
      if (op === Op.Greedy) {
        const low = lows[top]!;
        i--;
        if (filter >= 0) {
          const from = i;
          i = retreat(subject, sets[filter]!, code[pc + 4]!, low, i);
          work += from - i;
        }
        if (i <= low) sp = top;
        else positions[top] = i;
        if (i < low) continue;
      } else if (op === Op.Lazy) {
        const set = sets[code[pc + 1]!]!;
        if (i >= length || set[subject.charCodeAt(i)] !== 1) {
          sp = top;
          continue;
        }
        i++;
        if (filter >= 0) {
          const from = i;
          i = advance(subject, set, sets[filter]!, code[pc + 4]!, i);
          if (i < 0) {
            work += -1 - i - from;
            sp = top;
            continue;
          }
          work += i - from;
        }
        positions[top] = i;
      } else {
        sp = top;
      }
      s = i;
      pc += ITEM_SIZE;
      break;
    }
  }
}

/** Position of the first match at or after `from`, its end in `m.end`; -1 if there is none. */
export function search(rt: Runtime, m: Matcher, program: Program, subject: string, from: number): number {
  const length = subject.length;
  const first = program.first;
  if (program.anchored) {
    if ((program.shape === Shape.Single || program.shape === Shape.Run) && first !== null && from < length) {
      let end = from;
      if (first[subject.charCodeAt(end)] === 1) {
        end++;
        if (program.shape === Shape.Run) {
          while (end < length && first[subject.charCodeAt(end)] === 1) end++;
        }
      }
      // as for the items of the set and of the end
      rt.charge(1 + (program.shape === Shape.Run ? (8 + end - from) >>> 4 : 0));
      m.end = end;
      return end > from ? from : -1;
    }
    m.end = matchAt(rt, m, program, subject, from);
    return m.end < 0 ? -1 : from;
  }
  const prefix = program.prefix;
  for (let s = from; s <= length; s++) {
    if (prefix !== "") {
      const at = subject.indexOf(prefix, s);
      rt.charge(((at < 0 ? length : at) - s) >>> 4);
      if (at < 0) return -1;
      s = at;
      if (program.shape === Shape.Text) {
        const n = prefix.length;
        // as for the items of the text and of the end
        rt.charge(1 + ((n > 1 ? 8 + n : 8) >>> 4));
        m.end = s + n;
        return s;
      }
    } else if (first !== null) {
      const begin = s;
      while (s < length && first[subject.charCodeAt(s)] !== 1) s++;
      const skipped = (s - begin) >>> 4;
      if (s === length && !program.firstAtEnd) {
        rt.charge(skipped);
        return -1;
      }
      if (program.shape !== Shape.General) {
        let end = s + 1;
        if (program.shape === Shape.Run) {
          while (end < length && first[subject.charCodeAt(end)] === 1) end++;
        }
        rt.charge(skipped + 1 + ((end - s) >>> 4));
        m.end = end;
        return s;
      }
      if (skipped > 0) rt.charge(skipped);
    }
    const end = matchAt(rt, m, program, subject, s);
    if (end >= 0) {
      m.end = end;
      return s;
    }
  }
  return -1;
}

/** Whether an anchored search at `from` is in vain, as the char there tells; then it has been charged for. */
export function isInVain(rt: Runtime, program: Program, subject: string, from: number): boolean {
  if (!program.anchored || !program.isQuickToFail) return false;
  if (from < subject.length ? program.first![subject.charCodeAt(from)] === 1 : program.firstAtEnd) {
    return false;
  }
  rt.charge(1);
  return true;
}

let idle: Matcher | null = null;

/**
 * A matcher for one search. Reused from call to call; while one is out, another caller gets its own, so a
 * host callback that runs a second instance in the middle of a search disturbs nothing.
 */
export function acquireMatcher(program: Program): Matcher {
  const m = idle ?? new Matcher();
  idle = null;
  if (program.choices > m.items.length) m.reserve(program.choices);
  return m;
}

/** Gives a matcher back. Not giving it back (an error came) is harmless. */
export function releaseMatcher(m: Matcher): void {
  if (m.items.length <= 256) idle = m;
}
