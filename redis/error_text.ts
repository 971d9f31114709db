/**
 * Texts of errors that scripts make and get.
 *
 * @module
 */

import { flatCopy } from "../stdlib/string_tools.ts";

/**
 * An error's text as scripts see it: `-CODE message` keeps its code, anything else gets `ERR`. Line breaks at the
 * ends of the message are cut off.
 */
export function normalizedError(text: string): string {
  if (text.charCodeAt(0) !== 45) return `ERR ${trimmed(text)}`;
  const space = text.indexOf(" ");
  if (space < 0) return `ERR ${trimmed(text.slice(1))}`;
  return `${text.slice(1, space)} ${trimmed(text.slice(space + 1))}`;
}

function isBreak(code: number): boolean {
  return code === 10 || code === 13;
}

/** `text` without line breaks at its ends. */
function trimmed(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && isBreak(text.charCodeAt(from))) from++;
  while (to > from && isBreak(text.charCodeAt(to - 1))) to--;
  return to - from === text.length ? text : text.slice(from, to);
}

/** `text` with line breaks turned into spaces, as replies of one line need it. */
export function oneLine(text: string): string {
  return /[\r\n]/.test(text) ? flatCopy(text.replace(/[\r\n]/g, " ")) : text;
}
