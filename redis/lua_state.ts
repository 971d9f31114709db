/**
 * The Lua state of an engine's scripts, or of its functions: replaced by a fresh one when a run was stopped in the
 * middle of things, and when many scripts have used up its shapes.
 *
 * @module
 */

import type { ScriptRuntime } from "./runtime.ts";
import type { Profile } from "./profile.ts";

/** Runs after which a state without room for new shapes is replaced; it takes about a millisecond. */
const WORN = 5000;

/** One Lua state at a time. */
export class LuaState {
  readonly #make: () => Profile;
  readonly #onRenewed: (() => void) | null;
  #profile: Profile;
  #runs = 0;
  /** counts states */
  generation = 0;

  /**
   * `onRenewed`: makes anew what lives in the state and has to survive it; such a state is only replaced when it
   * must be.
   */
  constructor(make: () => Profile, onRenewed: (() => void) | null = null) {
    this.#make = make;
    this.#onRenewed = onRenewed;
    this.#profile = make();
  }

  /** The present state. */
  get profile(): Profile {
    return this.#profile;
  }

  /** Its runtime. */
  get rt(): ScriptRuntime {
    return this.#profile.rt;
  }

  /** Starts over. `keepSettings`: what scripts have set in libraries (`cjson`) stays. */
  renew(keepSettings: boolean): void {
    const { state } = this.rt;
    this.#profile = this.#make();
    if (keepSettings) { for (const [key, value] of state) this.rt.state.set(key, value); }
    this.#runs = 0;
    this.generation++;
    this.#onRenewed?.();
  }

  /** Counts a run that is over. */
  ran(): void {
    if (++this.#runs >= WORN && this.#onRenewed === null && this.rt.shapes.isFull) this.renew(true);
  }
}
