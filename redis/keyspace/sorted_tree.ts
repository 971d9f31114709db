/**
 * Members ordered by score, then bytes: a B+ tree whose inner nodes count what is below them, so that ranks, ranges
 * and changes cost O(log n).
 *
 * Leaves hold parallel arrays of scores and members and are linked in both directions. A leaf that becomes small is
 * joined with its neighbour, an empty one removed; inner nodes only disappear with their last child, so the depth
 * never exceeds what the largest size needed. The tree does not record undo steps: its owner does.
 *
 * @module
 */

/** entries of a leaf, children of an inner node */
const FULL = 64;

/** A leaf: entries in order. */
export class Leaf {
  scores: number[] = [];
  members: string[] = [];
  next: Leaf | null = null;
  previous: Leaf | null = null;
}

class Inner {
  children: (Leaf | Inner)[] = [];
  /** entries below each child */
  counts: number[] = [];
  /** score and member of the first entry below each child; that of child 0 is not used */
  scores: number[] = [];
  members: string[] = [];
}

/** A place in the tree: the entry at `index` of `leaf`. */
export interface Place {
  leaf: Leaf;
  index: number;
}

/** How two entries are ordered: negative, 0 or positive. */
function compare(scoreA: number, memberA: string, scoreB: number, memberB: string): number {
  if (scoreA !== scoreB) return scoreA < scoreB ? -1 : 1;
  return memberA === memberB ? 0 : memberA < memberB ? -1 : 1;
}

function sizeOf(node: Leaf | Inner): number {
  if (node instanceof Leaf) return node.members.length;
  let sum = 0;
  for (let i = 0; i < node.counts.length; i++) sum += node.counts[i]!;
  return sum;
}

/** The child of an inner node below which an entry belongs. */
function childFor(node: Inner, score: number, member: string): number {
  let low = 0;
  let high = node.children.length - 1;
  while (low < high) {
    const mid = (low + high + 1) >> 1;
    if (compare(score, member, node.scores[mid]!, node.members[mid]!) >= 0) low = mid;
    else high = mid - 1;
  }
  return low;
}

/** First index of a leaf whose entry is not before the given one. */
function lowerBound(leaf: Leaf, score: number, member: string): number {
  let low = 0;
  let high = leaf.members.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if (compare(leaf.scores[mid]!, leaf.members[mid]!, score, member) < 0) low = mid + 1;
    else high = mid;
  }
  return low;
}

/** The ordered side of a sorted set. */
export class SortedTree {
  #root: Leaf | Inner = new Leaf();
  #size: number = 0;
  // the way down of the last descent: inner nodes and the child taken in each
  #path: Inner[] = [];
  #taken: number[] = [];

  /** Number of entries. */
  get size(): number {
    return this.#size;
  }

