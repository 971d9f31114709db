/**
 * Inline commands: a line of words, as typed into telnet. Quoting is that of Redis: "..." knows escapes,
 * '...' only \', and a closing quote ends its word.
 *
 * @module
 */

/** White space as C's `isspace` has it. */
function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

/** The value of a hexadecimal digit, or -1. */
function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const lower = code | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}

const ESCAPES = new Map([["n", "\n"], ["r", "\r"], ["t", "\t"], ["b", "\b"], ["a", "\x07"]]);

/** Where a quoted part ends and what it says; undefined if its quote is not closed, or not by a word's end. */
function quoted(line: string, at: number, quote: string): { text: string; next: number } | undefined {
  let text = "";
  while (at < line.length) {
    const char = line.charAt(at);
    if (char === quote) {
      const next = at + 1;
      return next < line.length && !isSpace(line.charCodeAt(next)) ? undefined : { text, next };
    }
    if (char !== "\\" || (quote === "'" && line.charAt(at + 1) !== "'")) {
      text += char;
      at++;
      continue;
    }
    const high = hexDigit(line.charCodeAt(at + 2));
    const low = hexDigit(line.charCodeAt(at + 3));
    if (quote === '"' && line.charAt(at + 1) === "x" && high >= 0 && low >= 0) {
      text += String.fromCharCode(high * 16 + low);
      at += 4;
    } else if (at + 1 < line.length) {
      const escaped = line.charAt(at + 1);
      text += ESCAPES.get(escaped) ?? escaped;
      at += 2;
    } else {
      text += char;
      at++;
    }
  }
  return undefined;
}

/**
 * The words of an inline command; undefined if its quotes are unbalanced.
 *
 * @param line Without its line end.
 */
export function splitInline(line: string): string[] | undefined {
  const words: string[] = [];
  let at = 0;
  for (;;) {
    while (at < line.length && isSpace(line.charCodeAt(at))) at++;
    if (at >= line.length) return words;
    let word = "";
    while (at < line.length) {
      const char = line.charAt(at);
      if (char === " " || char === "\n" || char === "\r" || char === "\t") break;
      if (char !== '"' && char !== "'") {
        word += char;
        at++;
        continue;
      }
      const part = quoted(line, at + 1, char);
      if (part === undefined) return undefined;
      word += part.text;
      at = part.next;
      break;
    }
    words.push(word);
  }
}
