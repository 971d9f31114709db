/**
 * Tables.
 *
 * ## Representation (nothing outside this file and the inline caches may rely on it)
 *
 * - **Array part**: `array[i - 1]` is `t[i]` for 1 <= i <= `arraySize`. `array` may be shorter than
 *   `arraySize`; what is missing is nil. `holes` is false as long as no nil was ever stored inside. An array part
 *   that has got one is used like a set, so unless it is large it is made as long as it may be and stays so.
 * - **Hash part**: values in `slots`, in order of insertion; `slots.length` is the capacity. Where a key's
 *   slot is comes from the shared `shape` (string keys only, see `vm/shape.ts`) or, in dictionary mode,
 *   from the table's own `dictionary`. A key assigned nil keeps its slot until the next rehash, so a
 *   traversal survives assignments of nil.
 *
 * ## Sizes
 *
 * `arraySize` and `slots.length` follow Lua 5.1's `ltable.c` exactly: a new key that finds the hash part
 * full triggers a rehash, which counts integer keys and gives the array part the largest size n (a power
 * of two) such that more than n/2 slots are used. This bounds sparse arrays, amortises growth, and makes
 * the border that `#` finds in a table with holes the one the reference implementation finds.
 *
 * ## Order
 *
 * `next` visits the array part, then hash keys in order of insertion. Under an `ordered` shape root it visits hash
 * keys in the order of the reference's nodes (`vm/node_order.ts`). What that takes is kept in `nodes`:
 *
 * - a number: no key was ever removed from the hash part; its keys were inserted in the order of `slots`, the
 *   first one when it had so many nodes, and it only grew because it was full;
 * - a {@linkcode NodeOrder}: anything may have happened, and every insertion tells it. Such a table is in dictionary
 *   mode, and a new key may take the place of a removed one in `slots`.
 *
 * @module
 */

import { Dictionary } from "./dictionary.ts";
import { emptySlots, listFrom, listOf, NONE, withRoom } from "./elements.ts";
import { COST, type Heap } from "./heap.ts";
import type { MetaCache } from "./meta.ts";
import { NodeOrder } from "./node_order.ts";
import { Shape, type ShapeRoot } from "./shape.ts";
import type { Value } from "./value.ts";

/** Slots a hash part has that was asked to have room for `n` keys: a power of two. */
export function ceilPowerOfTwo(n: number): number {
  return n <= 1 ? n : 1 << (32 - Math.clz32(n - 1));
}

/** A dictionary with more slots than this is not tried as a shared shape again when it is rehashed. */
const STAYS_DICTIONARY = 32;

/** Constructors of up to so many elements make an array with no room for more. */
export const FEW_ELEMENTS = 16;

/** Array parts keep room for up to so many elements that were removed. */
const KEPT_ROOM = 32;

/** Up to so many elements a loop moves faster than `splice`, which is a `memmove` with a price to enter. */
const FEW = 32;

/** Array parts of up to so many elements that have holes are as long as they may be. */
export const MOST_PADDED = 4096;

/** Steps for counting and moving entries that are not charged: small objects grow for nothing. */
const FREE_REHASH = 16;

/** `rehash`: number of integer keys k with 2^(b-1) < k <= 2^b, by b. Used by one rehash at a time. */
const integerCounts: number[] = [];

/** Largest array part, as `MAXASIZE` of Lua 5.1. */
const MAX_ARRAY_BITS = 26;
const MAX_ARRAY = 2 ** MAX_ARRAY_BITS;
for (let b = 0; b <= MAX_ARRAY_BITS; b++) integerCounts.push(0);

/** `skipped`: entries the last {@linkcode LuaTable.nextPosition} went past, which its caller charges for. */
export const traversal = { skipped: 0 };

/** A Lua table. All methods are raw: no metamethod is consulted. */
export class LuaTable {
  declare shape: Shape;
  declare slots: Value[];
  array: Value[] = NONE;
  declare arraySize: number;
  metatable: LuaTable | undefined = undefined;
  /** number of the trace that met it last */
  mark = 0;
  /** see `vm/object_index.ts`; all values that can be keys have one */
  id = 0;
  /** metamethods of this table when it serves as a metatable; null = not looked up since a change */
  meta: MetaCache | null = null;
  holes = false;
  /** length the array part had when elements were last taken from its end: its room is not given back at once */
  private room = 0;
  private dictionary: Dictionary | null = null;
  /** what the order of traversal depends on, see above */
  declare private nodes: number | NodeOrder;

