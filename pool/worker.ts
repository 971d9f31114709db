/**
 * Entry of a pool's web worker. Needs no permission.
 *
 * @module
 */

import { serve } from "./serve.ts";
import type { Message } from "./wire.ts";

/** What a dedicated worker's global object offers, as far as it is used here. */
interface WorkerScope {
  postMessage(message: Message): void;
  onmessage: ((event: MessageEvent<Message>) => void) | null;
}

const scope = globalThis as unknown as WorkerScope;
const receive = serve((message) => scope.postMessage(message));
scope.onmessage = (event) => receive(event.data);
