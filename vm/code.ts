/**
 * A function prototype made ready to run: bytecode plus its inline caches.
 *
 * One `Code` per function of a module, shared by all instances. Inline caches hold shapes and slot
 * numbers only, never a value of an instance.
 *
 * @module
 */

import { chunkId } from "../compiler/chunk_id.ts";
import { OPCODES } from "../compiler/opcodes.ts";
import type { Constant, FunctionProto } from "../compiler/proto.ts";
import { type Compiled, firstCall, firstCallForAll, type Unit } from "./compiled/build.ts";
import { listOfAny } from "./elements.ts";
import type { Shape } from "./shape.ts";

/** There is no such key at the end of the path, and no metatable. */
export const NO_KEY = -1;
/** There is no such key at the end of the path, but a Lua function as metamethod. */
export const NO_KEY_BUT_HANDLER = -2;

/** One more kind of table a load has met: where the key was found. */
export interface LoadCase {
  /** shape of the table that was indexed */
  readonly shape: Shape;
  /** shapes of the `__index` tables that were followed, the last one has the key; empty: own key */
  readonly path: readonly Shape[];
  /** slot of the key, `NO_KEY` or `NO_KEY_BUT_HANDLER` */
  readonly index: number;
}

/** One more kind of table a store has met. */
export interface StoreCase {
  readonly shape: Shape;
  /** shapes of the `__newindex` tables that were followed, the last one has the key; empty: own key */
  readonly path: readonly Shape[];
  /** slot of the key, or `NO_KEY_BUT_HANDLER` */
  readonly index: number;
  /** the shape with the key added; null when the key was there, or a function called */
  readonly to: Shape | null;
}

/** Cases kept besides the first; a site that meets more starts learning anew. */
const MAX_CASES = 8;
/** A site that has started anew so often shares what the root of the shapes can remember. */
const MAX_RESTARTS = 4;

/** The path to an own key. */
export const OWN: readonly Shape[] = [];

let serials = 0;

/** What a `GETFIELD`-like instruction remembers about the tables it met. */
export class InlineCache {
  declare readonly key: string;
  /** names of metamethods are never cached for stores: a store must drop the table's `MetaCache` */
  declare readonly isEvent: boolean;
  /** first case of a load or store: shape in which the key sits in slot `index` */
  shape: Shape | null = null;
  index = 0;
  /** first case of a store that adds: the key added to a table of shape `from` gives shape `to` */
  from: Shape | null = null;
  to: Shape | null = null;
  /**
   * first case of a load or store by way of another table: a table of shape `missing` lacks the key, its `__index` or
   * `__newindex` table of shape `holder` has it
   */
  missing: Shape | null = null;
  holder: Shape | null = null;
  holderIndex = 0;
  /** further cases of a site that meets several kinds of tables */
  loads: LoadCase[] | null = null;
  stores: StoreCase[] | null = null;
  /** what was met last that concerns the shape of a single table, where the first cases are not for such */
  singleLoad: LoadCase | null = null;
  singleStore: StoreCase | null = null;
  /** the function it belongs to */
  declare readonly owner: Code;
  /** cases that compiled code knows without looking here, and how often it has come here for others */
  written = 0;
  late = 0;
  readonly serial = serials++;
  private restarts = 0;

  constructor(key: string, owner: Code) {
    this.key = key;
    this.owner = owner;
    this.isEvent = key.charCodeAt(0) === 95 && key.charCodeAt(1) === 95;
  }

  /** Remembers where a load found the key, or that there is none. */
  learnLoad(shape: Shape, path: readonly Shape[], index: number): void {
    const shared = shape.isShared && path.every((link) => link.isShared);
    if (path.length === 0 && index >= 0 && isFree(this.shape, shared)) {
      this.shape = shape;
      this.index = index;
    } else if (this.mayHold(path, index, shared)) this.learnHolder(shape, path[0]!, index);
    else if (shared && !this.hasLoad(shape, path, index)) {
      const known = { shape, path, index };
      if (this.mayLearn(this.loads)) (this.loads ??= []).push(known);
      else if (this.isCrowded) shape.root.remember(shape, this.serial, known);
    } else if (!shared) this.singleLoad = { shape, path, index };
  }

  private mayHold(path: readonly Shape[], index: number, shared: boolean): boolean {
    return path.length === 1 && index >= 0 && (isFree(this.missing, shared) || isFree(this.holder, shared));
  }

  private learnHolder(shape: Shape, holder: Shape, index: number): void {
    this.missing = shape;
    this.holder = holder;
    this.holderIndex = index;
  }

  /** Whether it meets so many kinds of tables that it looks for them in `ShapeRoot.recall`. */
  get isCrowded(): boolean {
    return this.restarts > MAX_RESTARTS;
  }

  private hasLoad(shape: Shape, path: readonly Shape[], index: number): boolean {
    return this.loads?.some((known) => isSame(known, shape, path, index)) ?? false;
  }

  private hasStore(shape: Shape, path: readonly Shape[], index: number): boolean {
    return this.stores?.some((known) => isSame(known, shape, path, index)) ?? false;
  }