  /** `arraySize` and `hashSize` are capacities reserved for keys to come; charged by the caller. */
  constructor(root: ShapeRoot, arraySize = 0, hashSize = 0) {
    this.shape = root.empty;
    this.slots = hashSize === 0 ? NONE : emptySlots(ceilPowerOfTwo(hashSize));
    this.arraySize = arraySize;
    this.nodes = this.slots.length;
  }

  /**
   * A table with the given string keys and a copy of the given slots, a power of two of them. The caller
   * charges for it.
   */
  static fromImage(root: ShapeRoot, shape: Shape, slots: readonly Value[]): LuaTable {
    const table = new LuaTable(root);
    table.fill(shape, slots);
    return table;
  }

  /** Gives a table without entries the keys and a copy of the slots of an image, see `fromImage`. */
  fill(shape: Shape, slots: readonly Value[]): void {
    this.shape = shape;
    this.slots = slots.slice();
  }

  /** Drops all entries and the metatable, so that what they refer to can go. For tables nobody uses any more. */
  discard(): void {
    this.shape = this.shape.root.empty;
    this.slots = NONE;
    this.array = NONE;
    this.arraySize = 0;
    this.metatable = undefined;
    this.meta = null;
    this.dictionary = null;
  }

  /** Bytes this table is charged for. */
  get bytes(): number {
    const { nodes } = this;
    return COST.table + (this.dictionary === null ? 0 : COST.dictionary + this.slots.length * COST.keySlot) +
      Math.max(this.array.length, this.room) * COST.arraySlot + this.slots.length * COST.hashSlot +
      (typeof nodes === "number" ? 0 : nodes.bytes);
  }

  /** Number of hash keys ever added since the last rehash. */
  private get used(): number {
    return this.dictionary === null ? this.shape.count : this.dictionary.keys.length;
  }

  /**
   * Whether the absence of a string key may be taken for a fact of the shape from now on. Where there are shapes for
   * single tables alone, that takes another one when such a key is added.
   */
  get mayLack(): boolean {
    return this.dictionary === null || this.dictionary.mayLack();
  }

  /** True for a shape no other table has and that may gain keys. */
  get isDictionary(): boolean {
    return this.dictionary !== null;
  }

  // ---- reading ----------------------------------------------------------------------------------

  /** `t[key]`, raw. */
  get(key: Value): Value {
    if (typeof key === "string") return this.getString(key);
    if (typeof key === "number") return this.getNumber(key);
    const dictionary = this.dictionary;
    if (dictionary === null || key === undefined) return undefined;
    const index = dictionary.find(key);
    return index < 0 ? undefined : this.slots[index];
  }

  /** `t[key]` for a string key. */
  getString(key: string): Value {
    const index = this.findString(key);
    return index < 0 ? undefined : this.slots[index];
  }

  /** Slot of a string key, or -1. */
  findString(key: string): number {
    const dictionary = this.dictionary;
    return dictionary === null ? this.shape.find(key) : dictionary.findString(key);
  }

  /** `t[key]` for a number key. */
  getNumber(key: number): Value {
    const i = key | 0;
    if (i === key && i > 0) {
      if (i <= this.array.length) return this.array[i - 1];
      if (i <= this.arraySize) return undefined;
    }
    const dictionary = this.dictionary;
    if (dictionary === null) return undefined;
    const index = dictionary.findNumber(key);
    return index < 0 ? undefined : this.slots[index];
  }

  /** `#t`: a border, the same one Lua 5.1 finds; -1 when only {@linkcode linearLength} finds it. */
  length(): number {
    const n = this.array.length;
    const size = this.arraySize;
    if (size > 0 && (n < size || this.array[size - 1] === undefined)) {
      if (!this.holes) return n;
      let low = 0;
      let high = size;
      while (high - low > 1) {
        const middle = (low + high) >>> 1;
        if (middle > n || this.array[middle - 1] === undefined) high = middle;
        else low = middle;
      }
      return low;
    }
    if (this.dictionary === null || !this.dictionary.hasIntegers) return size;
    return this.unboundSearch(size);
  }

