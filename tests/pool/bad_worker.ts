/**
 * A worker that misbehaves as a job's source text tells it to: what a hole in the interpreter would allow.
 *
 * @module
 */

import { DONE, READY, RUN } from "../../pool/messages.ts";
import type { Message } from "../../pool/wire.ts";

const scope = globalThis as unknown as {
  postMessage(message: unknown): void;
  onmessage: ((event: MessageEvent<Message>) => void) | null;
};

/** Computes without looking up. Ends, because no thread of this runtime can be stopped from outside. */
function spin(): void {
  const end = performance.now() + 5000;
  while (performance.now() < end);
}

scope.onmessage = ({ data }) => {
  if (data[0] !== RUN) return;
  const job = data[1];
  switch (data[4]) {
    case "spin":
      spin();
      return scope.postMessage([DONE, job, "too late"]);
    case "throw":
      throw new Error("worker fell over");
    case "reject":
      Promise.reject(new Error("nobody listens"));
      return;
    case "garbage":
      return scope.postMessage({ then: 1 });
    case "truncated":
      return scope.postMessage([DONE, job, null, 0, 1e9]);
    case "other job":
      return scope.postMessage([DONE, -1, 1]);
    case "twice":
      scope.postMessage([DONE, job, "first"]);
      return scope.postMessage([DONE, job, "second"]);
    case "flood":
      for (let i = 0; i < 3; i++) scope.postMessage([13, job, 0, 0]);
      return;
    case "unknown function":
      return scope.postMessage([13, job, 99, 0]);
    case "nested object":
      return scope.postMessage([DONE, job, { then: "x" }]);
    case "bigint":
      return scope.postMessage([DONE, job, 5n]);
    case "date":
      return scope.postMessage([DONE, job, new Date(0)]);
    case "promise-like":
      return scope.postMessage([DONE, job, null, 1, 1, "then", null, 3, 0, "f"]);
    case "sparse":
      return scope.postMessage([DONE, job, null, 0, 3, 1]);
    case "deep nonsense":
      return scope.postMessage([DONE, job, null, 0, 1, null, 99]);
    case "silent":
      return;
  }
  scope.postMessage([DONE, job, "fine"]);
};
scope.postMessage([READY]);
