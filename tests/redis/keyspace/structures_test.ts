/**
 * The containers of the keyspace against plain arrays and maps, under random changes taken back now and then.
 */

import { assert, assertEquals } from "@std/assert";
import { Random } from "../../../diff/random.ts";
import { Dictionary } from "../../../redis/keyspace/dictionary.ts";
import { IdMap } from "../../../redis/keyspace/id_map.ts";
import { Journal } from "../../../redis/keyspace/journal.ts";
import { Sequence } from "../../../redis/keyspace/sequence.ts";
import { type Leaf, SortedTree } from "../../../redis/keyspace/sorted_tree.ts";

type Pair = [score: number, member: string];

function treeEntries(tree: SortedTree): Pair[] {
  const out: Pair[] = [];
  if (tree.size === 0) return out;
  for (let leaf: Leaf | null = tree.at(0).leaf; leaf !== null; leaf = leaf.next) {
    for (let i = 0; i < leaf.members.length; i++) out.push([leaf.scores[i]!, leaf.members[i]!]);
  }
  return out;
}

function byScore(a: Pair, b: Pair): number {
  return a[0] - b[0] || (a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0);
}

for (const [name, share] of [["growing", 0.7], ["steady", 0.5], ["shrinking", 0.4]] as const) {
  Deno.test(`sorted tree, ${name}: order, ranks and places as in a sorted array`, () => {
    const random = new Random(Math.round(share * 100));
    const tree = new SortedTree();
    const scores = new Map<string, number>();
    for (let i = 0; i < 20000; i++) {
      const member = "m" + random.integer(1, 9000);
      const old = scores.get(member);
      if (old !== undefined) {
        assert(tree.remove(old, member));
        scores.delete(member);
      }
      if (random.chance(share)) {
        const score = random.integer(-50, 50);
        tree.insert(score, member);
        scores.set(member, score);
      }
    }
    const sorted = [...scores].map(([member, score]): Pair => [score, member]).sort(byScore);
    assertEquals(tree.size, sorted.length);
    assertEquals(treeEntries(tree), sorted);
    for (let i = 0; i < sorted.length; i += 17) {
      const [score, member] = sorted[i]!;
      assertEquals(tree.rank(score, member), i);
      const { leaf, index } = tree.at(i);
      assertEquals([leaf.scores[index], leaf.members[index]], [score, member]);
    }
    for (let score = -51; score <= 51; score++) {
      assertEquals(tree.rankOfScore(score, false), sorted.filter(([s]) => s < score).length);
      assertEquals(tree.rankOfScore(score, true), sorted.filter(([s]) => s <= score).length);
    }
    for (const [score, member] of sorted) assert(tree.remove(score, member));
    assertEquals(treeEntries(tree), []);
    tree.insert(1, "again");
    assertEquals(treeEntries(tree), [[1, "again"]]);
  });
}

Deno.test("sorted tree: members of one score are found by their bytes", () => {
  const random = new Random(5);
  const tree = new SortedTree();
  const members = [...new Set(Array.from({ length: 3000 }, () => "k" + random.integer(1, 100000)))].sort();
  for (const member of members) tree.insert(0, member);
  for (let i = 0; i < 500; i++) {
    const probe = "k" + random.integer(1, 100000);
    assertEquals(tree.rankOfMember(probe, false), members.filter((member) => member < probe).length);
    assertEquals(tree.rankOfMember(probe, true), members.filter((member) => member <= probe).length);
  }
});

