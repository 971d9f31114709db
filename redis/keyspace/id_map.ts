/**
 * Values ordered by stream ID: chunks of sorted arrays, for entries that wait for their acknowledgement.
 *
 * @module
 */

const FULL = 256;

/** First index of a sorted array whose id is not below the given one. */
function lowerBound<V extends { readonly id: bigint }>(chunk: readonly V[], id: bigint): number {
  let low = 0;
  let high = chunk.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if (chunk[mid]!.id < id) low = mid + 1;
    else high = mid;
  }
  return low;
}

/** A map from ids to values that know their id. */
export class IdMap<V extends { readonly id: bigint }> {
  #chunks: V[][] = [];
  #size: number = 0;

  /** Number of values. */
  get size(): number {
    return this.#size;
  }

  /** The chunk that holds, or would hold, an id. */
  #chunkFor(id: bigint): number {
    let low = 0;
    let high = this.#chunks.length - 1;
    while (low < high) {
      const mid = (low + high + 1) >> 1;
      if (this.#chunks[mid]![0]!.id <= id) low = mid;
      else high = mid - 1;
    }
    return low;
  }

  /** The value with an id. */
  get(id: bigint): V | undefined {
    const chunk = this.#chunks[this.#chunkFor(id)];
    if (chunk === undefined) return undefined;
    const value = chunk[lowerBound(chunk, id)];
    return value !== undefined && value.id === id ? value : undefined;
  }

  /** Adds or replaces the value with its id. */
  set(value: V): void {
    const c = this.#chunkFor(value.id);
    const chunk = this.#chunks[c];
    if (chunk === undefined) {
      this.#chunks.push([value]);
      this.#size++;
      return;
    }
    const at = lowerBound(chunk, value.id);
    if (chunk[at]?.id === value.id) {
      chunk[at] = value;
      return;
    }
    this.#size++;
    if (at === chunk.length && chunk.length >= FULL) {
      this.#chunks.splice(c + 1, 0, [value]);
      return;
    }
    chunk.splice(at, 0, value);
    if (chunk.length > FULL) this.#chunks.splice(c + 1, 0, chunk.splice(FULL >> 1));
  }

  /** Removes the value with an id; false when there is none. */
  delete(id: bigint): boolean {
    const c = this.#chunkFor(id);
    const chunk = this.#chunks[c];
    if (chunk === undefined) return false;
    const at = lowerBound(chunk, id);
    if (chunk[at]?.id !== id) return false;
    chunk.splice(at, 1);
    if (chunk.length === 0) this.#chunks.splice(c, 1);
    this.#size--;
    return true;
  }

  /** The lowest value; undefined when empty. */
  get first(): V | undefined {
    return this.#chunks[0]?.[0];
  }

  /** The highest value; undefined when empty. */
  get last(): V | undefined {
    const chunk = this.#chunks[this.#chunks.length - 1];
    return chunk?.[chunk.length - 1];
  }

  /** Values from an id on, in order. The map must not change meanwhile. */
  *from(id: bigint): Generator<V> {
    let c = this.#chunkFor(id);
    let chunk = this.#chunks[c];
    if (chunk === undefined) return;
    let at = lowerBound(chunk, id);
    while (chunk !== undefined) {
      for (; at < chunk.length; at++) yield chunk[at]!;
      at = 0;
      chunk = this.#chunks[++c];
    }
  }
}