  #descend(score: number, member: string): Leaf {
    let node = this.#root;
    let depth = 0;
    while (!(node instanceof Leaf)) {
      const at = childFor(node, score, member);
      this.#path[depth] = node;
      this.#taken[depth++] = at;
      node = node.children[at]!;
    }
    this.#path.length = depth;
    this.#taken.length = depth;
    return node;
  }

  /** Adds an entry known to be missing. */
  insert(score: number, member: string): void {
    const leaf = this.#descend(score, member);
    const at = lowerBound(leaf, score, member);
    if (at === leaf.members.length) {
      leaf.scores.push(score);
      leaf.members.push(member);
    } else {
      leaf.scores.splice(at, 0, score);
      leaf.members.splice(at, 0, member);
    }
    this.#size++;
    const path = this.#path;
    for (let i = 0; i < path.length; i++) path[i]!.counts[this.#taken[i]!]!++;
    if (leaf.members.length > FULL) this.#split(leaf, at);
  }

  #split(leaf: Leaf, insertedAt: number): void {
    // entries that come in order leave full leaves behind
    const cut = insertedAt === leaf.members.length - 1 ? leaf.members.length - 1 : leaf.members.length >> 1;
    const right = new Leaf();
    right.scores = leaf.scores.splice(cut);
    right.members = leaf.members.splice(cut);
    right.next = leaf.next;
    right.previous = leaf;
    if (leaf.next !== null) leaf.next.previous = right;
    leaf.next = right;
    this.#addChild(leaf, right, right.scores[0]!, right.members[0]!);
  }

  /** Hangs `right` behind `left`, which was cut in two, splitting inner nodes on the way up. */
  #addChild(left: Leaf | Inner, right: Leaf | Inner, score: number, member: string): void {
    for (let depth = this.#path.length - 1; depth >= 0; depth--) {
      const parent = this.#path[depth]!;
      const at = this.#taken[depth]!;
      const moved = sizeOf(right);
      parent.counts[at]! -= moved;
      parent.children.splice(at + 1, 0, right);
      parent.counts.splice(at + 1, 0, moved);
      parent.scores.splice(at + 1, 0, score);
      parent.members.splice(at + 1, 0, member);
      if (parent.children.length <= FULL) return;
      const cut = at === parent.children.length - 2
        ? parent.children.length - 2
        : parent.children.length >> 1;
      const sibling = new Inner();
      sibling.children = parent.children.splice(cut);
      sibling.counts = parent.counts.splice(cut);
      sibling.scores = parent.scores.splice(cut);
      sibling.members = parent.members.splice(cut);
      score = sibling.scores[0]!;
      member = sibling.members[0]!;
      left = parent;
      right = sibling;
    }
    const root = new Inner();
    const moved = sizeOf(right);
    root.children = [left, right];
    root.counts = [this.#size - moved, moved];
    root.scores = [0, score];
    root.members = ["", member];
    this.#root = root;
  }

  /** Removes an entry; false when it is not there. */
  remove(score: number, member: string): boolean {
    const leaf = this.#descend(score, member);
    const at = lowerBound(leaf, score, member);
    if (at >= leaf.members.length || leaf.members[at] !== member) return false;
    if (at === leaf.members.length - 1) {
      leaf.scores.pop();
      leaf.members.pop();
    } else if (at === 0) {
      leaf.scores.shift();
      leaf.members.shift();
    } else {
      leaf.scores.splice(at, 1);
      leaf.members.splice(at, 1);
    }
    this.#size--;
    const path = this.#path;
    for (let i = 0; i < path.length; i++) path[i]!.counts[this.#taken[i]!]!--;
    if (path.length > 0 && leaf.members.length < FULL / 4) this.#shrink(leaf);
    return true;
  }

  #shrink(leaf: Leaf): void {
    const depth = this.#path.length - 1;
    const parent = this.#path[depth]!;
    const at = this.#taken[depth]!;
    if (leaf.members.length > 0) {
      const right = parent.children[at + 1];
      if (right instanceof Leaf && right.members.length + leaf.members.length <= FULL / 2) {
        leaf.scores.push(...right.scores);
        leaf.members.push(...right.members);
        parent.counts[at]! += right.members.length;
        this.#unlink(right);
        this.#dropChild(depth, at + 1);
      }
      return;
    }
    this.#unlink(leaf);
    this.#dropChild(depth, at);
  }

  #unlink(leaf: Leaf): void {
    if (leaf.previous !== null) leaf.previous.next = leaf.next;
    if (leaf.next !== null) leaf.next.previous = leaf.previous;
  }

  #dropChild(depth: number, at: number): void {
    for (;; depth--) {
      const node = this.#path[depth]!;
      node.children.splice(at, 1);
      node.counts.splice(at, 1);
      node.scores.splice(at, 1);
      node.members.splice(at, 1);
      if (node.children.length > 0 || depth === 0) break;
      at = this.#taken[depth - 1]!;
    }
    while (this.#root instanceof Inner && this.#root.children.length === 1) {
      this.#root = this.#root.children[0]!;
    }
    if (this.#root instanceof Inner && this.#root.children.length === 0) this.#root = new Leaf();
  }

  /** How many entries come before the given one, which need not exist. */
  rank(score: number, member: string): number {
    let node = this.#root;
    let before = 0;
    while (!(node instanceof Leaf)) {
      const at = childFor(node, score, member);
      for (let i = 0; i < at; i++) before += node.counts[i]!;
      node = node.children[at]!;
    }
    return before + lowerBound(node, score, member);
  }

  /** How many entries have a score below `score`, or not above it with `inclusive`. */
  rankOfScore(score: number, inclusive: boolean): number {
    let node = this.#root;
    let before = 0;
    const isBefore = (x: number) => inclusive ? x <= score : x < score;
    while (!(node instanceof Leaf)) {
      let at = 0;
      while (at + 1 < node.children.length && isBefore(node.scores[at + 1]!)) before += node.counts[at++]!;
      node = node.children[at]!;
    }
    let low = 0;
    let high = node.scores.length;
    while (low < high) {
      const mid = (low + high) >> 1;
      if (isBefore(node.scores[mid]!)) low = mid + 1;
      else high = mid;
    }
    return before + low;
  }

  /**
   * How many entries come before a member, or not behind it with `inclusive`, taking all scores as equal: for ranges
   * by bytes. In a tree with several scores the answer is one place where the order changes.
   */
  rankOfMember(member: string, inclusive: boolean): number {
    let node = this.#root;
    let before = 0;
    const isBefore = (x: string) => inclusive ? x <= member : x < member;
    while (!(node instanceof Leaf)) {
      let at = 0;
      while (at + 1 < node.children.length && isBefore(node.members[at + 1]!)) before += node.counts[at++]!;
      node = node.children[at]!;
    }
    let low = 0;
    while (low < node.members.length && isBefore(node.members[low]!)) low++;
    return before + low;
  }

  /** The place of the entry with a rank from 0 to size - 1. */
  at(rank: number): Place {
    let node = this.#root;
    while (!(node instanceof Leaf)) {
      let i = 0;
      while (rank >= node.counts[i]!) rank -= node.counts[i++]!;
      node = node.children[i]!;
    }
    return { leaf: node, index: rank };
  }
}
