/**
 * Shapes: which string key of a table lives in which slot.
 *
 * Tables that received the same string keys in the same order share one immutable `Shape`, so that an
 * inline cache can remember "shape S keeps key k in slot i" and skip the lookup. This is what V8 calls
 * hidden classes and maps; it is done here again, on Lua's own terms, because no text of a script may
 * become a property name of a JS object.
 *
 * Shapes form a tree of transitions under a {@linkcode ShapeRoot}, one per module, bounded in size: past
 * the bounds a table leaves the tree and keeps a dictionary of its own (`vm/table.ts`). Tables in
 * dictionary mode have a private shape object as their identity for inline caches.
 *
 * @module
 */

import { type NodeHost, NodeOrder } from "./node_order.ts";

/** A table with more string keys than this keeps its own dictionary. */
const MAX_KEYS = 128;
/** Longer keys are not shared: a shape outlives the instances that made it, and nobody is charged for it. */
const MAX_KEY_LENGTH = 64;
/** So many keys are looked through one by one. */
const FEW_KEYS = 6;
/** A shape with more followers than this is being used as a dictionary. */
const MAX_TRANSITIONS = 64;
/** Shapes of one root. */
const MAX_SHAPES = 4096;

/** Places for cases of sites that meet too many kinds of tables; a power of two. */
const PLACES = 512;

let serials = 0;

/** Immutable list of string keys; `index` of a key is its slot. */
export class Shape {
  /** a number of its own */
  readonly serial = serials++;
  declare readonly count: number;
  /** a private shape of a table that scripts must not change; caches never learn to store through it */
  declare readonly sealed: boolean;
  declare readonly root: ShapeRoot;
  /** slot of the key that a traversal came to last, or that was looked for among many; a hint */
  cursor = 0;
  declare private readonly parent: Shape | null;
  declare private readonly key: string;
  private indexes: Map<string, number> | null = null;
  private keyList: readonly string[] | null = null;
  private transitions: Map<string, Shape> | null = null;
  /** the follower that was asked for last */
  private next: Shape | null = null;
  /** orders of traversal, by the size the hash part had at first */
  private orders: Map<number, NodeOrder> | null = null;

  constructor(root: ShapeRoot, parent: Shape | null, key: string, sealed = false) {
    this.root = root;
    this.sealed = sealed;
    this.parent = parent;
    this.key = key;
    this.count = parent === null ? 0 : parent.count + 1;
  }

  /** Whether other tables may have it, now or later: those of other instances, too. */
  get isShared(): boolean {
    return this.parent !== null || this === this.root.empty;
  }

  /** All keys, slot order. */
  get keys(): readonly string[] {
    if (this.keyList !== null) return this.keyList;
    const keys: string[] = new Array(this.count);
    // deno-lint-ignore no-this-alias
    for (let s: Shape = this; s.parent !== null; s = s.parent) keys[s.count - 1] = s.key;
    return this.keyList = keys;
  }

  /** The order of traversal of a table whose hash part had `base` nodes at first. */
  order(base: number): NodeOrder {
    let order = this.orders?.get(base);
    if (order === undefined) {
      order = NodeOrder.replay(this.keys, this.count, base, this.root);
      (this.orders ??= new Map()).set(base, order);
    }
    return order;
  }

  /** Slot of `key`, or -1. */
  find(key: string): number {
    if (this.count <= FEW_KEYS) {
      // a new string would have to be hashed first
      const { keys } = this;
      for (let i = 0; i < keys.length; i++) if (keys[i] === key) return i;
      return -1;
    }
    const { keys, cursor } = this;
    // two tables often have their keys in the same order, and a new string would have to be hashed first
    if (keys[cursor] === key) return cursor;
    if (cursor + 1 < keys.length && keys[cursor + 1] === key) return this.cursor = cursor + 1;
    if (key.length > MAX_KEY_LENGTH) return -1;
    const index = (this.indexes ?? this.makeIndexes()).get(key);
    return index === undefined || index >= this.count ? -1 : this.cursor = index;
  }

  /**
   * Where the keys are, those of a follower perhaps among them: the first one that looks for a key goes on with the
   * index of the shape it comes from, or else a table that gets many keys would have an index made for each.
   */
  private makeIndexes(): Map<string, number> {
    const { parent, count } = this;
    let indexes = parent === null ? null : parent.indexes;
    if (indexes !== null && indexes.size === count - 1) indexes.set(this.key, count - 1);
    else {
      indexes = new Map();
      const { keys } = this;
      for (let i = 0; i < count; i++) indexes.set(keys[i]!, i);
    }
    return this.indexes = indexes;
  }

  /** The shape with `key` added in slot `count`, or null when the table must keep a dictionary. */
  add(key: string): Shape | null {
    let { next, transitions } = this;
    if (next !== null && next.key === key) return next;
    if (transitions !== null) {
      const known = transitions.get(key);
      if (known !== undefined) return this.next = known;
    }
    if (this.count >= MAX_KEYS || key.length > MAX_KEY_LENGTH || !this.root.mayGrow()) return null;
    if (transitions === null) this.transitions = transitions = new Map();
    else if (transitions.size >= MAX_TRANSITIONS) return null;
    next = new Shape(this.root, this, key);
    transitions.set(key, next);
    return this.next = next;
  }

  /** The key that was added last to a table of this shape; "" if there was none. */
  get likelyKey(): string {
    return this.next === null ? "" : this.next.key;
  }
}

/** The empty shape of one module and the count of shapes grown from it. */
export class ShapeRoot implements NodeHost {
  readonly empty: Shape = new Shape(this, null, "");
  /** tables are traversed in the reference's order, see `vm/node_order.ts`, instead of that of insertion */
  declare readonly ordered: boolean;
  private readonly addresses = new WeakMap<object, number>();
  private lastAddress = 0;

  constructor(ordered = false) {
    this.ordered = ordered;
  }

  /** A number in place of the address of an object that is a key. */
  addressOf(key: object): number {
    let address = this.addresses.get(key);
    if (address === undefined) this.addresses.set(key, address = this.lastAddress += 64);
    return address;
  }

  /** Charges steps for collisions in the order of traversal; set by the instance of an ordered root. */
  work: (steps: number) => void = () => {};

  private shapes = 0;

  /** Whether no more shapes can be made: tables with new keys keep dictionaries. */
  get isFull(): boolean {
    return this.shapes >= MAX_SHAPES;
  }

  /** what sites know that meet many kinds of tables, by shape and site */
  private readonly cases: { readonly shape: Shape; readonly site: number; readonly known: unknown }[] = [];

  /** What site number `site` knows of `shape`, if that was not forgotten. */
  recall(shape: Shape, site: number): unknown {
    const { cases } = this;
    const place = (7 * shape.serial + site) & PLACES - 1;
    if (place >= cases.length) return undefined;
    const found = cases[place]!;
    return found.shape === shape && found.site === site ? found.known : undefined;
  }

  /** Keeps what site number `site` knows of `shape`, in place of something else. */
  remember(shape: Shape, site: number, known: unknown): void {
    const { cases } = this;
    const entry = { shape, site, known };
    while (cases.length < PLACES) cases.push(entry);
    cases[(7 * shape.serial + site) & PLACES - 1] = entry;
  }

  /** Counts one more shape; false when there are enough. */
  mayGrow(): boolean {
    if (this.shapes >= MAX_SHAPES) return false;
    this.shapes++;
    return true;
  }

  /** A private identity for one table in dictionary mode. */
  privateShape(sealed = false): Shape {
    return new Shape(this, null, "", sealed);
  }
}
