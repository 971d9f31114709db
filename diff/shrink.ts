/**
 * Making a program on which the two sides differ smaller, as long as they differ: by lines, then by tokens.
 *
 * @module
 */

/** Says which of some candidate programs still show the difference. Candidates are tried in batches. */
export type Judge = (candidates: readonly string[]) => Promise<boolean[]>;

/** Candidates tried together. */
const BATCH = 24;

/** Lexical elements of Lua, white space and line ends among them, so that joining them gives the text again. */
function tokensOf(text: string): string[] {
  return text.match(
    /--\[\[[^]*?\]\]|\[(=*)\[[^]*?\]\1\]|"(?:\\[^]|[^"\\\n])*"|'(?:\\[^]|[^'\\\n])*'|[A-Za-z_]\w*|\d[\w.]*|\.{1,3}|[=<>~]=|\n|[ \t]+|[^]/g,
  ) ?? [];
}

/** Removes pieces, big runs first, until no single one can be removed. */
async function reduce(pieces: string[], glue: string, judge: Judge): Promise<string[]> {
  for (let size = Math.max(1, pieces.length >> 1); size >= 1;) {
    let removed = false;
    for (let at = 0; at < pieces.length;) {
      const starts: number[] = [];
      for (let i = 0; i < BATCH && at + i * size < pieces.length; i++) starts.push(at + i * size);
      const candidates = starts.map((start) => [...pieces.slice(0, start), ...pieces.slice(start + size)]);
      const verdicts = await judge(candidates.map((candidate) => candidate.join(glue)));
      const hit = verdicts.indexOf(true);
      if (hit < 0) {
        at += BATCH * size;
        continue;
      }
      pieces = candidates[hit]!;
      at = starts[hit]!;
      removed = true;
    }
    if (!removed || size > 1) size >>= 1;
  }
  return pieces;
}

/** Replaces bracketed groups by what is inside them, or by a constant. */
async function simplify(text: string, judge: Judge): Promise<string> {
  for (let i = 0;;) {
    const tokens = tokensOf(text);
    const candidates: string[] = [];
    for (; i < tokens.length && candidates.length < BATCH; i++) {
      const end = closing(tokens, i);
      if (end < 0) continue;
      const before = tokens.slice(0, i).join("");
      const after = tokens.slice(end + 1).join("");
      candidates.push(
        before + tokens.slice(i + 1, end).join("") + after,
        `${before} 1 ${after}`,
        `${before} ${after}`,
      );
    }
    if (candidates.length === 0) return text;
    const shorter = candidates.filter((candidate) => candidate.length < text.length);
    const hit = (await judge(shorter)).indexOf(true);
    if (hit >= 0) {
      text = shorter[hit]!;
      i = 0;
    }
  }
}

/** The token that closes what opens at `at`; -1 where nothing opens. */
function closing(tokens: readonly string[], at: number): number {
  const opens = /^(?:[([{]|function|do|then|if|repeat)$/;
  if (!opens.test(tokens[at]!)) return -1;
  let depth = 0;
  for (let i = at; i < tokens.length; i++) {
    const token = tokens[i]!;
    if (/^(?:[([{]|function|do|if|repeat)$/.test(token)) depth++;
    else if (/^(?:[)\]}]|end|until)$/.test(token) && --depth <= 0) return i;
  }
  return -1;
}

/** The smallest program found that `judge` accepts; `text` must be accepted. */
export async function shrink(text: string, judge: Judge): Promise<string> {
  for (;;) {
    const before = text;
    text = (await reduce(text.split("\n"), "\n", judge)).join("\n");
    text = (await reduce(tokensOf(text), "", judge)).join("");
    text = await simplify(text, judge);
    if (text === before) return text.split("\n").filter((line) => line.trim() !== "").join("\n") + "\n";
  }
}
