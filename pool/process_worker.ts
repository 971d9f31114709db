/**
 * Entry of a pool's worker process: messages arrive as frames on standard input and leave on standard output.
 * Started without permissions. Ends when the pool does, because its input ends then.
 *
 * @module
 */

import { encodeFrame, readFrames } from "./frames.ts";
import { serve } from "./serve.ts";

const output = Deno.stdout;
// nothing but frames may reach the output
globalThis.console = new Proxy(console, { get: () => () => {} });

const receive = serve((message) => {
  const frame = encodeFrame(message);
  for (let at = 0; at < frame.length;) at += output.writeSync(frame.subarray(at));
});
for await (const message of readFrames(Deno.stdin.readable)) receive(message);
Deno.exit(0);
