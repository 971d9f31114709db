/**
 * `string.gsub` with a replacement string.
 *
 * @module
 */

import { FURTHER } from "../vm/further.ts";
import { toStringValue } from "../vm/number.ts";
import type { Runtime } from "../vm/runtime.ts";
import { captureOf, type Matcher, type Program, releaseMatcher, search } from "./pattern.ts";
import { isReplaceable, replaceAll } from "./pattern_replace.ts";
import { finished, flatCopy, PORTION } from "./string_tools.ts";
import { SMALL_SUBJECT, Substitution } from "./substitution.ts";

/** Matches after which there may be many more. */
const MANY = 4;

type Replacement = readonly (string | number)[];

/** Longest replacement that is kept taken apart. */
const MAX_KEPT = 32;

/** Replacements that were met last, in places that their lengths and chars give. */
const keptTexts: string[] = new Array(16).fill("");
const keptParts: Replacement[] = new Array(16).fill([]);

/** A replacement string taken apart: literal texts and numbers of captures (0 is the whole match). */
function parseReplacement(rt: Runtime, text: string): Replacement {
  rt.charge(text.length >>> 2);
  rt.heap.charge(text.length * 8);
  if (text.length > MAX_KEPT) return takenApart(text);
  const at = (text.length + text.charCodeAt(text.length >>> 1)) & 15;
  if (keptTexts[at] !== text) {
    keptTexts[at] = flatCopy(text);
    keptParts[at] = takenApart(keptTexts[at]!);
  }
  return keptParts[at]!;
}

function takenApart(text: string): Replacement {
  const parts: (string | number)[] = [];
  let from = 0;
  for (;;) {
    const at = text.indexOf("%", from);
    if (at < 0) break;
    if (at > from) parts.push(text.slice(from, at));
    const c = text.charCodeAt(at + 1);
    if (c >= 48 && c <= 57) parts.push(c - 48);
    // a `%` at the end takes the NUL that C keeps behind a string
    else parts.push(at + 1 < text.length ? text.charAt(at + 1) : "\0");
    from = at + 2;
  }
  if (from < text.length) parts.push(text.slice(from));
  return parts;
}

/**
 * gsub with a replacement string; `m` holds the first match. While the result is short it is put together here,
 * then a {@linkcode Substitution} goes on.
 */
export function substituteText(
  rt: Runtime,
  m: Matcher,
  start: number,
  subject: string,
  program: Program,
  limit: number,
  replacement: string,
): string {
  const template = replacement.includes("%") ? parseReplacement(rt, replacement) : null;
  const { length } = subject;
  let text = "";
  let parts = 0;
  let copied = 0;
  let count = 1;
  // chars of matches before the current one
  let removed = 0;
  for (;;) {
    const { end } = m;
    if (count === MANY && template === null && limit > length && isReplaceable(program, subject)) {
      return substituteMany(rt, m, start, subject, program, replacement, count, removed);
    }
    removed += end - start;
    const most = template === null ? replacement.length : replacement.length * (end - start + 16);
    if (text.length + start - copied + most > PORTION) break;
    if (start > copied) {
      text += subject.slice(copied, start);
      parts++;
    }
    if (template === null) {
      text += replacement;
      parts++;
    } else {
      for (let i = 0; i < template.length; i++) {
        text += replacementOf(rt, m, program, subject, template[i]!, start, end);
      }
      parts += template.length;
      rt.charge(template.length >>> 1);
    }
    copied = end;
    const from = end > start ? end : start + 1;
    start = count >= limit || program.anchored || from > length ? -1 : search(rt, m, program, subject, from);
    if (start >= 0) count++;
    else if (text.length + length - copied > PORTION) break;
    else {
      releaseMatcher(m);
      if (copied < length) {
        text += subject.slice(copied);
        parts++;
      }
      FURTHER.second = count;
      FURTHER.count = 1;
      return finished(rt, text, parts, length <= SMALL_SUBJECT);
    }
  }
  const sub = new Substitution(rt, m, start, subject, program, limit);
  sub.proceed(text, parts, copied, count);
  if (start >= 0) {
    do {
      if (template === null) sub.replace(replacement);
      else {
        sub.replace("");
        for (let i = 0; i < template.length; i++) {
          sub.add(replacementOf(rt, m, program, subject, template[i]!, sub.start, sub.end));
        }
        rt.charge(template.length >>> 1);
      }
    } while (sub.find(m));
  }
  releaseMatcher(m);
  return sub.finish();
}

/** The same for a simple pattern that matches often; no match is empty. `removed` chars are those of matches before. */
function substituteMany(
  rt: Runtime,
  m: Matcher,
  start: number,
  subject: string,
  program: Program,
  replacement: string,
  count: number,
  removed: number,
): string {
  for (;;) {
    removed += m.end - start;
    start = search(rt, m, program, subject, m.end);
    if (start < 0) break;
    count++;
  }
  releaseMatcher(m);
  FURTHER.second = count;
  FURTHER.count = 1;
  rt.chargeString(subject.length - removed + count * replacement.length);
  return replaceAll(program, subject, replacement);
}

/** What `part` of a replacement stands for in a match. */
function replacementOf(
  rt: Runtime,
  m: Matcher,
  program: Program,
  subject: string,
  part: string | number,
  start: number,
  end: number,
): string {
  if (typeof part === "string") return part;
  if (part === 0) return subject.slice(start, end);
  return toStringValue(captureOf(rt, m, program, subject, part - 1, start, end));
}
