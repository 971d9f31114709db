/**
 * Tokens of the JSON that `cjson.decode` reads: JSON, and by default the numbers C's `strtod` knows besides.
 *
 * @module
 */

import { stringToNumber } from "../vm/number.ts";
import type { Runtime } from "../vm/runtime.ts";
import { written } from "../vm/ropes.ts";
import { sliceOf } from "./string_tools.ts";

/** Kinds of tokens; {@linkcode TOKEN_NAMES} has their names. */
export const enum Token {
  ObjectBegin = 0,
  ObjectEnd = 1,
  ArrayBegin = 2,
  ArrayEnd = 3,
  String = 4,
  Number = 5,
  Boolean = 6,
  Null = 7,
  Colon = 8,
  Comma = 9,
  End = 10,
  Error = 11,
}

/** Names as messages show them. */
export const TOKEN_NAMES: readonly string[] = Object.freeze([
  "T_OBJ_BEGIN",
  "T_OBJ_END",
  "T_ARR_BEGIN",
  "T_ARR_END",
  "T_STRING",
  "T_NUMBER",
  "T_BOOLEAN",
  "T_NULL",
  "T_COLON",
  "T_COMMA",
  "T_END",
]);

/** What `strtod` takes from the start of a text. */
const STRTOD =
  /[+-]?(?:0[xX](?:[0-9a-fA-F]+(?:\.[0-9a-fA-F]*)?|\.[0-9a-fA-F]+)(?:[pP][+-]?\d+)?|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|[iI][nN][fF](?:[iI][nN][iI][tT][yY])?|[nN][aA][nN](?:\([0-9a-zA-Z_]*\))?)/y;

/** Digits a number may have so that it, and powers of ten up to as many zeros, are exact. */
const EXACT_DIGITS = 15;
const POWERS: readonly number[] = Array.from({ length: EXACT_DIGITS + 1 }, (_, zeros) => 10 ** zeros);

/** Chars of a string that are looked at one by one before the engine's search takes over. */
const LONG = 24;
/** Bytes of a string with escapes collected before they are made a string. */
const CHUNK = 1024;

/** Takes a text apart; the fields describe the token read last. */
export class JsonScanner {
  declare private readonly rt: Runtime;
  declare private readonly text: string;
  declare private readonly lenient: boolean;
  /** offset of the next char to read */
  at = 0;
  /** offset of the token, or of its fault */
  start = 0;
  /** `String`: its value; `Error`: what was found */
  string = "";
  /** `Number`: its value; `Boolean`: 1 or 0 */
  number = 0;

  /** bytes of the unicode escape read last */
  private escaped = "";
  /** what the next string may well be: then that very string is its value; "" for no idea */
  likely = "";

  /** the next backslash and zero byte, as far as they are known */
  private backslash = -1;
  private zero = -1;

  /** `lenient`: takes hexadecimal numbers, leading zeros, infinities and the like. */
  constructor(rt: Runtime, text: string, lenient: boolean) {
    this.rt = rt;
    this.text = text;
    this.lenient = lenient;
  }

  /** Reads the next token. */
  next(): Token {
    const { text } = this;
    let at = this.at;
    let code = text.charCodeAt(at) | 0;
    while (code === 32 || code === 10 || code === 9 || code === 13) code = text.charCodeAt(++at) | 0;
    if (at - this.at > 7) this.rt.charge((at - this.at) >>> 3);
    this.start = this.at = at;
    switch (code) {
      case 123:
        this.at++;
        return Token.ObjectBegin;
      case 125:
        this.at++;
        return Token.ObjectEnd;
      case 91:
        this.at++;
        return Token.ArrayBegin;
      case 93:
        this.at++;
        return Token.ArrayEnd;
      case 44:
        this.at++;
        return Token.Comma;
      case 58:
        this.at++;
        return Token.Colon;
      case 34:
        return this.stringToken();
      case 0:
        return Token.End;
      case 116:
        return this.word("true", Token.Boolean, 1);
      case 102:
        return this.word("false", Token.Boolean, 0);
      case 110:
        return this.word("null", Token.Null, 0);
      case 45:
      case 43:
      case 73:
      case 78:
      case 105:
        return this.numberLike(code);
    }
    if (code >= 48 && code <= 57) return this.numberLike(code);
    // past the end there is a zero byte in C
    return at >= text.length ? Token.End : this.fault("invalid token");
  }