  private unboundSearch(start: number): number {
    let low = start;
    let high = start + 1;
    while (this.getNumber(high) !== undefined) {
      low = high;
      high *= 2;
      if (high > 0x7fffffff) {
        // made to defeat the doubling
        return -1;
      }
    }
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.getNumber(middle) === undefined) high = middle;
      else low = middle;
    }
    return low;
  }

  /** `#t` of a table made to defeat the doubling: linear search, as the reference does. */
  linearLength(heap: Heap): number {
    let low = 1;
    while (this.getNumber(low) !== undefined) {
      if ((low & 255) === 0) heap.onWork(64);
      low++;
    }
    return low - 1;
  }

  // ---- writing ----------------------------------------------------------------------------------

  /** `t[key] = value`, raw. `key` must be neither nil nor NaN. */
  set(heap: Heap, key: Value, value: Value): void {
    if (typeof key === "number") return this.setNumber(heap, key, value);
    if (typeof key === "string") return this.setString(heap, key, value);
    const index = this.dictionary === null ? -1 : this.dictionary.find(key);
    if (index >= 0) this.replaceAt(heap, index, value);
    else this.insert(heap, key, value);
  }

  /**
   * `t[key] = value` for a key that has a place and where that is all there is to it; false where `place` has to do
   * it. Takes no memory.
   */
  overwrite(key: Value, value: Value): boolean {
    if (typeof key === "number") {
      const i = key | 0;
      if (i === key && i > 0 && i <= this.arraySize) {
        const { array } = this;
        const n = array.length;
        if (value !== undefined) {
          if (i > n) return false;
          array[i - 1] = value;
        } else if (i < n) this.clearElement(i - 1);
        else if (i === n) this.popArray();
        return true;
      }
    }
    if (this.shape.sealed || value === undefined && this.mindsLosses) return false;
    const { dictionary } = this;
    const index = dictionary !== null
      ? dictionary.find(key)
      : typeof key === "string"
      ? this.shape.find(key)
      : -1;
    if (index < 0) return false;
    this.meta = null;
    this.slots[index] = value;
    return true;
  }

  /** `t[key] = value` where `overwrite` has not done it. */
  place(heap: Heap, key: Value, value: Value): void {
    if (value === undefined || typeof key === "number" && key <= this.arraySize) {
      return this.set(heap, key, value);
    }
    this.meta = null;
    this.insert(heap, key, value);
  }

  /** Overwrites a slot of the hash part. */
  private replaceAt(heap: Heap, index: number, value: Value): void {
    if (value === undefined) this.losing(heap);
    this.slots[index] = value;
  }

  /** Whether {@linkcode losing} has something to do. */
  get mindsLosses(): boolean {
    return this.shape.root.ordered && typeof this.nodes === "number";
  }

  /** Must be called before a key of the hash part is given the value nil. */
  losing(heap: Heap): void {
    if (this.mindsLosses) this.trackNodes(heap);
  }

  /** Whether scripts must not change the table. */
  get isSealed(): boolean {
    return this.shape.sealed;
  }

  /**
   * From now on raw writes fail (`Heap.onSealed`); only the host may change values, through `slots`. For tables
   * without an array part.
   */
  seal(): void {
    if (this.dictionary === null) this.becomeDictionary();
    this.shape = this.shape.root.privateShape(true);
  }

  /** `t[key] = value` for a string key. */
  setString(heap: Heap, key: string, value: Value): void {
    if (this.shape.sealed) heap.onSealed();
    this.meta = null;
    const index = this.findString(key);
    if (index >= 0) this.replaceAt(heap, index, value);
    else this.insert(heap, key, value);
  }

  /** `t[key] = value` for a string that is no key yet, and a value that is not nil. */
  addString(heap: Heap, key: string, value: Value): void {
    this.meta = null;
    this.insert(heap, key, value);
  }

  /** `t[key] = value` for a number key. */
  setNumber(heap: Heap, key: number, value: Value): void {
    const i = key | 0;
    if (i === key && i > 0 && i <= this.arraySize) return this.setArray(heap, i, value);
    const dictionary = this.dictionary;
    const index = dictionary === null ? -1 : dictionary.findNumber(key);
    if (index >= 0) this.replaceAt(heap, index, value);
    else this.insert(heap, key, value);
  }

  /** Stores at 1 <= i <= arraySize. */
  private setArray(heap: Heap, i: number, value: Value): void {
    let array = this.array;
    const n = array.length;
    if (i <= n) {
      if (value !== undefined) array[i - 1] = value;
      else if (i < n) this.clearElement(i - 1);
      else this.popArray();
      return;
    }
    if (value === undefined) return;
    if (i > n + 1 && this.arraySize <= MOST_PADDED) return this.pad(heap, i, value);
    heap.charge((i - n) * COST.arraySlot);
    if (array === NONE) {
      // a list that is pushed to takes room for 17 elements at once
      this.array = array = listOf(value);
      if (i === 1) return;
      array.pop();
    }
    if (i > n + 1) {
      this.holes = true;
      for (let j = n + 1; j < i; j++) array.push(undefined);
    }
    array.push(value);
  }

  /** Stores the first element behind a hole. */
  private pad(heap: Heap, i: number, value: Value): void {
    const { array, arraySize } = this;
    const n = array.length;
    heap.charge((arraySize - n) * COST.arraySlot);
    const padded = emptySlots(ceilPowerOfTwo(arraySize));
    for (let j = 0; j < n; j++) padded[j] = array[j];
    padded[i - 1] = value;
    while (padded.length > arraySize) padded.pop();
    this.array = padded;
    this.holes = true;
  }

  /** Makes an element of the array part nil that is not the last one. */
  private clearElement(index: number): void {
    this.array[index] = undefined;
    this.holes = true;
  }

  /** Removes the last element of the array part; the room of many removed ones is given back. */
  private popArray(): void {
    const { array } = this;
    const n = array.length;
    if (this.holes && n <= MOST_PADDED) {
      array[n - 1] = undefined;
      return;
    }
    if (n > this.room) this.room = n;
    array.pop();
    if (n === 1) this.holes = false;
    if (n * 4 < this.room && this.room > KEPT_ROOM) {
      this.array = n === 1 ? NONE : array.slice(0, n - 1);
      this.room = n - 1;
    }
  }

  /** Adds a key that is absent; also with the value nil, as in the reference, where it can cause a rehash. */
  private insert(heap: Heap, key: Value, value: Value): void {
    if (this.shape.sealed) heap.onSealed();
    if (this.shape.root.ordered) {
      if (value === undefined && typeof this.nodes === "number") this.trackNodes(heap);
      if (typeof this.nodes !== "number") return this.insertNode(heap, this.nodes, key, value);
    }
    if (this.used >= this.slots.length) {
      if (this.slots === NONE && value !== undefined && this.follows(key)) return this.lengthen(heap, value);
      this.rehash(heap, key);
      if (typeof key === "number" && (key | 0) === key && key > 0 && key <= this.arraySize) {
        return this.setArray(heap, key, value);
      }
      // moving entries between the parts may have made an order necessary
      if (typeof this.nodes !== "number") return this.insertNode(heap, this.nodes, key, value);
    }
    const { dictionary } = this;
    this.append(key, value);
    if (dictionary === null && this.dictionary !== null) {
      heap.charge(COST.dictionary + this.slots.length * COST.keySlot);
    }
  }

  /** Adds an absent key to a hash part that has room. */
  private append(key: Value, value: Value): void {
    let dictionary = this.dictionary;
    if (dictionary === null) {
      if (typeof key === "string") {
        const next = this.shape.add(key);
        if (next !== null) {
          this.slots[this.shape.count] = value;
          this.shape = next;
          return;
        }
      }
      dictionary = this.becomeDictionary();
    }
    const index = dictionary.keys.length;
    if (dictionary.endsAbsence(key)) this.shape = this.shape.root.privateShape();
    dictionary.add(key);
    this.slots[index] = value;
  }

  /**
   * Makes the slots twice as many when they are all taken, as inserting a string would; the new ones. Undefined where
   * inserting does more than that.
   */
  growSlots(heap: Heap): Value[] | undefined {
    const { slots } = this;
    const n = slots.length;
    if (2 * n > FREE_REHASH || this.array.length > 0 || !this.allLive(slots, n)) return undefined;
    if (n === 0) this.nodes = 1;
    heap.charge((n === 0 ? 1 : n) * COST.hashSlot);
    this.arraySize = 0;
    return this.slots = resizeSlots(slots, n === 0 ? 1 : 2 * n);
  }

  // ---- order of traversal -------------------------------------------------------------------------

  /** From now on every insertion is told to a `NodeOrder`. */
  private trackNodes(heap: Heap): void {
    const { used } = this;
    if (used > FREE_REHASH) heap.onWork(2 * used);
    heap.charge(this.track().bytes);
  }

  private track(): NodeOrder {
    const { keys } = this.dictionary ?? this.becomeDictionary();
    return this.nodes = NodeOrder.replay(keys, keys.length, this.nodes as number, this.shape.root);
  }

  /** Adds an absent key to a table with a `NodeOrder`. */
  private insertNode(heap: Heap, order: NodeOrder, key: Value, value: Value): void {
    const dictionary = this.dictionary!;
    let at = order.add(key, this.slots);
    if (at < 0) {
      this.rehash(heap, key);
      // `rehash` has made another dictionary and another order
      if (typeof key === "number" && (key | 0) === key && key > 0 && key <= this.arraySize) {
        return this.setArray(heap, key, value);
      }
      order = this.nodes as NodeOrder;
      at = order.add(key, this.slots);
      this.putNode(this.dictionary!, at, key, value);
    } else this.putNode(dictionary, at, key, value);
  }

  private putNode(dictionary: Dictionary, at: number, key: Value, value: Value): void {
    const { keys } = dictionary;
    // caches know where strings are
    if (dictionary.endsAbsence(key) || at < keys.length && typeof keys[at] === "string") {
      this.shape = this.shape.root.privateShape();
    }
    if (at === keys.length) dictionary.add(key);
    else dictionary.replace(at, key);
    this.slots[at] = value;
  }

  /** `luaH_resize`: sets the capacities of both parts and puts all entries in again, in the reference's order. */
  private resizeNodes(heap: Heap, old: NodeOrder, arraySize: number, hashSize: number): void {
    const oldKeys = this.dictionary!.keys;
    const oldSlots = this.slots;
    const grown = hashSize - oldSlots.length;
    if (grown > 0) heap.charge(grown * (COST.hashSlot + COST.keySlot + 32));
    let spilled: Value[] | null = null;
    if (arraySize < this.array.length) {
      spilled = this.array.slice(arraySize);
      this.array.length = arraySize;
    }
    this.arraySize = arraySize;
    const dictionary = this.dictionary = new Dictionary();
    this.shape = this.shape.root.privateShape();
    this.slots = emptySlots(hashSize);
    const order = new NodeOrder(hashSize, this.shape.root);
    this.nodes = order;
    const put = (key: Value, value: Value): void => {
      this.putNode(dictionary, order.add(key, this.slots), key, value);
    };
    for (let i = 0; spilled !== null && i < spilled.length; i++) {
      if (spilled[i] !== undefined) put(arraySize + 1 + i, spilled[i]);
    }
    const toArray: number[] = [];
    for (let node = old.size - 1; node >= 0; node--) {
      const i = old.positions[node]!;
      if (i < 0 || oldSlots[i] === undefined) continue;
      const key = oldKeys[i];
      if (typeof key === "number" && (key | 0) === key && key > 0 && key <= arraySize) toArray.push(i);
      else put(key, oldSlots[i]);
    }
    toArray.sort((a, b) => (oldKeys[a] as number) - (oldKeys[b] as number));
    for (const i of toArray) this.setArray(heap, oldKeys[i] as number, oldSlots[i]);
  }

  private becomeDictionary(): Dictionary {
    const dictionary = new Dictionary();
    for (const key of this.shape.keys) dictionary.add(key);
    this.dictionary = dictionary;
    this.shape = this.shape.root.privateShape();
    return dictionary;
  }

  // ---- growth -----------------------------------------------------------------------------------

  /** Whether a table without a hash part is a list that is full, and `key` the next one. */
  private follows(key: Value): boolean {
    const n = this.array.length;
    return key === n + 1 && n === this.arraySize && !this.holes && this.dictionary === null && n < MAX_ARRAY;
  }

  /** What `rehash` comes to for such a table, and the element. */
  private lengthen(heap: Heap, value: Value): void {
    const n = this.array.length;
    if (n >>> 5 > FREE_REHASH) heap.onWork(n >>> 5);
    if (typeof this.nodes === "number") this.nodes = 0;
    this.arraySize = ceilPowerOfTwo(n + 1);
    this.makeRoom();
    this.setArray(heap, n + 1, value);
  }

  /** Gives both parts the sizes Lua 5.1's `rehash` would, with room for `extra`. */
  private rehash(heap: Heap, extra: Value): void {
    // growth pays for itself, but a full table that loses a key and gains another is gone through each time
    const entries = 2 * this.used + (this.array.length >>> 5);
    if (entries > FREE_REHASH) heap.onWork(entries);
    if (typeof extra === "string" && this.dictionary === null && this.array.length === 0) {
      // the usual small object: nothing to count but string keys
      let live = 1;
      for (let i = 0; i < this.slots.length; i++) if (this.slots[i] !== undefined) live++;
      const size = ceilPowerOfTwo(live);
      if (this.slots.length === 0) this.nodes = size;
      return this.resize(heap, 0, size);
    }
    const nums = integerCounts;
    for (let b = 0; b <= MAX_ARRAY_BITS; b++) nums[b] = 0;
    const inArray = this.countArray(nums);
    let integers = inArray;
    let total = inArray;
    const live = this.slots;
    const used = this.used;
    const dictionary = this.dictionary;
    for (let i = 0; i < used; i++) {
      if (live[i] === undefined) continue;
      total++;
      if (dictionary !== null) integers += countInteger(dictionary.keys[i], nums);
    }
    total++;
    integers += countInteger(extra, nums);
    // computesizes
    let size = 0;
    let moved = 0;
    for (let b = 0, power = 1, sum = 0; b <= MAX_ARRAY_BITS && power / 2 < integers; b++, power *= 2) {
      sum += nums[b]!;
      if (sum > power / 2) {
        size = power;
        moved = sum;
      }
      if (sum === integers) break;
    }
    let hashSize = ceilPowerOfTwo(total - moved);
    if (this.shape.root.ordered) {
      const { nodes } = this;
      if (typeof nodes !== "number") return this.resizeNodes(heap, nodes, size, hashSize);
      // entries that move, or a hash part filled anew without growing, are more than a replay can know
      const spills = size < this.array.length;
      const staysInHash = countInteger(extra, nums) === 0 || (extra as number) > size;
      if (spills || used > 0 && !(staysInHash && hashSize > used && this.allInHash(size))) {
        this.trackNodes(heap);
        return this.resizeNodes(heap, this.nodes as unknown as NodeOrder, size, hashSize);
      }
      if (used === 0) this.nodes = hashSize;
    } else {
      const kept = total - moved;
      // where keys come and go, to drop those that went takes as long as all there are: that is to be worth it
      if (hashSize < used ? 2 * kept > hashSize : hashSize === used && 4 * kept > 3 * used) hashSize *= 2;
    }
    this.resize(heap, size, hashSize);
  }

  /** Whether no key of the hash part belongs into an array part of `arraySize`. */
  private allInHash(arraySize: number): boolean {
    const { dictionary } = this;
    if (dictionary === null || !dictionary.hasIntegers) return true;
    for (const key of dictionary.keys) {
      if (typeof key === "number" && (key | 0) === key && key > 0 && key <= arraySize) return false;
    }
    return true;
  }

  private countArray(nums: number[]): number {
    const array = this.array;
    const n = array.length;
    let count = 0;
    for (let b = 0, power = 1, i = 1; b <= MAX_ARRAY_BITS && i <= n; b++, power *= 2) {
      const end = Math.min(power, n);
      let here = 0;
      if (this.holes) {
        for (; i <= end; i++) if (array[i - 1] !== undefined) here++;
      } else {
        here = end - i + 1;
        i = end + 1;
      }
      nums[b] = nums[b]! + here;
      count += here;
    }
    return count;
  }

  /** Sets the capacities of both parts, moving keys between them. */
  private resize(heap: Heap, arraySize: number, hashSize: number): void {
    const oldSlots = this.slots;
    const oldDictionary = this.dictionary;
    const oldUsed = this.used;
    const grown = hashSize - oldSlots.length;
    if (grown > 0) heap.charge(grown * (COST.hashSlot + (oldDictionary === null ? 0 : COST.keySlot)));
    // integer keys past a shrinking array part go to the hash part
    let spilled: Value[] | null = null;
    if (arraySize < this.array.length) {
      spilled = this.array.slice(arraySize);
      this.array.length = arraySize;
      this.room = 0;
    }
    const shrinks = arraySize <= this.arraySize;
    this.arraySize = arraySize;
    this.makeRoom();
    if (oldDictionary === null && spilled === null && this.allLive(oldSlots, oldUsed)) {
      this.slots = hashSize < oldUsed ? oldSlots : resizeSlots(oldSlots, hashSize);
      return;
    }
    if (
      oldDictionary !== null && grown >= 0 && spilled === null &&
      (hashSize > STAYS_DICTIONARY || !oldDictionary.hasStringsOnly) && (shrinks || this.allInHash(arraySize))
    ) {
      if (!this.allLive(oldSlots, oldUsed)) this.compact(oldDictionary);
      if (grown > 0) {
        this.slots = resizeSlots(oldSlots, hashSize);
        if (oldUsed > FEW) oldSlots.fill(undefined);
      }
      return;
    }
    const oldKeys: readonly Value[] = oldDictionary === null ? this.shape.keys : oldDictionary.keys;
    this.dictionary = null;
    this.shape = this.shape.root.empty;
    this.slots = emptySlots(hashSize);
    if (oldDictionary !== null && hashSize > STAYS_DICTIONARY) {
      this.dictionary = new Dictionary(oldDictionary, hashSize);
      this.shape = this.shape.root.privateShape();
    }
    const toArray: number[] = [];
    for (let i = 0; i < oldUsed; i++) {
      const value = oldSlots[i];
      if (value === undefined) continue;
      const key = oldKeys[i];
      if (typeof key === "number" && (key | 0) === key && key > 0 && key <= arraySize) toArray.push(i);
      else this.append(key, value);
    }
    if (toArray.length > 0) this.fillArray(heap, toArray, oldKeys, oldSlots);
    if (oldDictionary !== null && oldUsed > FEW) oldDictionary.discard(oldSlots);
    if (spilled !== null) {
      for (let i = 0; i < spilled.length; i++) {
        if (spilled[i] !== undefined) this.append(arraySize + 1 + i, spilled[i]);
      }
    }
  }

  /** Gives a small array part room for what may come before the next rehash, and no more. */
  private makeRoom(): void {
    const { array, arraySize } = this;
    if (arraySize <= 8 && array.length > 0 && array.length < arraySize && (arraySize & arraySize - 1) === 0) {
      this.array = withRoom(array, arraySize);
    }
  }

  /** Moves entries of a former hash part behind the elements of the array part; `from` says where they were. */
  private fillArray(heap: Heap, from: number[], keys: readonly Value[], values: readonly Value[]): void {
    const n = this.array.length;
    let last = 0;
    for (const at of from) if (keys[at] as number > last) last = keys[at] as number;
    heap.charge((last - n) * COST.arraySlot);
    if (from.length < last - n) this.holes = true;
    if (this.array === NONE) this.array = NONE.slice();
    const { array } = this;
    for (let i = n; i < last; i++) array.push(undefined);
    for (const at of from) array[keys[at] as number - 1] = values[at];
  }

  /** Drops keys without values. In place: a table that is used as a set would leave a copy of it each time. */
  private compact(dictionary: Dictionary): void {
    const { slots } = this;
    const used = dictionary.keys.length;
    const strings = dictionary.hasStrings;
    const live = dictionary.compact(slots);
    for (let i = live; i < used; i++) slots[i] = undefined;
    // caches know where strings were
    if (strings) this.shape = this.shape.root.privateShape();
  }

  private allLive(slots: Value[], used: number): boolean {
    for (let i = 0; i < used; i++) if (slots[i] === undefined) return false;
    return true;
  }

  /** Makes the array part at least `n` long for values about to be stored there (`SETLIST`). */
  reserveArray(heap: Heap, n: number): void {
    if (n <= this.arraySize) return;
    if (this.shape.root.ordered && this.used > 0) return this.growArray(heap, n);
    const dictionary = this.dictionary;
    this.arraySize = n;
    // integer keys that were in the hash part now belong to the array part
    if (dictionary !== null && dictionary.hasIntegers) {
      for (let i = 0; i < dictionary.keys.length; i++) {
        const key = dictionary.keys[i];
        const value = this.slots[i];
        if (typeof key !== "number" || (key | 0) !== key || key < 1 || key > n || value === undefined) {
          continue;
        }
        this.slots[i] = undefined;
        if (this.array === NONE) this.array = NONE.slice();
        while (this.array.length < key) {
          this.array.push(undefined);
          this.holes = true;
        }
        this.array[key - 1] = value;
      }
    }
  }

  /** `luaH_resizearray`, which puts the entries of the hash part in again. */
  private growArray(heap: Heap, n: number): void {
    if (typeof this.nodes === "number") this.trackNodes(heap);
    this.resizeNodes(heap, this.nodes as NodeOrder, n, this.slots.length);
  }

  /**
   * `SETLIST`: stores `values[from..from+count)` at `first + 1` and up. `given`: the table may keep `values`, of which
   * there are no others, and which are a list of its kind.
   */
  storeList(heap: Heap, first: number, values: Value[], from: number, count: number, given = false): void {
    this.reserveArray(heap, first + count);
    let array = this.array;
    if (array.length === first && !this.holes) {
      // a constructor filling the array part in order
      heap.charge(count * COST.arraySlot);
      let last = count;
      while (last > 0 && values[from + last - 1] === undefined) last--;
      if (array === NONE) {
        if (last <= FEW_ELEMENTS && last > 0) {
          // exactly as large as it has to be
          this.array = array = given && last === count ? values : listFrom(values, from, last);
          for (let i = 0; i < last; i++) if (array[i] === undefined) this.holes = true;
          return;
        }
        this.array = array = NONE.slice();
      }
      for (let i = 0; i < last; i++) {
        const value = values[from + i];
        if (value === undefined) this.holes = true;
        array.push(value);
      }
      return;
    }
    for (let i = 0; i < count; i++) this.setNumber(heap, first + 1 + i, values[from + i]);
  }

  // ---- inserting and removing in the middle (table.insert, table.remove) --------------------------

  /** Shifts `t[from..to]` up by one when that is a plain move within the array part. */
  shiftUp(heap: Heap, from: number, to: number): boolean {
    const array = this.array;
    if (this.holes || to !== array.length || from < 1 || to >= this.arraySize || from > to) return false;
    heap.charge(COST.arraySlot);
    if (to - from < FEW) {
      array.push(array[to - 1]);
      for (let i = to - 1; i >= from; i--) array[i] = array[i - 1];
    } else array.splice(from - 1, 0, array[from - 1]);
    return true;
  }

  /** Shifts `t[from+1..to]` down by one and clears `t[to]`, when within the array part. */
  shiftDown(from: number, to: number): boolean {
    const array = this.array;
    if (this.holes || to !== array.length || from < 1 || from > to) return false;
    if (to - from < FEW) {
      for (let i = from; i < to; i++) array[i - 1] = array[i];
      this.popArray();
    } else {
      if (to > this.room) this.room = to;
      array.splice(from - 1, 1);
    }
    return true;
  }

  // ---- traversal --------------------------------------------------------------------------------

  /**
   * Position of the first live entry after `key` (after nil: the first), -1 at the end, -2 when `key`
   * is not in the table. Positions are only valid until the next insertion.
   */
  nextPosition(key: Value): number {
    const { array, arraySize, shape, slots } = this;
    let position = key === undefined ? 0 : this.positionAfter(key);
    if (position < 0) return -2;
    const start = position;
    const n = array.length;
    for (; position < n; position++) {
      if (array[position] !== undefined) {
        traversal.skipped = position - start;
        return position;
      }
    }
    if (shape.root.ordered && !shape.sealed) return this.nextNode(start);
    let index = position < arraySize ? 0 : position - arraySize;
    const { used } = this;
    for (; index < used; index++) {
      if (slots[index] !== undefined) {
        traversal.skipped = index + arraySize - start;
        shape.cursor = index;
        return index + arraySize;
      }
    }
    traversal.skipped = used + arraySize - start;
    return -1;
  }

  /** The position behind that of `key`, which may be removed; -1 when it is not in the table. */
  private positionAfter(key: Value): number {
    const { arraySize, shape, dictionary } = this;
    if (typeof key === "number") {
      const i = key | 0;
      if (i === key && i > 0 && i <= arraySize) return i;
    }
    const keys = dictionary === null ? shape.keys : dictionary.keys;
    let index = shape.cursor;
    if (keys[index] !== key) {
      index = dictionary !== null ? dictionary.find(key) : typeof key === "string" ? shape.find(key) : -1;
      if (index < 0) return -1;
    }
    return arraySize + index + 1;
  }

  /** What `nextPosition` finds in the hash part, after the entry before position `start` or from its first one on. */
  private nextNode(start: number): number {
    const size = this.arraySize;
    const { slots } = this;
    let { nodes } = this;
    if (typeof nodes === "number") {
      // the traversal is charged for by those who make it
      nodes = this.dictionary === null ? this.shape.order(nodes) : this.track();
    }
    const { positions } = nodes;
    let node = start > size ? nodes.nodes[start - size - 1]! + 1 : 0;
    const first = node;
    for (; node < positions.length; node++) {
      const at = positions[node]!;
      if (at >= 0 && slots[at] !== undefined) {
        traversal.skipped = node - first;
        this.shape.cursor = at;
        return size + at;
      }
    }
    traversal.skipped = positions.length - first;
    return -1;
  }

  /** Key of a position. */
  keyAt(position: number): Value {
    const size = this.arraySize;
    if (position < size) return position + 1;
    const index = position - size;
    return this.dictionary === null ? this.shape.keys[index] : this.dictionary.keys[index];
  }

  /** Value of a position. */
  valueAt(position: number): Value {
    const size = this.arraySize;
    return position < size ? this.array[position] : this.slots[position - size];
  }

  /** One past the last position. */
  get endPosition(): number {
    return this.arraySize + this.used;
  }

  /** Lets go of removed keys, but for those that `keep` says a traversal may be at. */
  dropKeys(keep: (key: Value) => boolean): void {
    const { dictionary, shape } = this;
    if (dictionary === null || shape.sealed) return;
    // caches may know where a string was
    if (dictionary.drop(this.slots, keep)) this.shape = this.shape.root.privateShape();
  }

  /** Clears a position (weak tables); the key stays for traversals. */
  clearAt(position: number): void {
    this.meta = null;
    const size = this.arraySize;
    if (position >= size) {
      if (this.shape.root.ordered && typeof this.nodes === "number") this.track();
      this.slots[position - size] = undefined;
    } else this.clearElement(position);
  }
}

function resizeSlots(slots: Value[], size: number): Value[] {
  const n = slots.length;
  if (size === n) return slots;
  if (size < n) return slots.slice(0, size);
  if (n > FEW && size === 2 * n) return slots.concat(emptySlots(n));
  const more = emptySlots(size);
  for (let i = 0; i < n; i++) more[i] = slots[i];
  return more;
}

function countInteger(key: Value, nums: number[]): number {
  if (typeof key !== "number" || (key | 0) !== key || key <= 0 || key > MAX_ARRAY) return 0;
  const b = key === 1 ? 0 : 32 - Math.clz32(key - 1);
  nums[b] = nums[b]! + 1;
  return 1;
}
