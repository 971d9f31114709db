/**
 * The lexer: bytes to tokens.
 *
 * The source is a JS string of one char (0-255) per byte. Character classes are those of C's "C" locale,
 * as stock `lua5.1` runs in. Every loop below is linear in the source, whatever it holds. A token is its
 * number (`tokens.ts`) and, for names, strings and numbers, a value field that stays valid until the next
 * token is read.
 *
 * `lastLine` is the line of the last token consumed: Lua gives instructions that line, so the parser
 * stores it in the syntax tree.
 *
 * @module
 */

import { ByteBuffer, detach } from "./byte_buffer.ts";
import { ALPHA, CLASS, DIGIT, isNewline, simpleEscape } from "./char_class.ts";
import { chunkId, SYNTAX_ID_SIZE } from "./chunk_id.ts";
import { SyntaxFault } from "./errors.ts";
import { parseNumeral } from "./numeral.ts";
import { RESERVED_WORDS, TK, tokenName } from "./tokens.ts";
import { Name } from "./variables.ts";

const SOURCE_LINE_SHOWN = 512;

/** Reads the tokens of one chunk. */
export class Lexer {
  /** current token */
  token: number = TK.EOS;
  /** value of the current token when it is a name */
  declare name: Name;
  /** value of the current token when it is a string */
  string = "";
  /** value of the current token when it is a number */
  number = 0;
  /** line reached by reading, which is the line of the last token read */
  line = 1;
  /** line (or, with `recordOffsets`, source offset behind) of the last token consumed */
  lastLine = 1;

  readonly #source: string;
  readonly #chunkName: string;
  /** makes `lastLine` the offset of the current token, see `compile.ts` */
  declare readonly recordOffsets: boolean;
  #pos: number;
  #tokenStart = 0;
  /** token read ahead of the current one, or -1 */
  #ahead = -1;
  #aheadStart = 0;
  #aheadName: Name;
  /** opening and closing delimiter of the last string read, for messages */
  #stringOpen = "";
  #stringClose = "";
  #numberText = "";
  readonly #names = new Map<string, Name>();
  readonly #buffer = new ByteBuffer();

  /**
   * Starts before the first token; call {@linkcode Lexer.next} to read it.
   *
   * @param start offset of the first byte to read
   */
  constructor(source: string, chunkName: string, start: number, recordOffsets: boolean) {
    this.#source = source;
    this.#chunkName = chunkName;
    this.#pos = start;
    this.recordOffsets = recordOffsets;
    for (const [text, token] of RESERVED_WORDS) this.#names.set(text, new Name(text, token));
    this.name = this.#aheadName = this.intern("?");
  }

  /** The one `Name` of an identifier in this chunk. */
  intern(text: string): Name {
    let name = this.#names.get(text);
    if (name === undefined) {
      const own = detach(text);
      name = new Name(own, TK.NAME);
      this.#names.set(own, name);
    }
    return name;
  }

  /** Consumes the current token and reads the next. @throws {SyntaxFault} */
  next(): void {
    this.lastLine = this.line;
    if (this.#ahead >= 0) {
      this.token = this.#ahead;
      this.#tokenStart = this.#aheadStart;
      this.name = this.#aheadName;
      this.#ahead = -1;
    } else {
      this.token = this.#scan();
    }
    if (this.recordOffsets) this.lastLine = this.#tokenStart;
  }

  /**
   * The token after the current one, which must be a name; only its number may be looked at until `next`.
   * @throws {SyntaxFault}
   */
  peek(): number {
    const start = this.#tokenStart;
    const name = this.name;
    this.#ahead = this.#scan();
    this.#aheadStart = this.#tokenStart;
    this.#tokenStart = start;
    this.#aheadName = this.name;
    this.name = name;
    return this.#ahead;
  }

  /** Consumes a name and returns it; the current token must be a name. @throws {SyntaxFault} */
  takeName(): Name {
    const name = this.name;
    this.next();
    return name;
  }