  /** Whether the next char is a token of its own, with this code; then it is read. */
  skips(code: number): boolean {
    if ((this.text.charCodeAt(this.at) | 0) !== code) return false;
    this.at++;
    return true;
  }

  private fault(found: string): Token {
    this.start = this.at;
    this.string = found;
    return Token.Error;
  }

  private word(word: string, token: Token, value: number): Token {
    if (this.text.startsWith(word, this.at)) {
      this.at += word.length;
      this.number = value;
      return token;
    }
    return this.numberLike(word.charCodeAt(0));
  }

  private numberLike(code: number): Token {
    if (code === 45 || (code >= 48 && code <= 57)) {
      if (!this.lenient && this.isInvalidNumber()) return this.fault("invalid number");
      return this.numberToken(code);
    }
    if (this.lenient && this.isInvalidNumber()) return this.numberToken(code);
    return this.fault("invalid token");
  }

  /** Whether a number is here that JSON does not have. */
  private isInvalidNumber(): boolean {
    const { text } = this;
    let at = this.at;
    if (text.charCodeAt(at) === 43) return true;
    if (text.charCodeAt(at) === 45) at++;
    const code = text.charCodeAt(at) | 0;
    if (code === 48) {
      const second = text.charCodeAt(at + 1);
      return (second | 32) === 120 || (second >= 48 && second <= 57);
    }
    if (!(code > 57)) return false;
    const word = text.slice(at, at + 3).toLowerCase();
    return word === "inf" || word === "nan";
  }

  private numberToken(code: number): Token {
    if (this.plainNumber(code)) return Token.Number;
    const { text } = this;
    STRTOD.lastIndex = this.at;
    const match = STRTOD.exec(text);
    if (match === null) return this.fault("invalid number");
    const spelling = match[0];
    this.rt.charge(spelling.length >>> 3);
    this.number = stringToNumber(spelling) ?? 0;
    this.at += spelling.length;
    return Token.Number;
  }

  /** The common case: few digits, with or without a sign and a point. False leaves everything as it is. */
  private plainNumber(code: number): boolean {
    const { text } = this;
    const negative = code === 45;
    const from = negative ? this.at + 1 : this.at;
    let at = from;
    let value = 0;
    let digit = (text.charCodeAt(at) | 0) - 48;
    while (digit >= 0 && digit <= 9 && at - from < EXACT_DIGITS) {
      value = value * 10 + digit;
      digit = (text.charCodeAt(++at) | 0) - 48;
    }
    if (at === from) return false;
    if (digit === -2) { // a point
      const point = at;
      digit = (text.charCodeAt(++at) | 0) - 48;
      while (digit >= 0 && digit <= 9 && at - from <= EXACT_DIGITS) {
        value = value * 10 + digit;
        digit = (text.charCodeAt(++at) | 0) - 48;
      }
      // both are exact, so the quotient is the nearest number there is
      value /= POWERS[at - point - 1]!;
    }
    // what follows must end it: none of . 0-9 A-Z a-z
    const after = digit + 48;
    if (after === 46 || (after >= 48 && after <= 57) || after >= 65) return false;
    this.at = at;
    this.number = negative ? -value : value;
    return true;
  }

  // ---- strings ----------------------------------------------------------------------------------------

  private stringToken(): Token {
    const { text, likely } = this;
    const from = ++this.at;
    let at = from;
    if (likely !== "" && this.isHere(likely)) {
      this.string = likely;
      this.at = from + likely.length + 1;
      this.rt.charge(likely.length >>> 3);
      return Token.String;
    }
    for (;; at++) {
      if (at - from === LONG) at = this.endOfRun(at);
      const code = text.charCodeAt(at) | 0;
      if (code === 34) {
        this.string = sliceOf(text, from, at);
        this.at = at + 1;
        this.rt.charge((at - from) >>> 3);
        return Token.String;
      }
      if (code === 92) return this.escapedString(from, at);
      if (code === 0 || at >= text.length) {
        this.rt.charge((at - from) >>> 3);
        this.at = at;
        return this.fault("unexpected end of string");
      }
    }
  }

