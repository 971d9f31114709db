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
  const bytes = Math.max(0, (reached - 1) * 32 * 1024 - MARGIN);
  return {
    frames: Math.floor((bytes * 0.7) / FRAME_BYTES),
    slots: Math.floor((bytes * 0.15) / SLOT_BYTES),
    bytes: Math.floor(bytes * 0.15),
  };
}