  /** Remembers where a store put the key, or that a function was called for it. */
  learnStore(shape: Shape, index: number, to: Shape | null, path: readonly Shape[] = OWN): void {
    if (to === null && index >= 0 && path.length === 0 && isFree(this.shape, shape.isShared)) {
      this.shape = shape;
      this.index = index;
    } else if (to !== null && this.from === null) {
      this.from = shape;
      this.to = to;
      return;
    }
    const shared = shape.isShared && path.every((link) => link.isShared);
    if (this.mayHold(path, index, shared)) this.learnHolder(shape, path[0]!, index);
    else if (shared && !this.hasStore(shape, path, index)) {
      const known = { shape, path, index, to };
      if (this.mayLearn(this.stores)) (this.stores ??= []).push(known);
      else if (this.isCrowded) shape.root.remember(shape, this.serial, known);
    } else if (!shared && to === null) this.singleStore = { shape, path, index, to };
  }

  private mayLearn(cases: readonly unknown[] | null): boolean {
    if (this.isCrowded) return false;
    if (cases === null || cases.length < MAX_CASES) {
      this.late = 0;
      return true;
    }
    this.restarts++;
    this.shape =
      this.from =
      this.to =
      this.missing =
      this.holder =
        null;
    this.loads = this.stores = null;
    return false;
  }
}

/** Whether the place of a first case may be taken: that of a private shape only by another one, for it is soon gone. */
function isFree(shape: Shape | null, shared: boolean): boolean {
  return shape === null || !shared && !shape.isShared;
}

function isSame(known: LoadCase | StoreCase, shape: Shape, path: readonly Shape[], index: number): boolean {
  return known.shape === shape && known.index === index && known.path.length === path.length &&
    known.path.every((link, i) => link === path[i]);
}

const WIDE = OPCODES.map((info) => info.wide !== "none");

/** A runnable function. */
export class Code {
  declare readonly proto: FunctionProto;
  declare readonly code: Int32Array;
  declare readonly constants: readonly Constant[];
  declare readonly sites: readonly InlineCache[];
  declare readonly numParams: number;
  declare readonly isVararg: boolean;
  /** `numParams`, or -1 for a function with varargs */
  declare readonly fixed: number;
  declare readonly maxStack: number;
  /** loaded by the script (`loadstring`), so its size is the instance's, unlike that of a shared module */
  declare readonly loaded: boolean;
  /** calls and jumps back the interpreter has seen, until it is hot */
  heat = 0;
  /** the function as compiled JavaScript: giving its first result, and giving all of them */
  jit1: Compiled = firstCall;
  jitN: Compiled = firstCallForAll;
  /** what the compiled tier knows of it */
  unit: Unit | null = null;
  declare private readonly children: (Code | undefined)[];
  private shownName: string | undefined = undefined;
  private size = 0;
  private analysed = false;
  /** 1 for each word that is the second one of an instruction; made when it is first asked for */
  private operandWords: Uint8Array | null = null;

  constructor(proto: FunctionProto, loaded = false) {
    this.proto = proto;
    this.loaded = loaded;
    this.code = proto.code;
    this.constants = listOfAny(proto.constants);
    this.numParams = proto.numParams;
    this.isVararg = proto.isVararg;
    this.fixed = proto.isVararg ? -1 : proto.numParams;
    this.maxStack = proto.maxStack;
    const sites: InlineCache[] = [];
    for (const constant of proto.sites) {
      sites.push(new InlineCache(proto.constants[constant] as string, this));
    }
    this.sites = sites;
    this.children = new Array(proto.protos.length);
  }

  /** Rough size of this function and those in it, in bytes, for code that a script has loaded itself. */
  get bytes(): number {
    return this.size === 0 ? this.size = protoBytes(this.proto) : this.size;
  }

  /**
   * Bytes a trace keeps to know which registers of a waiting call are live, the first time it meets one; 0 from
   * then on, because they are part of `bytes`.
   */
  analyse(): number {
    if (this.analysed) return 0;
    this.analysed = true;
    const more = 6144 + 128 * this.code.length;
    this.size = this.bytes + more;
    return more;
  }

  /** The chunk's name as messages show it. */
  get chunkId(): string {
    return this.shownName ??= chunkId(this.proto.source);
  }

  /** Word index of the instruction that ends just before word `pc`. */
  instructionBefore(pc: number): number {
    const words = this.operandWords ??= findOperandWords(this.code);
    return pc <= 1 ? 0 : words[pc - 1] === 1 ? pc - 2 : pc - 1;
  }

  /** The code of nested function `index`, linked on first use. */
  child(index: number): Code {
    return this.children[index] ??= new Code(this.proto.protos[index]!, this.loaded);
  }
}

function findOperandWords(code: Int32Array): Uint8Array {
  const words = new Uint8Array(code.length);
  for (let pc = 0; pc < code.length; pc++) if (WIDE[code[pc]! & 255]) words[++pc] = 1;
  return words;
}

/** Nesting is bounded by the parser (200 levels) and the validator. */
function protoBytes(proto: FunctionProto): number {
  let bytes = 2048 + 12 * proto.code.length + 96 * proto.sites.length + 48 * proto.locals.length;
  for (const constant of proto.constants) bytes += typeof constant === "string" ? 32 + constant.length : 16;
  for (const nested of proto.protos) bytes += protoBytes(nested);
  return bytes;
}
