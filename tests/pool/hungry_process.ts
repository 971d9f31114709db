/** A worker process that allocates without end when it gets a job. */

import { encodeFrame, readFrames } from "../../pool/frames.ts";
import { READY } from "../../pool/messages.ts";

Deno.stdout.writeSync(encodeFrame([READY]));
const kept: number[][] = [];
for await (const _ of readFrames(Deno.stdin.readable)) {
  for (;;) kept.push(new Array(10_000).fill(kept.length));
}
