/**
 * Chunk names as messages show them.
 *
 * @module
 */

/** Room that run-time messages have for a chunk name, including C's final zero (`LUA_IDSIZE`). */
export const ID_SIZE = 60;

/** Room that syntax error messages have for it (`MAXSRC` of Lua's lexer). */
export const SYNTAX_ID_SIZE = 80;

/**
 * The printable form of a chunk name: `=name` gives `name`, `@file` gives `file` (its tail after `...` when
 * long), and source text gives `[string "first line..."]`.
 *
 * @param source the chunk name with its prefix; ends at its first NUL, as a C string does
 * @param size bytes available including C's final zero: {@linkcode ID_SIZE} or {@linkcode SYNTAX_ID_SIZE}
 */
export function chunkId(source: string, size: number = ID_SIZE): string {
  const nul = source.indexOf("\0");
  const name = nul >= 0 ? source.slice(0, nul) : source;
  if (name[0] === "=") return name.slice(1, size);
  if (name[0] === "@") {
    const room = size - 8; // sizeof(" '...' ")
    const length = name.length - 1;
    return length > room ? "..." + name.slice(name.length - room) : name.slice(1);
  }
  const room = size - 17; // sizeof(" [string \"...\"] ")
  let length = 0;
  while (length < name.length && length < room) {
    const c = name.charCodeAt(length);
    if (c === 10 || c === 13) break;
    length++;
  }
  return length < name.length ? `[string "${name.slice(0, length)}..."]` : `[string "${name}"]`;
}
