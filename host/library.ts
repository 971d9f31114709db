/**
 * Libraries besides those of Lua, which a host imports where it wants them, so that `mod.ts` does not carry
 * what few scripts need.
 *
 * @module
 */

import type { Builtin, Value } from "../vm/value.ts";

/** Names and values of a library's table. */
export type Entries = readonly (readonly [name: string, value: Value])[];

/** A library made of builtins and constants, by their names. */
export function entriesOf(library: readonly Builtin[], more: Entries = []): Entries {
  return [...library.map((builtin) => [builtin.name, builtin] as const), ...more];
}

/**
 * A library for the option `libs` of `instantiate`, beside the names of Lua's own. `libraries.ts` exports
 * them; there is no other way to come by one.
 *
 * @example
 * ```ts
 * import { instantiate } from "../mod.ts";
 * import { cjson } from "../libraries.ts";
 *
 * const instance = instantiate("return cjson.encode({1, 2})", { libs: ["base", cjson] });
 * console.log(instance.run()); // [1,2]
 * ```
 */
export class Library {
  /** the global variable that holds its table */
  readonly name: string;
  /** @ignore what the table holds */
  readonly entries: Entries;

  /** @ignore */
  constructor(name: string, entries: Entries) {
    this.name = name;
    this.entries = entries;
    Object.freeze(this);
  }
}