  /** Whether a string of exactly this value, written without escapes, goes on here. */
  private isHere(value: string): boolean {
    const { text, at } = this;
    const { length } = value;
    if (length > LONG || text.charCodeAt(at + length) !== 34) return false;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(at + i) | 0;
      if (code !== (value.charCodeAt(i) | 0) || code === 34 || code === 92 || code === 0) return false;
    }
    return true;
  }

  /** Where the plain run that is under way at `at` ends. What was not met is looked for once, not for each string. */
  private endOfRun(at: number): number {
    const { text } = this;
    const next = (char: string, known: number): number => {
      if (known >= at) return known;
      const found = text.indexOf(char, at);
      return found < 0 ? text.length : found;
    };
    this.backslash = next("\\", this.backslash);
    this.zero = next("\0", this.zero);
    return Math.min(next('"', -1), this.backslash, this.zero);
  }

  /** A string from `from` on whose first escape is at `at`. */
  private escapedString(from: number, at: number): Token {
    const { text, rt } = this;
    let result = text.slice(from, at);
    // bytes that were added and are not charged for
    let added = 0;
    for (;;) {
      const begin = at;
      let code = text.charCodeAt(at) | 0;
      while (code !== 34 && code !== 92 && code !== 0 && at < text.length && added < CHUNK) {
        added++;
        code = text.charCodeAt(++at) | 0;
      }
      if (at > begin) result += text.slice(begin, at);
      if (code === 34) break;
      if (code === 0 || at >= text.length) return this.faultAt(at, "unexpected end of string");
      if (added >= CHUNK) {
        rt.charge(CHUNK >>> 2);
        result = written(result);
        added = 0;
        continue;
      }
      const letter = text.charCodeAt(at + 1);
      if (letter === 117) {
        const length = this.unicodeEscape(at);
        if (length === 0) return this.faultAt(at, "invalid unicode escape code");
        at += length;
        result += this.escaped;
        added += this.escaped.length;
        continue;
      }
      const escaped = unescape(letter);
      if (escaped < 0) return this.faultAt(at, "invalid escape code");
      result += String.fromCharCode(escaped);
      added++;
      at += 2;
    }
    rt.charge((at - from) >>> 2);
    this.at = at + 1;
    this.string = written(result);
    return Token.String;
  }

  private faultAt(at: number, found: string): Token {
    this.at = at;
    return this.fault(found);
  }

  /** Puts what `\uXXXX` at `at` means as UTF-8 in `escaped`; returns the length of the escape, 0 if it is wrong. */
  private unicodeEscape(at: number): number {
    let code = this.hex4(at + 2);
    if (code < 0) return 0;
    let length = 6;
    if ((code & 0xf800) === 0xd800) {
      const { text } = this;
      if ((code & 0x400) !== 0 || text.charCodeAt(at + 6) !== 92 || text.charCodeAt(at + 7) !== 117) return 0;
      const low = this.hex4(at + 8);
      if (low < 0 || (low & 0xfc00) !== 0xdc00) return 0;
      code = (((code & 0x3ff) << 10) | (low & 0x3ff)) + 0x10000;
      length = 12;
    }
    this.escaped = utf8Of(code);
    return length;
  }

  private hex4(at: number): number {
    let value = 0;
    for (let i = at; i < at + 4; i++) {
      const code = this.text.charCodeAt(i);
      const letter = code | 32;
      if (code >= 48 && code <= 57) value = value * 16 + code - 48;
      else if (letter >= 97 && letter <= 102) value = value * 16 + letter - 87;
      else return -1;
    }
    return value;
  }
}

/** What a letter means behind a backslash; -1 if nothing. */
function unescape(letter: number): number {
  switch (letter) {
    case 34:
    case 47:
    case 92:
      return letter;
    case 98: // b
      return 8;
    case 116: // t
      return 9;
    case 110: // n
      return 10;
    case 102: // f
      return 12;
    case 114: // r
      return 13;
  }
  return -1;
}

function utf8Of(code: number): string {
  const last = 0x80 | (code & 63);
  if (code < 0x80) return String.fromCharCode(code);
  if (code < 0x800) return String.fromCharCode(0xc0 | (code >> 6), last);
  const middle = 0x80 | ((code >> 6) & 63);
  if (code < 0x10000) return String.fromCharCode(0xe0 | (code >> 12), middle, last);
  return String.fromCharCode(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), middle, last);
}
