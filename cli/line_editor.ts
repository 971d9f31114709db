/**
 * Reading lines: from a terminal with editing and history, or from a pipe.
 *
 * @module
 */

import { writeAll } from "./output.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function write(text: string): void {
  writeAll(Deno.stdout, encoder.encode(text));
}

/** Lines of standard input when it is not a terminal. */
export async function* plainLines(): AsyncGenerator<string> {
  const decode = new TextDecoder();
  let rest = "";
  for await (const chunk of Deno.stdin.readable) {
    const lines = (rest + decode.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
  if (rest !== "") yield rest;
}

/** Escape sequences of keys. */
// deno-lint-ignore no-control-regex
const KEYS = /^\x1b(?:\[|O)([0-9;]*)([A-Za-z~])/;

/** A line being edited: characters (code points), and where the cursor is among them. */
interface Line {
  chars: string[];
  at: number;
}

/** Columns of the terminal. */
function columns(): number {
  try {
    return Deno.consoleSize().columns || 80;
  } catch {
    return 80;
  }
}

/** Characters that terminals show two columns wide. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;

/** Columns a character takes. */
function widthOf(char: string): number {
  return char < "\x7f" ? 1 : WIDE.test(char) ? 2 : /^\p{M}|\p{Cf}/u.test(char) ? 0 : 1;
}

/** Which character to show first, so that the cursor is among `room` columns and none of them is wasted. */
function firstShown({ chars, at }: Line, start: number, room: number): number {
  const width = (from: number, to: number): number => {
    let sum = 0;
    for (let i = from; i < to; i++) sum += widthOf(chars[i]!);
    return sum;
  };
  let first = Math.min(start, at);
  let before = width(first, at);
  while (before > room) before -= widthOf(chars[first++]!);
  let all = width(first, chars.length);
  while (first > 0 && all + widthOf(chars[first - 1]!) <= room) all += widthOf(chars[--first]!);
  return first;
}

/**
 * Edits lines on a terminal in raw mode: arrows, Home, End, Ctrl-A/E/B/F/K/U/W, history with Up and Down. A
 * line wider than the terminal is scrolled sideways.
 */
export class LineEditor {
  private readonly history: string[] = [];
  private input = "";
  /** the first character shown of a line wider than the terminal */
  private start = 0;

  /** Reads a line: undefined at the end of input (Ctrl-D), null when it was given up (Ctrl-C). */
  async read(prompt: string): Promise<string | undefined | null> {
    Deno.stdin.setRaw(true);
    try {
      const line = await this.edit(prompt);
      write("\r\n");
      if (typeof line === "string" && line !== "" && this.history.at(-1) !== line) this.history.push(line);
      return line;
    } finally {
      Deno.stdin.setRaw(false);
    }
  }

  private async edit(prompt: string): Promise<string | undefined | null> {
    const line: Line = { chars: [], at: 0 };
    this.start = 0;
    let entry = this.history.length;
    // what was typed before Up was pressed
    let draft = "";
    const recall = (to: number): void => {
      if (to < 0 || to > this.history.length) return;
      if (entry === this.history.length) draft = line.chars.join("");
      entry = to;
      line.chars = [...(to === this.history.length ? draft : this.history[to]!)];
      line.at = line.chars.length;
    };
    for (;;) {
      this.draw(prompt, line);
      const key = await this.key();
      if (key === undefined) return undefined;
      switch (key) {
        case "\r":
        case "\n":
          return line.chars.join("");
        case "\x03":
          return null;
        case "\x04":
          if (line.chars.length === 0) return undefined;
          line.chars.splice(line.at, 1);
          break;
        case "up":
        case "\x10":
          recall(entry - 1);
          break;
        case "down":
        case "\x0e":
          recall(entry + 1);
          break;
        default:
          editLine(line, key);
      }
    }
  }

  private draw(prompt: string, line: Line): void {
    const room = Math.max(2, columns() - prompt.length - 1);
    this.start = firstShown(line, this.start, room);
    let shown = "";
    let width = 0;
    let back = 0;
    for (let i = this.start; i < line.chars.length; i++) {
      const char = line.chars[i]!;
      width += widthOf(char);
      if (width > room) break;
      if (i >= line.at) back += widthOf(char);
      shown += char === "\t" ? " " : char;
    }
    write(`\r${prompt}${shown}\x1b[K${back > 0 ? `\x1b[${back}D` : ""}`);
  }

  /** The next key: a character, a control character, or the name of a special key. */
  private async key(): Promise<string | undefined> {
    while (this.input === "") {
      const buffer = new Uint8Array(1024);
      const n = await Deno.stdin.read(buffer);
      if (n === null) return undefined;
      this.input = decoder.decode(buffer.subarray(0, n), { stream: true });
    }
    const sequence = KEYS.exec(this.input);
    if (sequence !== null) {
      this.input = this.input.slice(sequence[0].length);
      return nameOf(sequence[1]!, sequence[2]!);
    }
    const key = String.fromCodePoint(this.input.codePointAt(0)!);
    this.input = this.input.slice(key.length);
    return key;
  }
}

function nameOf(parameter: string, final: string): string {
  switch (final) {
    case "A":
      return "up";
    case "B":
      return "down";
    case "C":
      return "\x06";
    case "D":
      return "\x02";
    case "H":
      return "\x01";
    case "F":
      return "\x05";
    case "~":
      return parameter === "3" ? "delete" : parameter === "1" ? "\x01" : parameter === "4" ? "\x05" : "";
  }
  return "";
}

/** Carries out a key that only concerns the line. */
function editLine(line: Line, key: string): void {
  const { chars } = line;
  switch (key) {
    case "\x01":
      line.at = 0;
      return;
    case "\x05":
      line.at = chars.length;
      return;
    case "\x02":
      line.at = Math.max(0, line.at - 1);
      return;
    case "\x06":
      line.at = Math.min(chars.length, line.at + 1);
      return;
    case "\x0b":
      chars.length = line.at;
      return;
    case "\x15":
      chars.splice(0, line.at);
      line.at = 0;
      return;
    case "\x17": {
      const start = chars.slice(0, line.at).join("").replace(/\S+\s*$/, "").length;
      chars.splice(start, line.at - start);
      line.at = start;
      return;
    }
    case "\x7f":
    case "\b":
      if (line.at > 0) chars.splice(--line.at, 1);
      return;
    case "delete":
      chars.splice(line.at, 1);
      return;
  }
  if (key >= " " || key === "\t") chars.splice(line.at++, 0, key);
}
