/**
 * First lines of scripts and libraries: `#!lua flags=no-writes,allow-oom`, `#!lua name=mylib`.
 *
 * @module
 */

/** What a script declares about itself. */
export interface ScriptFlags {
  /** it has no first line `#!`: the rules of Redis before 7 apply */
  readonly compatible: boolean;
  /** it does not write */
  readonly noWrites: boolean;
  /** it may run although memory is used up */
  readonly allowOom: boolean;
}

/** A script without a first line. */
const COMPATIBLE: ScriptFlags = Object.freeze({ compatible: true, noWrites: false, allowOom: false });

/** Flags a script or a function may have. */
export const FLAGS: readonly string[] = Object.freeze([
  "no-writes",
  "allow-oom",
  "allow-stale",
  "no-cluster",
  "allow-cross-slot-keys",
]);

/** What a set of flags means. */
export function flagsOf(names: Iterable<string>): ScriptFlags {
  const set = new Set(names);
  const noWrites = set.has("no-writes");
  // what does not write needs no memory
  return { compatible: false, noWrites, allowOom: noWrites || set.has("allow-oom") };
}

/** A first line taken apart, or why it cannot be. */
export type Shebang = { readonly words: readonly string[]; readonly body: string } | string;

/** Splits a line as Redis's configuration files are split; undefined for an unbalanced quote. */
function splitWords(line: string): string[] | undefined {
  const words: string[] = [];
  let i = 0;
  const isSpace = (c: string) => c === " " || (c >= "\t" && c <= "\r");
  for (;;) {
    while (i < line.length && isSpace(line[i]!)) i++;
    if (i >= line.length || line[i] === "\0") return words;
    let word = "";
    for (; i < line.length && !isSpace(line[i]!) && line[i] !== "\0"; i++) {
      const quote = line[i]!;
      if (quote !== '"' && quote !== "'") {
        word += quote;
        continue;
      }
      const end = closing(line, i);
      if (end < 0) return undefined;
      word += line.slice(i + 1, end).replace(/\\(.)/g, "$1");
      i = end;
      // a closing quote ends the word
      const after = line[i + 1];
      if (after !== undefined && !isSpace(after)) return undefined;
    }
    words.push(word);
  }
}

/** Index of the quote that closes the one at `open`; -1 without. */
function closing(line: string, open: number): number {
  for (let i = open + 1; i < line.length; i++) {
    if (line[i] === "\\") i++;
    else if (line[i] === line[open]) return i;
  }
  return -1;
}

/** Flags and text of a script; a string is the error's text. The first line stays as an empty one. */
export function scriptShebang(source: string): { flags: ScriptFlags; body: string } | string {
  if (!source.startsWith("#!")) return { flags: COMPATIBLE, body: source };
  const end = source.indexOf("\n");
  if (end < 0) return "ERR Invalid script shebang";
  const words = splitWords(source.slice(0, end));
  if (words === undefined || words.length === 0) return "ERR Invalid engine in script shebang";
  if (words[0] !== "#!lua") return `ERR Unexpected engine in script shebang: ${words[0]}`;
  let flags: string[] = [];
  for (const word of words.slice(1)) {
    if (!word.startsWith("flags=")) return `ERR Unknown lua shebang option: ${word}`;
    const names = word.length === 6 ? [] : word.slice(6).split(",");
    const unknown = names.find((name) => !FLAGS.includes(name));
    if (unknown !== undefined) return `ERR Unexpected flag in script shebang: ${unknown}`;
    flags = [...flags, ...names];
  }
  return { flags: flagsOf(flags), body: source.slice(end) };
}

/** Name and text of a library of functions; a string is the error's text. */
export function libraryShebang(source: string): { name: string; engine: string; body: string } | string {
  if (!source.startsWith("#!")) return "ERR Missing library metadata";
  const end = source.indexOf("\n");
  if (end < 0) return "ERR Invalid library metadata";
  const words = splitWords(source.slice(0, end));
  if (words === undefined || words.length === 0) return "ERR Invalid library metadata";
  const engine = words[0]!.slice(2);
  let name: string | undefined = undefined;
  for (const word of words.slice(1)) {
    if (!/^name=/i.test(word)) return `ERR Invalid metadata value given: ${word}`;
    if (name !== undefined) return `ERR Invalid metadata value, name argument was given multiple times`;
    name = word.slice(5);
  }
  if (name === undefined) return "ERR Library name was not given";
  if (!isName(name)) return `ERR ${BAD_NAME}`;
  return { name, engine, body: source.slice(end) };
}

/** What is wrong with a name, of libraries and functions alike. */
export const BAD_NAME =
  "Library names can only contain letters, numbers, or underscores(_) and must be at least " +
  "one character long";

/** Whether a text may name a library or a function. */
export function isName(text: string): boolean {
  return /^[A-Za-z0-9_]+$/.test(text);
}
