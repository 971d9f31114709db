/**
 * The lists that tables consist of, as V8 sees them.
 *
 * V8 has lists of small integers, lists of doubles and lists of anything, each with or without holes, and a list goes
 * from one kind to the next when something is stored that does not fit; `undefined` among integers makes a list of
 * doubles with holes, the slowest of all. Code that has met several kinds even makes every list it meets the most
 * general of them, so lists of numbers would not stay what they are, and code that relies on it is thrown away. Hence
 * all lists of tables are lists of anything without holes from the beginning: everything meets one kind.
 *
 * @module
 */

import type { Value } from "./value.ts";

/** What no list of numbers can hold. */
const OBJECT = Object.freeze({}) as unknown as Value;

/** Shared by all tables without an array part or hash part; never written. Not frozen: that is a kind of its own. */
export const NONE: Value[] = [OBJECT];
NONE.pop();

/** Up to so many slots come from templates. */
const LARGEST_TEMPLATE = 32;

const templates: Value[][] = [];
for (let size = 1; size <= LARGEST_TEMPLATE; size *= 2) {
  const slots = [OBJECT];
  while (slots.length < size) slots.push(undefined);
  // `fill` would make it a list of doubles
  slots[0] = undefined;
  templates[size] = slots;
}

/** `n` slots holding nil: 0 or a power of two. */
export function emptySlots(n: number): Value[] {
  switch (n) {
    case 0:
      return NONE;
    case 1: {
      const slots = [OBJECT];
      slots[0] = undefined;
      return slots;
    }
    case 2: {
      const slots = [OBJECT, OBJECT];
      slots[0] = slots[1] = undefined;
      return slots;
    }
    case 4: {
      const slots = [OBJECT, OBJECT, OBJECT, OBJECT];
      slots[0] =
        slots[1] =
        slots[2] =
        slots[3] =
          undefined;
      return slots;
    }
  }
  if (n <= LARGEST_TEMPLATE) return templates[n]!.slice();
  let slots = templates[LARGEST_TEMPLATE]!;
  // lists that are pushed to take more room than they need
  while (slots.length < n) slots = slots.concat(slots);
  return slots;
}

/** A list of one element, with room for no more. */
export function listOf(value: Value): Value[] {
  const list = [OBJECT];
  list[0] = value;
  return list;
}

/** A copy of `values[from..from+n)`; `n` is at most 32. With room for no more. */
export function listFrom(values: readonly Value[], from: number, n: number): Value[] {
  const list = templates[LARGEST_TEMPLATE]!.slice(0, n);
  for (let i = 0; i < n; i++) list[i] = values[from + i];
  return list;
}

/** A copy of any list as one of anything, at its exact length. */
export function listOfAny<T>(values: readonly T[]): T[] {
  const list = [OBJECT] as unknown as T[];
  for (let i = 0; i < values.length; i++) list[i] = values[i]!;
  if (values.length === 0) list.pop();
  return list;
}

/**
 * A copy of a list with room for `size` elements, which is 2, 4 or 8 and more than there are: one that is pushed to
 * otherwise takes room for 17 with its second element.
 */
export function withRoom(list: readonly Value[], size: number): Value[] {
  const n = list.length;
  const copy = emptySlots(size);
  for (let i = 0; i < n; i++) copy[i] = list[i];
  for (let i = n; i < size; i++) copy.pop();
  return copy;
}
