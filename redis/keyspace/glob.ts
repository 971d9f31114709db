/**
 * Glob patterns of `KEYS`, `SCAN ... MATCH`, `CONFIG GET` and pub/sub: `*`, `?`, `[a-c]`, `[^a]`, `\\` escapes.
 *
 * A failed match goes back to the last `*` only, which finds every match, so the work is at most the product of the
 * two lengths.
 *
 * @module
 */

/** Whether the byte at `at` of the text can be consumed by the element at `p` of the pattern; gives the next index. */
function element(pattern: string, p: number, c: number, fold: boolean): number {
  const end = pattern.length;
  let code = pattern.charCodeAt(p);
  if (code === 63) return p + 1;
  if (code === 91) return bracket(pattern, p, c, fold);
  if (code === 92 && p + 1 < end) code = pattern.charCodeAt(++p);
  return (fold ? lower(code) === lower(c) : code === c) ? p + 1 : -1;
}

function lower(code: number): number {
  return code >= 65 && code <= 90 ? code + 32 : code;
}

/** A class in brackets. A class that is not closed ends with the pattern. */
function bracket(pattern: string, p: number, c: number, fold: boolean): number {
  const end = pattern.length;
  p++;
  const not = pattern.charCodeAt(p) === 94;
  if (not) p++;
  let match = false;
  if (fold) c = lower(c);
  for (;;) {
    if (p >= end) {
      p = end - 1;
      break;
    }
    const code = pattern.charCodeAt(p);
    if (code === 92 && p + 1 < end) {
      p++;
      if (pattern.charCodeAt(p) === c) match = true;
    } else if (code === 93) {
      break;
    } else if (p + 2 < end && pattern.charCodeAt(p + 1) === 45) {
      // chars of the server are signed, so bytes from 128 up come before all others
      let from = (code << 24) >> 24;
      let to = (pattern.charCodeAt(p + 2) << 24) >> 24;
      if (from > to) [from, to] = [to, from];
      if (fold) [from, to] = [lower(from), lower(to)];
      p += 2;
      const signed = (c << 24) >> 24;
      if (signed >= from && signed <= to) match = true;
    } else if ((fold ? lower(code) : code) === c) {
      match = true;
    }
    p++;
  }
  return match !== not ? p + 1 : -1;
}

/** Whether the whole text matches the pattern. `fold`: ASCII case does not matter (default: it does). */
export function globMatch(pattern: string, text: string, fold: boolean = false): boolean {
  // as on the server, not even `*` matches an empty text
  if (text.length === 0) return pattern.length === 0;
  let p = 0;
  let t = 0;
  let starPattern = -1;
  let starText = 0;
  while (true) {
    if (p < pattern.length && pattern.charCodeAt(p) === 42) {
      while (p < pattern.length && pattern.charCodeAt(p) === 42) p++;
      if (p === pattern.length) return true;
      starPattern = p;
      starText = t;
      continue;
    }
    if (t === text.length) return p >= pattern.length;
    const next = p < pattern.length ? element(pattern, p, text.charCodeAt(t), fold) : -1;
    if (next >= 0) {
      p = next;
      t++;
      continue;
    }
    if (starPattern < 0) return false;
    p = starPattern;
    t = ++starText;
  }
}

/** What a match may cost besides a look at the text: long patterns on long texts. */
export function globWork(pattern: string, text: string): number {
  return Math.floor(pattern.length * text.length / 256);
}
