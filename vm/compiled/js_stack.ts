/**
 * How much of the JS stack compiled code may use.
 *
 * @module
 */

/**
 * What fits on the JS stack. V8's largest frames, those of its interpreter, were measured to take about 200
 * bytes, 8 for each register, and what a list of arguments pushes; counted are 320 for a frame, 12 for a slot
 * of the Lua stack, and what is taken from the pool.
 */
export interface Room {
  readonly frames: number;
  readonly slots: number;
  readonly bytes: number;
}

/** What is used without asking: 64 KB. */
export const FIRST_ROOM: Room = Object.freeze({ frames: 64, slots: 1024, bytes: 24 * 1024 });
const FRAME_BYTES = 320;
const SLOT_BYTES = 12;
/** Bytes of JS stack for the frames of what runs a builtin that calls. */
export const NATIVE_BYTES = 1000;
/** Calls by way of builtins (`Context.nest`) that may be under way when another one is made: one less than C calls. */
export const MAX_NEST = 199;
/** Bytes left for what is called from the deepest frame. */
const MARGIN = 100 * 1024;

/** Arguments that push 32 KB. */
const PROBE: undefined[] = Array.from({ length: 4096 }, () => undefined);
let reached = 0;

function descend(): void {
  if (++reached < 64) Reflect.apply(descend, undefined, PROBE);
}

/** What the JS stack has room for below here. */
export function roomBelow(): Room {
  reached = 0;
  try {
    descend();
  } catch {
    // as far as it goes
  }
  return roomOf((reached - 1) * 32 * 1024);
}

/** What fits into `bytes` of JS stack. */
function roomOf(bytes: number): Room {
  bytes = Math.max(0, bytes - MARGIN);
  return {
    frames: Math.floor((bytes * 0.7) / FRAME_BYTES),
    slots: Math.floor((bytes * 0.15) / SLOT_BYTES),
    bytes: Math.floor(bytes * 0.15),
  };
}

/** Registers of the widest function, whose frame takes 8 bytes for each. */
const WIDTH = 30_000;
const STEP = roomOf(8 * WIDTH - 2 * NATIVE_BYTES);
/** Times that the stack has ended before the function is made, which takes as long as leaving it a hundred times. */
const PATIENCE = 20;
let ended = 0;
let widest: ((x: unknown) => void) | undefined;

/**
 * What the JS stack certainly has room for below here, after all that was known of has been used: frames of
 * code that V8 has optimized are much smaller than those that are counted. Undefined if it is not much.
 *
 * A wide frame takes less time than so many arguments. V8 would not profit from optimizing the function, and
 * takes long for it; it does not try, because it counts how much of a function is executed.
 */
export function stepBelow(): Room | undefined {
  if (widest === undefined) {
    if (++ended < PATIENCE) return undefined;
    widest = new Function("x", `if(x===0)return;x(${"0,".repeat(WIDTH)}0)`) as (x: unknown) => void;
  }
  try {
    widest(0);
    return STEP;
  } catch {
    return undefined;
  }
}
