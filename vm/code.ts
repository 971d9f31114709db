/**
 * A function prototype made ready to run: bytecode plus its inline caches.
 *
 * One `Code` per function of a module, shared by all instances. Inline caches hold shapes and slot
 * numbers only, never a value of an instance.
 *
 * @module
 */

import type { Constant, FunctionProto } from "../compiler/proto.ts";
import type { Shape } from "./shape.ts";

/** What a `GETFIELD`-like instruction remembers about the last table it met. */
export class InlineCache {
  readonly key: string;
  /** names of metamethods are never cached for stores: a store must drop the table's `MetaCache` */
  readonly isEvent: boolean;
  /** shape in which the key sits in slot `index` */
  shape: Shape | null = null;
  index = 0;
  /** stores: adding the key to a table of shape `from` gives shape `to` (slot `from.count`) */
  from: Shape | null = null;
  to: Shape | null = null;
  /** loads: a table of shape `missing` lacks the key, and its `__index` table of shape `holder` has it */
  missing: Shape | null = null;
  holder: Shape | null = null;
  holderIndex = 0;

  constructor(key: string) {
    this.key = key;
    this.isEvent = key.charCodeAt(0) === 95 && key.charCodeAt(1) === 95;
  }
}

/** A runnable function. */
export class Code {
  readonly proto: FunctionProto;
  readonly code: Int32Array;
  readonly constants: readonly Constant[];
  readonly sites: readonly InlineCache[];
  readonly numParams: number;
  readonly isVararg: boolean;
  readonly maxStack: number;
  /** loaded by the script (`loadstring`), so its size is the instance's, unlike that of a shared module */
  readonly loaded: boolean;
  private readonly children: (Code | undefined)[];

  constructor(proto: FunctionProto, loaded = false) {
    this.proto = proto;
    this.loaded = loaded;
    this.code = proto.code;
    this.constants = proto.constants;
    this.numParams = proto.numParams;
    this.isVararg = proto.isVararg;
    this.maxStack = proto.maxStack;
    const sites: InlineCache[] = [];
    for (const constant of proto.sites) sites.push(new InlineCache(proto.constants[constant] as string));
    this.sites = sites;
    this.children = new Array(proto.protos.length);
  }

  /** Rough size of this function and those in it, in bytes, for code that a script has loaded itself. */
  get bytes(): number {
    return protoBytes(this.proto);
  }

  /** The code of nested function `index`, linked on first use. */
  child(index: number): Code {
    return this.children[index] ??= new Code(this.proto.protos[index]!, this.loaded);
  }
}

/** Nesting is bounded by the parser (200 levels) and the validator. */
function protoBytes(proto: FunctionProto): number {
  let bytes = 512 + 8 * proto.code.length + 96 * proto.sites.length + 48 * proto.locals.length;
  for (const constant of proto.constants) bytes += typeof constant === "string" ? 32 + constant.length : 16;
  for (const nested of proto.protos) bytes += protoBytes(nested);
  return bytes;
}
