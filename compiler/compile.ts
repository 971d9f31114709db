/**
 * Source text to bytecode: the compiler's front door.
 *
 * @module
 */

import { RegisterOverflow } from "./code_buffer.ts";
import { FunctionEmitter } from "./emitter.ts";
import { Lexer } from "./lexer.ts";
import { Parser } from "./parser.ts";
import type { FunctionProto } from "./proto.ts";
import { TK } from "./tokens.ts";

/** How to compile a chunk. */
export interface CompileOptions {
  /** skip a first line that starts with `#`, as loading a file does; default true */
  skipShebang?: boolean;
  /**
   * Syntax levels (of 200) that the caller already uses; default 0. Lua counts the C calls in progress here,
   * so that `loadstring` called by a script nests a little less.
   */
  syntaxLevel?: number;
}

/**
 * Compiles one chunk.
 *
 * @param source the text, one char (0-255) per byte
 * @param chunkName the chunk's name with its `@` or `=` prefix if any
 * @returns the main function, which is vararg
 * @throws {SyntaxFault} the text is not a Lua 5.1 chunk, or exceeds a limit of the language
 */
export function compileChunk(source: string, chunkName: string, options: CompileOptions = {}): FunctionProto {
  const level = options.syntaxLevel ?? 0;
  const start = options.skipShebang !== false && source.charCodeAt(0) === 35 ? firstLineEnd(source) : 0;
  try {
    return compileFrom(source, chunkName, start, level, false);
  } catch (fault) {
    if (!(fault instanceof RegisterOverflow)) throw fault;
  }
  return reportOverflow(source, chunkName, start, level);
}

function compileFrom(
  source: string,
  chunkName: string,
  start: number,
  level: number,
  offsets: boolean,
): FunctionProto {
  const lexer = new Lexer(source, chunkName, start, offsets);
  return new FunctionEmitter(chunkName).compile(new Parser(lexer, level).mainChunk());
}

/** The offset of the newline that ends the first line; it stays, so that lines count from 1. */
function firstLineEnd(source: string): number {
  const newline = source.indexOf("\n");
  return newline < 0 ? source.length : newline;
}

/**
 * Says where a function needed too many registers. The emitter only knows lines, but the message names the
 * token that the one-pass compiler of Lua 5.1 would have stopped at. So compile once more with source offsets
 * in place of lines, and read tokens up to the offset at which it stops.
 */
function reportOverflow(source: string, chunkName: string, start: number, level: number): FunctionProto {
  let offset = 0;
  try {
    return compileFrom(source, chunkName, start, level, true);
  } catch (fault) {
    if (!(fault instanceof RegisterOverflow)) throw fault;
    offset = fault.line;
  }
  const lexer = new Lexer(source, chunkName, start, true);
  do lexer.next(); while (lexer.token !== TK.EOS && lexer.lastLine < offset);
  throw lexer.faultHere("function or expression too complex");
}