Deno.test("sequence: every operation as on an array, also when taken back", () => {
  const random = new Random(7);
  const journal = new Journal();
  const list = new Sequence(journal);
  let plain: string[] = [];
  for (let round = 0; round < 120; round++) {
    const before = plain.slice();
    const undo = random.chance(0.4);
    if (undo) journal.begin();
    for (let i = 0; i < 60; i++) {
      const value = "v" + random.integer(1, 9);
      const at = random.integer(0, Math.max(0, plain.length - 1));
      switch (random.integer(0, 9)) {
        case 0:
        case 1:
          list.pushFront(value);
          plain.unshift(value);
          break;
        case 2:
        case 3:
        case 4:
          list.pushBack(value);
          plain.push(value);
          break;
        case 5:
          assertEquals(list.popFront(), plain.shift());
          break;
        case 6:
          assertEquals(list.popBack(), plain.pop());
          break;
        case 7:
          list.insert(at, value);
          plain.splice(at, 0, value);
          break;
        case 8:
          if (plain.length === 0) break;
          if (random.chance(0.5)) {
            list.setAt(at, value);
            plain[at] = value;
          } else {
            list.remove(at);
            plain.splice(at, 1);
          }
          break;
        default: {
          const limit = random.integer(0, 3);
          const backward = random.chance(0.5);
          const order = plain.map((_, index) => index);
          if (backward) order.reverse();
          const chosen = order.filter((index) => plain[index] === value).slice(
            0,
            limit === 0 ? undefined : limit,
          );
          assertEquals(list.removeEqual(value, limit, backward), chosen.length);
          plain = plain.filter((_, index) => !chosen.includes(index));
        }
      }
    }
    assertEquals([...list], plain);
    assertEquals(list.size, plain.length);
    assertEquals(list.bytes, plain.join("").length);
    for (let i = 0; i < plain.length; i += 7) assertEquals(list.at(i), plain[i]);
    const [from, to] = [random.integer(0, plain.length), random.integer(0, plain.length) - 1];
    assertEquals(list.slice(from, to), plain.slice(from, to + 1));
    if (undo) {
      journal.rollback();
      plain = before;
      assertEquals([...list], plain);
    }
    journal.commit();
  }
});

Deno.test("id map: ordered and complete under random changes", () => {
  const random = new Random(11);
  const map = new IdMap<{ id: bigint }>();
  const plain = new Map<bigint, { id: bigint }>();
  for (let i = 0; i < 30000; i++) {
    const id = BigInt(random.integer(1, 4000));
    if (random.chance(0.6)) {
      const value = { id };
      map.set(value);
      plain.set(id, value);
    } else assertEquals(map.delete(id), plain.delete(id));
  }
  const ids = [...plain.keys()].sort((a, b) => a < b ? -1 : 1);
  assertEquals(Array.from(map.from(0n), ({ id }) => id), ids);
  assertEquals(map.size, ids.length);
  assertEquals([map.first?.id, map.last?.id], [ids[0], ids[ids.length - 1]]);
  for (const id of ids) assert(map.get(id) === plain.get(id));
  const middle = ids[ids.length >> 1]!;
  assertEquals(Array.from(map.from(middle + 1n), ({ id }) => id), ids.filter((id) => id > middle));
});

for (const packed of [true, false]) {
  Deno.test(`dictionary, ${packed ? "packed" : "indexed"}: taken back to the same order`, () => {
    const random = new Random(13);
    const journal = new Journal();
    const dictionary = new Dictionary<number>(journal, packed);
    for (let round = 0; round < 100; round++) {
      const change = () => {
        const key = "k" + random.integer(1, 60);
        const at = dictionary.find(key);
        if (at < 0) dictionary.add(key, random.integer(1, 100));
        else if (random.chance(0.5)) dictionary.removeAt(at);
        else dictionary.setAt(at, random.integer(1, 100));
      };
      for (let i = 0; i < 20; i++) change();
      const before = [dictionary.keys.slice(), dictionary.values.slice(), dictionary.bytes];
      journal.begin();
      for (let i = 0; i < 40; i++) change();
      journal.rollback();
      assertEquals([dictionary.keys, dictionary.values, dictionary.bytes], before);
      dictionary.keys.forEach((key, at) => assertEquals(dictionary.find(key), at));
    }
  });
}
