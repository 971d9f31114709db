/**
 * Compiling Lua patterns (Lua 5.1 §5.4.1) to programs for `pattern_match.ts`.
 *
 * The reference reads a pattern while it matches, so what is malformed is an error only if the match gets
 * there. Hence compiling never fails: it puts a `Malformed` item where the reference would raise its error,
 * and ends the program there. As in the reference, a pattern ends at its first NUL.
 *
 * @module
 */

import {
  ANY,
  AT_END,
  CaptureKind,
  ITEM_SIZE,
  MAX_CAPTURES,
  Op,
  POSSESSIVE,
  type Program,
  Shape,
} from "./pattern_match.ts";

import { ALL, EMPTY, escapedSet, intersection, isDigit, meet, singleSet, union } from "./pattern_sets.ts";

/** Longest literal text of one item: searching for it costs at most this much for each character. */
const MAX_TEXT = 16;

/** Programs of more items get no filters, which would take 256 bytes for each of them. */
const MAX_FILTERED = 64;

const ESCAPE = 37; // %
const CARET = 94;

/** The set spelled by `pattern` from its `[` at `open` to its `]` at `close`, as `matchbracketclass` reads it. */
function bracketSet(pattern: string, open: number, close: number): Uint8Array {
  const set = new Uint8Array(256);
  let p = open + 1;
  const negated = pattern.charCodeAt(p) === CARET;
  if (negated) p++;
  for (; p < close; p++) {
    const c = pattern.charCodeAt(p);
    if (c === ESCAPE) {
      // a `%` before the closing bracket takes the bracket as its character, as in the reference
      p++;
      const other = escapedSet(pattern.charCodeAt(p));
      for (let i = 0; i < 256; i++) if (other[i] === 1) set[i] = 1;
    } else if (pattern.charCodeAt(p + 1) === 45 && p + 2 < close) {
      const last = pattern.charCodeAt(p + 2);
      if (c <= last) set.fill(1, c, last + 1);
      p += 2;
    } else set[c] = 1;
  }
  if (negated) { for (let i = 0; i < 256; i++) set[i] = 1 - set[i]!; }
  return set;
}

/** Index of the `]` that ends the set whose `[` is at `open`; -1 if there is none. */
function bracketEnd(pattern: string, open: number): number {
  const length = pattern.length;
  let p = open + 1;
  if (pattern.charCodeAt(p) === CARET) p++;
  // the first character is a member even if it is `]`
  do {
    if (p >= length) return -1;
    if (pattern.charCodeAt(p++) === ESCAPE && p < length) p++;
  } while (pattern.charCodeAt(p) !== 93);
  return p;
}

/** Collects the items of a program. */
class Assembler {
  readonly code: number[] = [];
  readonly sets: Uint8Array[] = [];
  readonly texts: string[] = [];
  choices = 0;
  private readonly numbers = new Map<Uint8Array, number>();

  emit(op: Op, a = 0, b = 0): void {
    this.code.push(op, a, b, -1, 0);
  }

  /** Number of a set in the program; equal sets that are one object are stored once. */
  number(set: Uint8Array): number {
    let number = this.numbers.get(set);
    if (number === undefined) {
      number = this.sets.length;
      this.sets.push(set);
      this.numbers.set(set, number);
    }
    return number;
  }

  malformed(message: string): void {
    this.texts.push(message);
    this.emit(Op.Malformed, this.texts.length - 1);
  }

  /** Emits a run of literal characters in pieces that are cheap to search for. */
  literal(run: string): void {
    for (let i = 0; i < run.length; i += MAX_TEXT) {
      const piece = run.slice(i, i + MAX_TEXT);
      if (piece.length === 1) this.emit(Op.Char, piece.charCodeAt(0));
      else {
        this.texts.push(piece);
        this.emit(Op.Text, this.texts.length - 1);
      }
    }
  }
}

