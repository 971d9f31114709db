/**
 * The order in which the reference implementation's `next` visits the hash part of a table.
 *
 * Lua 5.1 keeps hash entries in an array of nodes, a power of two of them; a key lives in its main position (given
 * by its hash) or, if that is taken, in the highest free node; a key found out of its main position makes room for
 * one that belongs there (`ltable.c`, `newkey`). Tables here know nothing of nodes (`vm/table.ts`), so this module
 * repeats what happens to them: from the order of insertion alone as long as no key was removed, key by key from
 * then on. Only instances that ask for it pay (`ShapeRoot.ordered`), and only for tables that are traversed or have
 * lost keys.
 *
 * A string's hash takes every byte into account, as in Redis; stock Lua 5.1 skips some of those of long strings.
 *
 * @module
 */

import type { Value } from "./value.ts";

/** Added to hashes that are reduced by a remainder instead of a mask. */
const BY_REMAINDER = 0x1_0000_0000;

const bits = new Float64Array(1);
const words = new Uint32Array(bits.buffer);

/** `luaS_newlstr` of Redis: all bytes, the last one first. */
function stringHash(key: string): number {
  let h = key.length;
  for (let i = key.length - 1; i >= 0; i--) h ^= (h << 5) + (h >>> 2) + key.charCodeAt(i);
  return h >>> 0;
}

/** What a node order needs of the instance. */
export interface NodeHost {
  /** gives keys that are objects a number in place of an address */
  addressOf(key: object): number;
  /** charges steps for collisions, which scripts can provoke */
  work(steps: number): void;
}

/** Links of a chain that are followed at no charge. */
const FREE_LINKS = 16;

function hashOf(key: Value, host: NodeHost): number {
  switch (typeof key) {
    case "string":
      return stringHash(key);
    case "number":
      if (key === 0) return 0;
      bits[0] = key;
      return BY_REMAINDER + ((words[0]! + words[1]!) >>> 0);
    case "boolean":
      return key ? 1 : 0;
  }
  return BY_REMAINDER + (host.addressOf(key as object) >>> 0);
}

/** Where the keys of one hash part lie. Keys are known by their position in the table's own list. */
export class NodeOrder {
  /** number of nodes, a power of two or 0 */
  declare readonly size: number;
  /** position in the table's list of the key in each node, -1 for a free node */
  declare readonly positions: Int32Array;
  /** node of each position */
  declare readonly nodes: Int32Array;
  /** keys so far, removed ones included */
  count = 0;
  private readonly hashes: number[] = [];
  /** next node of a chain, -1 at its end */
  declare private readonly links: Int32Array;
  /** no node from here on is free */
  declare private lastFree: number;

  declare private readonly host: NodeHost;

  /** `size` free nodes. */
  constructor(size: number, host: NodeHost) {
    this.size = size;
    this.host = host;
    this.positions = new Int32Array(size).fill(-1);
    this.nodes = new Int32Array(size);
    this.links = new Int32Array(size).fill(-1);
    this.lastFree = size;
  }

  /** The order of keys that were inserted one after the other into a hash part of `base` nodes at first. */
  static replay(keys: readonly Value[], count: number, base: number, host: NodeHost): NodeOrder {
    let order = new NodeOrder(base, host);
    for (let i = 0; i < count; i++) {
      const hash = hashOf(keys[i], host);
      if (order.put(i, hash, null) >= 0) continue;
      let size = 1;
      while (size < i + 1) size *= 2;
      const grown = new NodeOrder(size, host);
      for (let node = order.size - 1; node >= 0; node--) {
        const position = order.positions[node]!;
        if (position >= 0) grown.put(position, order.hashes[position]!, null);
      }
      grown.put(i, hash, null);
      order = grown;
    }
    return order;
  }

  /** Bytes to charge for it. */
  get bytes(): number {
    return 32 * this.size;
  }

  private main(hash: number): number {
    return hash >= BY_REMAINDER ? (hash - BY_REMAINDER) % ((this.size - 1) | 1) : hash & (this.size - 1);
  }

  /**
   * Finds a node for an absent key.
   *
   * @param values the table's values by position; a key without one may be replaced
   * @returns the key's position: `count` of before, or that of the key it replaces; -1 when there is no room
   */
  add(key: Value, values: readonly Value[]): number {
    return this.put(this.count, hashOf(key, this.host), values);
  }

  private put(position: number, hash: number, values: readonly Value[] | null): number {
    const { positions, links, nodes, hashes } = this;
    if (this.size === 0) return -1;
    const main = this.main(hash);
    let node = main;
    const occupant = positions[main]!;
    if (occupant >= 0) {
      if (values !== null && values[occupant] === undefined) {
        hashes[occupant] = hash;
        return occupant;
      }
      const free = this.freeNode();
      if (free < 0) return -1;
      const other = this.main(hashes[occupant]!);
      if (other !== main) {
        // the occupant is out of its main position: it moves
        let before = other;
        let walked = 0;
        for (; links[before] !== main; walked++) before = links[before]!;
        if (walked > FREE_LINKS) this.host.work(walked >>> 2);
        links[before] = free;
        links[free] = links[main]!;
        links[main] = -1;
        positions[free] = occupant;
        nodes[occupant] = free;
      } else {
        links[free] = links[main]!;
        links[main] = free;
        node = free;
      }
    }
    positions[node] = position;
    nodes[position] = node;
    hashes[position] = hash;
    this.count++;
    return position;
  }

  private freeNode(): number {
    while (this.lastFree > 0) {
      if (this.positions[--this.lastFree]! < 0) return this.lastFree;
    }
    return -1;
  }
}