  /** A fault at the current token: `message near 'token'`. */
  faultHere(message: string): SyntaxFault {
    // token 0, a NUL byte, is Lua's "no token"
    return this.fault(message, this.token === 0 ? undefined : this.#tokenText(this.token));
  }

  /** A fault at the current position, `near` the given text when there is one. */
  fault(message: string, near?: string): SyntaxFault {
    const place = chunkId(this.#chunkName, SYNTAX_ID_SIZE);
    let text = `${place}:${this.line}: ${message}`;
    if (near !== undefined) {
      const nul = near.indexOf("\0"); // C's %s stops there
      text += ` near '${nul >= 0 ? near.slice(0, nul) : near}'`;
    }
    return this.#faultAt(text);
  }

  #faultAt(text: string): SyntaxFault {
    const source = this.#source;
    const at = Math.min(this.#tokenStart, source.length);
    let start = this.#pos > source.length ? source.length : this.#pos;
    if (this.#ahead >= 0 || start < at) start = at;
    // the line that `this.line` names is the one where reading stands
    while (start > 0 && !isNewline(source.charCodeAt(start - 1))) start--;
    let end = start;
    while (end < source.length && end - start < SOURCE_LINE_SHOWN && !isNewline(source.charCodeAt(end))) {
      end++;
    }
    return new SyntaxFault(
      text,
      this.#chunkName,
      this.line,
      Math.max(at - start, 0) + 1,
      source.slice(start, end),
      this.#pos >= source.length,
    );
  }

  #tokenText(token: number): string {
    if (token === TK.NAME) return this.name.text;
    if (token === TK.STRING) return this.#stringOpen + this.string + this.#stringClose;
    if (token === TK.NUMBER) return this.#numberText;
    return tokenName(token);
  }

  #scan(): number {
    const source = this.#source;
    for (;;) {
      const c = source.charCodeAt(this.#pos); // NaN at the end
      this.#tokenStart = this.#pos;
      switch (c) {
        case 10: // \n
        case 13: // \r
          this.#newline(c);
          continue;
        case 32:
        case 9:
        case 11:
        case 12:
          this.#pos++;
          continue;
        case 45: // -
          if (source.charCodeAt(++this.#pos) !== 45) return 45;
          this.#pos++;
          this.#skipComment();
          continue;
        case 91: { // [
          const level = this.#bracketLevel(91);
          if (level >= 0) return this.#longString(level, false);
          if (level === -1) return 91;
          throw this.fault("invalid long string delimiter", source.slice(this.#tokenStart, this.#pos));
        }
        case 61: // =
          return this.#maybeEqual(61, TK.EQ);
        case 60: // <
          return this.#maybeEqual(60, TK.LE);
        case 62: // >
          return this.#maybeEqual(62, TK.GE);
        case 126: // ~
          return this.#maybeEqual(126, TK.NE);
        case 34: // "
        case 39: // '
          return this.#quotedString(c);
        case 46: { // .
          const d = source.charCodeAt(this.#pos + 1);
          if (d === 46 || d === 0) { // Lua looks for the second and third dot with strchr, which finds NUL too
            const e = source.charCodeAt(this.#pos + 2);
            const dots = e === 46 || e === 0;
            this.#pos += dots ? 3 : 2;
            return dots ? TK.DOTS : TK.CONCAT;
          }
          if (CLASS[d] === DIGIT) {
            this.#pos++;
            return this.#numeral();
          }
          this.#pos++;
          return 46;
        }
        default:
          if (c !== c) return TK.EOS;
          if (CLASS[c] === ALPHA) return this.#word();
          if (CLASS[c] === DIGIT) return this.#numeral();
          this.#pos++;
          return c;
      }
    }
  }

  #word(): number {
    const source = this.#source;
    const start = this.#pos;
    let pos = start + 1;
    while ((CLASS[source.charCodeAt(pos)]! & (ALPHA | DIGIT)) !== 0) pos++;
    this.#pos = pos;
    const name = this.intern(source.slice(start, pos));
    this.name = name;
    return name.token;
  }

  #maybeEqual(single: number, double: number): number {
    if (this.#source.charCodeAt(this.#pos + 1) === 61) {
      this.#pos += 2;
      return double;
    }
    this.#pos++;
    return single;
  }

  /** Consumes `\n`, `\r`, `\r\n` or `\n\r`, one line each; `c` is the character at the position. */
  #newline(c: number): void {
    const d = this.#source.charCodeAt(++this.#pos);
    if ((d === 10 || d === 13) && d !== c) this.#pos++;
    this.line++;
  }

  #skipComment(): void {
    const source = this.#source;
    if (source.charCodeAt(this.#pos) === 91) {
      const level = this.#bracketLevel(91);
      if (level >= 0) {
        this.#longString(level, true);
        return;
      }
    }
    let pos = this.#pos;
    for (;;) {
      const c = source.charCodeAt(pos);
      if (c === 10 || c === 13 || c !== c) break;
      pos++;
    }
    this.#pos = pos;
  }

  /**
   * At a bracket: consumes it and the `=` signs behind it. Returns their number when the same bracket
   * follows, else -1 minus their number.
   */
  #bracketLevel(bracket: number): number {
    const source = this.#source;
    const start = this.#pos + 1;
    let pos = start;
    while (source.charCodeAt(pos) === 61) pos++;
    this.#pos = pos;
    return source.charCodeAt(pos) === bracket ? pos - start : start - pos - 1;
  }

  /** At the second opening bracket of a long string or comment of `level`. */
  #longString(level: number, comment: boolean): number {
    const source = this.#source;
    const buffer = this.#buffer;
    let pos = ++this.#pos;
    let c = source.charCodeAt(pos);
    if (c === 10 || c === 13) { // the first newline is not part of the string
      this.#newline(c);
      pos = this.#pos;
    }
    const start = pos;
    let kept = pos; // source[kept .. pos) is not yet in the buffer
    let buffered = false; // only strings with newlines other than \n need the buffer
    for (;;) {
      c = source.charCodeAt(pos);
      if (c === 93) { // ]
        const end = pos;
        this.#pos = pos;
        const found = this.#bracketLevel(93);
        pos = this.#pos;
        if (found !== level) continue;
        this.#pos++;
        if (comment) return 0;
        if (buffered) buffer.pushRange(source, kept, end);
        this.string = buffered ? buffer.toString() : detach(source.slice(start, end));
        const signs = "=".repeat(level);
        this.#stringOpen = "[" + signs + "[";
        this.#stringClose = "]" + signs + "]";
        return TK.STRING;
      }
      if (c === 10 || c === 13) {
        const at = pos;
        this.#pos = pos;
        this.#newline(c);
        pos = this.#pos;
        if (comment || (c === 10 && pos === at + 1)) continue;
        if (!buffered) buffer.clear();
        buffered = true;
        buffer.pushRange(source, kept, at);
        buffer.push(10);
        kept = pos;
      } else if (c === 91 && level === 0) { // [
        this.#pos = pos;
        if (this.#bracketLevel(91) === 0) {
          this.#pos++;
          throw this.fault("nesting of [[...]] is deprecated", "[");
        }
        pos = this.#pos;
      } else if (c !== c) {
        this.#pos = pos;
        throw this.fault(comment ? "unfinished long comment" : "unfinished long string", "<eof>");
      } else {
        pos++;
      }
    }
  }

  #quotedString(quote: number): number {
    const source = this.#source;
    const start = this.#pos + 1;
    let pos = start;
    const open = String.fromCharCode(quote);
    this.#stringOpen = open;
    this.#stringClose = open;
    for (;;) {
      const c = source.charCodeAt(pos);
      if (c === quote) {
        this.#pos = pos + 1;
        this.string = detach(source.slice(start, pos));
        return TK.STRING;
      }
      if (c === 92) break; // backslash: the slow way
      if (c === 10 || c === 13 || c !== c) {
        this.#pos = pos;
        throw this.fault("unfinished string", c !== c ? "<eof>" : open + source.slice(start, pos));
      }
      pos++;
    }
    return this.#escapedString(quote, start, pos);
  }

  /** The rest of a quoted string from its first backslash, at `pos`. */
  #escapedString(quote: number, start: number, pos: number): number {
    const source = this.#source;
    const buffer = this.#buffer;
    buffer.clear();
    let kept = start;
    for (;;) {
      let c = source.charCodeAt(pos);
      if (c === quote) {
        buffer.pushRange(source, kept, pos);
        this.#pos = pos + 1;
        this.string = buffer.toString();
        return TK.STRING;
      }
      if (c === 10 || c === 13 || c !== c) {
        this.#pos = pos;
        buffer.pushRange(source, kept, pos);
        throw this.fault(
          "unfinished string",
          c !== c ? "<eof>" : String.fromCharCode(quote) + buffer.toString(),
        );
      }
      if (c !== 92) {
        pos++;
        continue;
      }
      buffer.pushRange(source, kept, pos);
      c = source.charCodeAt(++pos);
      if (c === 10 || c === 13) {
        this.#pos = pos;
        this.#newline(c);
        pos = this.#pos;
        buffer.push(10);
      } else if (CLASS[c] === DIGIT) {
        let value = 0;
        for (let i = 0; i < 3 && CLASS[source.charCodeAt(pos)] === DIGIT; i++) {
          value = value * 10 + source.charCodeAt(pos++) - 48;
        }
        if (value > 255) {
          this.#pos = pos;
          throw this.fault("escape sequence too large", String.fromCharCode(quote) + buffer.toString());
        }
        buffer.push(value);
      } else if (c === c) {
        buffer.push(simpleEscape(c));
        pos++;
      } // else the end of the source, reported by the next round
      kept = pos;
    }
  }

  /** At a digit, possibly behind a dot that is already consumed. */
  #numeral(): number {
    const source = this.#source;
    const start = this.#tokenStart;
    let pos = this.#pos;
    let value = 0;
    let c = source.charCodeAt(pos);
    if (pos === start) { // plain decimal integers
      while (CLASS[c] === DIGIT) {
        value = value * 10 + c - 48;
        c = source.charCodeAt(++pos);
      }
      if (c !== 46 && c !== 0 && CLASS[c] !== ALPHA && pos - start <= 15) {
        this.#pos = pos;
        this.number = value;
        this.#numberText = source.slice(start, pos);
        return TK.NUMBER;
      }
    }
    while (CLASS[c] === DIGIT || c === 46) c = source.charCodeAt(++pos);
    if (c === 69 || c === 101 || c === 0) { // E e, and NUL by way of strchr
      c = source.charCodeAt(++pos);
      if (c === 43 || c === 45 || c === 0) pos++; // + -
    }
    while ((CLASS[source.charCodeAt(pos)]! & (ALPHA | DIGIT)) !== 0) pos++;
    this.#pos = pos;
    const token = source.slice(start, pos);
    const nul = token.indexOf("\0");
    const text = nul < 0 ? token : token.slice(0, nul); // the C string ends there
    this.#numberText = text;
    const number = parseNumeral(text);
    if (number === undefined) throw this.fault("malformed number", text);
    this.number = number;
    return TK.NUMBER;
  }
}