/** Compiles `source`. `mayAnchor`: a leading `^` is an anchor (not so in `gmatch`). */
export function compilePattern(source: string, mayAnchor: boolean): Program {
  const nul = source.indexOf("\0");
  const pattern = nul < 0 ? source : source.slice(0, nul);
  const anchored = mayAnchor && pattern.charCodeAt(0) === CARET;
  const out = new Assembler();
  const captures = assemble(out, pattern, anchored ? 1 : 0);
  const { first, firstAtEnd } = addFilters(out);
  const prefix = prefixOf(out);
  const shape = shapeOf(out.code);
  const isQuickToFail = first !== null && mandatoryAt(out.code) < 3;
  for (let pc = ITEM_SIZE; pc < out.code.length; pc += ITEM_SIZE) {
    if (out.code[pc] === Op.Greedy && out.code[pc - ITEM_SIZE] === Op.Open) {
      out.code[pc - ITEM_SIZE] = Op.OpenGreedy;
    }
  }
  return {
    code: Int32Array.from(out.code),
    sets: out.sets,
    texts: out.texts,
    anchored,
    plain: !/[\^$*+?.([%-]/.test(pattern),
    choices: out.choices,
    captures,
    prefix,
    first,
    firstAtEnd,
    isQuickToFail,
    shape,
  };
}

/** Emits the items of `pattern` from `p` on; returns the kinds of its captures. */
function assemble(out: Assembler, pattern: string, p: number): CaptureKind[] {
  const length = pattern.length;
  const captures: CaptureKind[] = [];
  let run = "";
  const flush = () => {
    if (run !== "") out.literal(run);
    run = "";
  };
  while (p < length) {
    const c = pattern.charCodeAt(p);
    const following = pattern.charCodeAt(p + 1);
    if (c === 40) { // (
      flush();
      const position = following === 41;
      if (captures.length >= MAX_CAPTURES) {
        out.malformed("too many captures");
        return captures;
      }
      out.emit(position ? Op.Position : Op.Open, captures.length);
      captures.push(position ? CaptureKind.Position : CaptureKind.Unfinished);
      p += position ? 2 : 1;
      continue;
    }
    if (c === 41) { // )
      flush();
      const open = captures.lastIndexOf(CaptureKind.Unfinished);
      if (open < 0) {
        out.malformed("invalid pattern capture");
        return captures;
      }
      out.emit(Op.Close, open);
      captures[open] = CaptureKind.Text;
      p++;
      continue;
    }
    if (c === 36 && p + 1 === length) { // $
      flush();
      out.emit(Op.Edge);
      break;
    }
    if (c === ESCAPE) {
      if (following === 98) { // %b
        flush();
        if (p + 3 >= length) {
          out.malformed("unbalanced pattern");
          return captures;
        }
        out.emit(Op.Balance, pattern.charCodeAt(p + 2), pattern.charCodeAt(p + 3));
        p += 4;
        continue;
      }
      if (following === 102) { // %f
        flush();
        p += 2;
        if (pattern.charCodeAt(p) !== 91) {
          out.malformed("missing '[' after '%f' in pattern");
          return captures;
        }
        const close = bracketEnd(pattern, p);
        if (close < 0) {
          out.malformed("malformed pattern (missing ']')");
          return captures;
        }
        out.emit(Op.Frontier, out.number(bracketSet(pattern, p, close)));
        p = close + 1;
        continue;
      }
      if (isDigit(following)) { // %1
        flush();
        const l = following - 49;
        if (l < 0 || l >= captures.length || captures[l] === CaptureKind.Unfinished) {
          out.malformed("invalid capture index");
          return captures;
        }
        // a position capture has no text: the reference compares an impossible length
        out.emit(captures[l] === CaptureKind.Position ? Op.Fail : Op.Reference, l);
        p += 2;
        continue;
      }
    }
    // a single character class, perhaps repeated
    let set: Uint8Array | null = null;
    let end = p + 1;
    if (c === ESCAPE) {
      if (end >= length) {
        flush();
        out.malformed("malformed pattern (ends with '%')");
        return captures;
      }
      set = escapedSet(following);
      end++;
    } else if (c === 91) { // [
      const close = bracketEnd(pattern, p);
      if (close < 0) {
        flush();
        out.malformed("malformed pattern (missing ']')");
        return captures;
      }
      set = bracketSet(pattern, p, close);
      end = close + 1;
    } else if (c === 46) set = ALL;
    const suffix = pattern.charCodeAt(end);
    if (suffix === 42 || suffix === 43 || suffix === 45 || suffix === 63) {
      flush();
      const number = out.number(set ?? singleSet(c));
      if (suffix === 63) out.emit(Op.Optional, number);
      else if (suffix === 45) out.emit(Op.Lazy, number);
      else out.emit(Op.Greedy, number, suffix === 43 ? 1 : 0);
      out.choices++;
      p = end + 1;
      continue;
    }
    p = end;
    if (set === null) run += String.fromCharCode(c);
    else if (c === ESCAPE && set === singleSet(following)) run += String.fromCharCode(following);
    else {
      flush();
      out.emit(Op.Set, out.number(set));
    }
  }
  flush();
  out.emit(Op.End);
  return captures;
}

/** How many items come before the first one that cannot match nothing. */
function mandatoryAt(code: readonly number[]): number {
  let at = 0;
  for (let pc = 0; pc < code.length; pc += ITEM_SIZE, at++) {
    const op = code[pc];
    const mayBeEmpty = op === Op.Open || op === Op.Close || op === Op.Position || op === Op.Lazy ||
      op === Op.Optional || op === Op.Greedy && code[pc + 2] === 0;
    if (!mayBeEmpty) break;
  }
  return at;
}

function shapeOf(code: readonly number[]): Shape {
  if (code.length !== 2 * ITEM_SIZE || code[ITEM_SIZE] !== Op.End) return Shape.General;
  if (code[0] === Op.Set) return Shape.Single;
  if (code[0] === Op.Char || code[0] === Op.Text) return Shape.Text;
  return code[0] === Op.Greedy && code[2] === 1 ? Shape.Run : Shape.General;
}

/** Text that every match begins with. */
function prefixOf(out: Assembler): string {
  const code = out.code;
  for (let pc = 0; pc < code.length; pc += ITEM_SIZE) {
    const op = code[pc];
    if (op === Op.Char) return String.fromCharCode(code[pc + 1]!);
    if (op === Op.Text) return out.texts[code[pc + 1]!]!;
    if (op === Op.Balance) return String.fromCharCode(code[pc + 1]!);
    if (op !== Op.Open && op !== Op.Position) break;
  }
  return "";
}

/**
 * Gives repetitions their filters, from the last item to the first. Carried along: which characters the
 * rest of the pattern can begin with (null: it can match without looking at one), whether it can match at
 * the end of the subject, and whether it always matches.
 */
function addFilters(out: Assembler): { first: Uint8Array | null; firstAtEnd: boolean } {
  const code = out.code;
  let first: Uint8Array | null = null;
  let atEnd = true;
  // (a pattern this long is neither `Single` nor `Run`, which need `first`)
  if (code.length > MAX_FILTERED * ITEM_SIZE) return { first, firstAtEnd: atEnd };
  let always = false;
  for (let pc = code.length - ITEM_SIZE; pc >= 0; pc -= ITEM_SIZE) {
    const a = code[pc + 1]!;
    switch (code[pc]) {
      case Op.End:
        always = true;
        break;
      case Op.Open:
      case Op.Close:
      case Op.Position:
        break;
      case Op.Char:
      case Op.Set:
      case Op.Text:
      case Op.Balance:
        first = code[pc] === Op.Set
          ? out.sets[a]!
          : singleSet(code[pc] === Op.Text ? out.texts[a]!.charCodeAt(0) : a);
        atEnd = false;
        always = false;
        break;
      case Op.Edge:
        first = EMPTY;
        atEnd = true;
        always = false;
        break;
      case Op.Greedy:
      case Op.Lazy:
      case Op.Optional: {
        const set = out.sets[a]!;
        if (first !== null) code[pc + 3] = out.number(first);
        const disjoint = code[pc] !== Op.Lazy && first !== null && !meet(set, first);
        code[pc + 4] = (atEnd ? AT_END : 0) | (always || disjoint ? POSSESSIVE : 0) | (set === ALL ? ANY : 0);
        if (code[pc] === Op.Greedy && code[pc + 2] === 1) {
          first = set;
          atEnd = false;
          always = false;
        } else if (first !== null) first = union(set, first);
        break;
      }
      case Op.Frontier: {
        const set = out.sets[a]!;
        first = first === null ? set : intersection(set, first);
        atEnd = atEnd && set[0] === 1;
        always = false;
        break;
      }
      default: // Reference, Fail, Malformed
        first = null;
        atEnd = true;
        always = false;
    }
  }
  return { first, firstAtEnd: atEnd };
}
