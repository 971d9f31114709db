/** A worker process that ends, or sends what is no frame, as a job's source text tells it to. */

import { encodeFrame, readFrames } from "../../pool/frames.ts";
import { DONE, READY, RUN } from "../../pool/messages.ts";

const output = Deno.stdout;
output.writeSync(encodeFrame([READY]));
for await (const message of readFrames(Deno.stdin.readable)) {
  if (message[0] !== RUN) continue;
  const job = message[1] as number;
  switch (message[4]) {
    case "exit":
      Deno.exit(0);
      break;
    case "exit 3":
      Deno.exit(3);
      break;
    case "noise":
      output.writeSync(new TextEncoder().encode("Segmentation fault (core dumped)\n".repeat(100)));
      break;
    case "half a frame": {
      const frame = encodeFrame([DONE, job, "never comes"]);
      output.writeSync(frame.subarray(0, frame.length - 3));
      Deno.exit(0);
      break;
    }
    case "huge frame":
      output.writeSync(new Uint8Array([255, 255, 255, 255, 0]));
      break;
    case "closed output":
      output.close();
      break;
    default:
      output.writeSync(encodeFrame([DONE, job, "fine"]));
  }
}
