/**
 * The lists that tables consist of, as V8 sees them.
 *
 * V8 has lists of small integers, lists of doubles and lists of anything, and a list goes from one kind to the next
 * when something is stored that does not fit. `undefined` in one of the first two makes it a list of doubles with
 * holes, the slowest of all: every read looks for the hole and makes an object of a number that is no integer.
 * Hence:
 *
 * - the slots of a hash part are always a list of anything, so that code that reads fields meets one kind;
 * - an array part is a list of what it holds, and becomes a list of anything with the first nil inside.
 *
 * V8 also remembers, for each place in a text where a list is made, what became of those made there, and makes
 * later ones so at once. Places where lists of different kinds are made are therefore apart.
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

const emptyTemplates: Value[][] = [];
const integerTemplates: Value[][] = [];
const doubleTemplates: Value[][] = [];
for (let size = 1; size <= LARGEST_TEMPLATE; size *= 2) {
  const objects: Value[] = [OBJECT];
  const integers = [0];
  const doubles = [0.5];
  for (let i = 1; i < size; i++) {
    objects.push(OBJECT);
    integers.push(0);
    doubles.push(0.5);
  }
  emptyTemplates[size] = objects.fill(undefined);
  integerTemplates[size] = integers;
  doubleTemplates[size] = doubles;
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
  if (n <= LARGEST_TEMPLATE) return emptyTemplates[n]!.slice();
  let slots = emptyTemplates[LARGEST_TEMPLATE]!;
  // lists that are pushed to take more room than they need
  while (slots.length < n) slots = slots.concat(slots);
  return slots;
}

function isInteger(value: Value): boolean {
  return ((value as number) | 0) === value;
}

/** An array part of one element. */
export function singleElement(value: Value): Value[] {
  if (typeof value !== "number") return [value];
  if (!isInteger(value)) return [value];
  const integers = [0];
  integers[0] = value;
  return integers;
}

/**
 * A copy of an array part that has elements, with room for `size`, which is 2, 4 or 8 and more than there are: a
 * list that is pushed to otherwise takes room for 17 with its second element.
 */
export function withRoom(array: Value[], size: number): Value[] {
  const n = array.length;
  const first = array[0];
  const templates = typeof first !== "number"
    ? emptyTemplates
    : isInteger(first)
    ? integerTemplates
    : doubleTemplates;
  const copy = templates[size]!.slice();
  for (let i = 0; i < n; i++) copy[i] = array[i];
  for (let i = n; i < size; i++) copy.pop();
  return copy;
}

/** Puts the first nil into an array part, at `index`, which may be its length. */
export function makeHole(array: Value[], index: number): void {
  array[index] = OBJECT;
  array[index] = undefined;
}
