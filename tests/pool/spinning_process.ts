/** A worker process that takes a job and never looks up again. */

import { encodeFrame, readFrames } from "../../pool/frames.ts";
import { READY } from "../../pool/messages.ts";

Deno.stdout.writeSync(encodeFrame([READY]));
for await (const _ of readFrames(Deno.stdin.readable)) for (;;);
