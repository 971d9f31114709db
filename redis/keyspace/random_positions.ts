/**
 * Random choices from collections, for SRANDMEMBER, HRANDFIELD, ZRANDMEMBER and SPOP.
 *
 * @module
 */

import type { Keyspace } from "./keyspace.ts";
import { err } from "./errors.ts";

/** Longest reply with repetitions: what does not fit into memory is refused. */
const LONGEST = 1 << 26;

/**
 * Positions among `size` elements: for a negative count, that many with repetitions; else at most `count` different
 * ones, all of them in order when the count is not smaller than the size.
 *
 * @throws {ErrorReply} when so many repetitions are asked for that they do not fit into memory
 */
export function samplePositions(keyspace: Keyspace, size: number, count: number): number[] {
  const out: number[] = [];
  if (count < 0) {
    if (-count > LONGEST) throw err("value is out of range");
    for (let i = 0; i < -count; i++) out.push(keyspace.randomInt(size));
    return out;
  }
  if (count >= size) {
    for (let i = 0; i < size; i++) out.push(i);
    return out;
  }
  if (count * 3 > size) {
    // most of them: shuffle the first `count` of all
    for (let i = 0; i < size; i++) out.push(i);
    for (let i = 0; i < count; i++) {
      const other = i + keyspace.randomInt(size - i);
      const position = out[i]!;
      out[i] = out[other]!;
      out[other] = position;
    }
    out.length = count;
    return out;
  }
  const taken = new Set<number>();
  while (out.length < count) {
    const position = keyspace.randomInt(size);
    if (taken.has(position)) continue;
    taken.add(position);
    out.push(position);
  }
  return out;
}
