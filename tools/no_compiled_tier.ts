/**
 * What takes the place of the compiled tier in the small bundle: the interpreter runs everything, as where
 * functions may not be made from text.
 *
 * @module
 */

import type { Coroutine, Frame } from "../vm/coroutine.ts";
import type { Runtime } from "../vm/runtime.ts";

/** Files of `vm/compiled/` that the rest of the project calls and this module stands for. */
export const REPLACED = /\/vm\/compiled\/(build|frames|tier)\.ts$/;

/** As in `vm/compiled/build.ts`. */
export function compiledTierAvailable(): boolean {
  return false;
}

/** As in `vm/compiled/build.ts`. */
export class Unit {}

/** As in `vm/compiled/build.ts`; nobody calls it. */
export function firstCall(): undefined {}

/** As in `vm/compiled/build.ts`; nobody calls it. */
export const firstCallForAll = firstCall;

/** As in `vm/compiled/frames.ts`: no coroutine is ever suspended in compiled code. */
export function thaw(_rt: Runtime, _co: Coroutine): void {}

/** As in `vm/compiled/tier.ts`. */
export function enter(_rt: Runtime, _co: Coroutine, _frame: Frame): boolean {
  return false;
}

/** As in `vm/compiled/tier.ts`. */
export function resetStack(): undefined {}

/** As in `vm/compiled/tier.ts`. */
export function restoreStack(): void {}
