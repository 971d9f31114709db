/**
 * The libraries Redis gives to scripts beside Lua's, for any instance: import those wanted and name them in
 * the option `libs`. (An instance made by `redis/mod.ts` has them anyway.)
 *
 * | Library    | Does                                                                    |
 * | ---------- | ----------------------------------------------------------------------- |
 * | `bit`      | bit operations on 32-bit integers, as of BitOp                          |
 * | `cjson`    | JSON, with `cjson.null` and sparse arrays, as of lua-cjson              |
 * | `cmsgpack` | MessagePack, as of lua-cmsgpack                                         |
 * | `struct`   | numbers and strings in binary formats, as of struct                     |
 *
 * @example
 * ```ts
 * import { instantiate } from "./mod.ts";
 * import { bit, struct } from "./libraries.ts";
 *
 * const source = "return bit.bxor(struct.unpack('>I2', 'ab'), 1)";
 * console.log(instantiate(source, { libs: ["base", bit, struct] }).run()); // 24931
 * ```
 *
 * @module
 */

import { entriesOf, Library } from "./host/library.ts";
import { bitLibrary } from "./stdlib/bit.ts";
import { cjsonEntries } from "./stdlib/cjson.ts";
import { cmsgpackEntries } from "./stdlib/cmsgpack.ts";
import { structLibrary } from "./stdlib/struct.ts";

export type { Library };

/** Bit operations (BitOp). */
export const bit: Library = new Library("bit", entriesOf(bitLibrary));
/** JSON (lua-cjson 2.1). */
export const cjson: Library = new Library("cjson", cjsonEntries);
/** MessagePack (lua-cmsgpack 0.4). */
export const cmsgpack: Library = new Library("cmsgpack", cmsgpackEntries);
/** Binary formats (struct 0.2). */
export const struct: Library = new Library("struct", entriesOf(structLibrary));
