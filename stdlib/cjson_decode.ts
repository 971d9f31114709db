/**
 * `cjson.decode`: JSON text to Lua values, with lua-cjson's errors.
 *
 * Containers in progress are on a stack of its own; nothing recurses. They hang on the outermost one, which the
 * trace is told of, so that the memory account sees what has been built so far.
 *
 * @module
 */

import type { Runtime } from "../vm/runtime.ts";
import { LuaTable } from "../vm/table.ts";
import { NULL_POINTER, type Value } from "../vm/value.ts";
import type { CjsonConfig } from "./cjson_config.ts";
import { JsonScanner, Token, TOKEN_NAMES } from "./cjson_scan.ts";

/** Values a C function may have on its stack; it bounds nesting besides `decode_max_depth`. */
const MAX_C_STACK = 8000;

const COMMA = 44;
const COLON = 58;

/** A container being filled. */
interface Level {
  readonly table: LuaTable;
  readonly isArray: boolean;
  /** array: elements so far */
  count: number;
}

class Decoder {
  declare private readonly rt: Runtime;
  declare private readonly config: CjsonConfig;
  declare private readonly scanner: JsonScanner;
  private readonly levels: Level[] = [];
  /** values the reference would have on its stack */
  private stack = 1;

  constructor(rt: Runtime, config: CjsonConfig, text: string) {
    this.rt = rt;
    this.config = config;
    this.scanner = new JsonScanner(rt, text, config.decodeInvalid === 1);
  }

  decode(): Value {
    const { scanner } = this;
    const value = this.value(scanner.next());
    if (!(value instanceof LuaTable)) {
      this.expectEnd();
      return value;
    }
    const { handles } = this.rt;
    handles.add(value);
    try {
      this.fill();
      this.expectEnd();
    } finally {
      handles.delete(value);
    }
    return value;
  }

  private expectEnd(): void {
    const token = this.scanner.next();
    if (token !== Token.End) this.fail("the end", token);
  }

  private fail(expected: string, token: Token): never {
    const { scanner } = this;
    const found = token === Token.Error ? scanner.string : TOKEN_NAMES[token]!;
    return this.rt.error(`Expected ${expected} but found ${found} at character ${scanner.start + 1}`);
  }

  /** The value that begins with `token`; a container comes empty, and is the innermost level from now on. */
  private value(token: Token): Value {
    const { scanner, rt } = this;
    switch (token) {
      case Token.String:
        rt.heap.chargeString(scanner.string.length);
        return scanner.string;
      case Token.Number:
        return scanner.number;
      case Token.Boolean:
        return scanner.number === 1;
      case Token.Null:
        return NULL_POINTER;
      case Token.ObjectBegin:
        return this.open(false);
      case Token.ArrayBegin:
        return this.open(true);
    }
    return this.fail("value", token);
  }

  private open(isArray: boolean): LuaTable {
    const { rt, levels, scanner } = this;
    const depth = levels.length + 1;
    if (depth > this.config.decodeMaxDepth || this.stack + (isArray ? 2 : 3) > MAX_C_STACK) {
      rt.error(`Found too many nested data structures (${depth}) at character ${scanner.at}`);
    }
    this.stack += isArray ? 1 : 2;
    const table = rt.newTable();
    levels.push({ table, isArray, count: 0 });
    return table;
  }

  private close(level: Level): void {
    this.levels.pop();
    this.stack -= level.isArray ? 1 : 2;
  }

  /** Fills the containers that are open. */
  private fill(): void {
    const { levels } = this;
    let fresh = true;
    for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
      fresh = level.isArray ? this.arrayStep(level, fresh) : this.objectStep(level, fresh);
    }
  }

  /** Goes on with an array until it ends or a container begins. `fresh`: nothing of it has been read yet. */
  private arrayStep(level: Level, fresh: boolean): boolean {
    const { scanner, rt, levels } = this;
    const { heap } = rt;
    const open = levels.length;
    for (;;) {
      rt.charge(2);
      let token: Token;
      if (!fresh && scanner.skips(COMMA)) token = scanner.next();
      else {
        token = scanner.next();
        if (token === Token.ArrayEnd) break;
        if (!fresh) {
          if (token !== Token.Comma) this.fail("comma or array end", token);
          token = scanner.next();
        }
        fresh = false;
      }
      const value = this.value(token);
      level.table.setNumber(heap, ++level.count, value);
      if (levels.length !== open) return true;
    }
    this.close(level);
    return false;
  }

  private objectStep(level: Level, fresh: boolean): boolean {
    const { scanner, rt, levels } = this;
    const { heap } = rt;
    const open = levels.length;
    for (;;) {
      rt.charge(3);
      const likely = scanner.likely = level.table.shape.likelyKey;
      let token: Token;
      if (!fresh && scanner.skips(COMMA)) token = scanner.next();
      else {
        token = scanner.next();
        if (token === Token.ObjectEnd) break;
        if (!fresh) {
          if (token !== Token.Comma) this.fail("comma or object end", token);
          token = scanner.next();
        }
        fresh = false;
      }
      scanner.likely = "";
      if (token !== Token.String) this.fail("object key string", token);
      const key = scanner.string;
      heap.chargeString(key.length);
      if (!scanner.skips(COLON)) {
        token = scanner.next();
        if (token !== Token.Colon) this.fail("colon", token);
      }
      const value = this.value(scanner.next());
      // a key that leads to another shape is not in this one
      if (key === likely && key !== "") level.table.addString(heap, key, value);
      else level.table.setString(heap, key, value);
      if (levels.length !== open) return true;
    }
    this.close(level);
    return false;
  }
}

/** The value a JSON text stands for. */
export function decodeJson(rt: Runtime, config: CjsonConfig, text: string): Value {
  // one of the first two bytes is zero: UTF-16 or UTF-32
  if (text.length >= 2 && (text.charCodeAt(0) === 0 || text.charCodeAt(1) === 0)) {
    rt.error("JSON parser does not support UTF-16 or UTF-32");
  }
  return new Decoder(rt, config, text).decode();
}
