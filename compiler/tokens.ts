/**
 * Token numbers and their printed forms.
 *
 * A token that is one character is that character's code; the others follow from 257 in Lua's own order.
 *
 * @module
 */

/** Names of the tokens from {@linkcode FIRST_RESERVED} on, as messages print them. */
const NAMES: readonly string[] = Object.freeze([
  "and",
  "break",
  "do",
  "else",
  "elseif",
  "end",
  "false",
  "for",
  "function",
  "if",
  "in",
  "local",
  "nil",
  "not",
  "or",
  "repeat",
  "return",
  "then",
  "true",
  "until",
  "while",
  "..",
  "...",
  "==",
  ">=",
  "<=",
  "~=",
  "<number>",
  "<name>",
  "<string>",
  "<eof>",
]);

/** The first token number that is not a character code. */
export const FIRST_RESERVED = 257;

/** Token numbers of reserved words and of tokens longer than a character. */
export const TK = Object.freeze({
  AND: 257,
  BREAK: 258,
  DO: 259,
  ELSE: 260,
  ELSEIF: 261,
  END: 262,
  FALSE: 263,
  FOR: 264,
  FUNCTION: 265,
  IF: 266,
  IN: 267,
  LOCAL: 268,
  NIL: 269,
  NOT: 270,
  OR: 271,
  REPEAT: 272,
  RETURN: 273,
  THEN: 274,
  TRUE: 275,
  UNTIL: 276,
  WHILE: 277,
  CONCAT: 278,
  DOTS: 279,
  EQ: 280,
  GE: 281,
  LE: 282,
  NE: 283,
  NUMBER: 284,
  NAME: 285,
  STRING: 286,
  EOS: 287,
});

/** The reserved words with their token numbers. */
export const RESERVED_WORDS: readonly (readonly [string, number])[] = Object.freeze(
  NAMES.slice(0, 21).map((name, i) => [name, FIRST_RESERVED + i] as const),
);

/** A token's printed form without its text: `x`, `char(27)`, `while`, `<eof>`. */
export function tokenName(token: number): string {
  if (token >= FIRST_RESERVED) return NAMES[token - FIRST_RESERVED] ?? "?";
  return token < 32 || token === 127 ? `char(${token})` : String.fromCharCode(token);
}
