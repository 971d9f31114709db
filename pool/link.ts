/**
 * How a pool reaches a worker: as a web worker or as a process.
 *
 * @module
 */

import { encodeFrame, readFrames } from "./frames.ts";
import type { Message } from "./wire.ts";

/** What a pool wants to hear of a worker. */
export interface LinkEvents {
  /** a message from it */
  message(message: Message): void;
  /** it has died, or what it sends makes no sense */
  failed(cause: unknown): void;
}

/** A running worker. */
export interface WorkerLink {
  /** Sends it a message. */
  post(message: Message): void;
  /** Ends it, whatever it is doing. Settles when there is nothing more to wait for; never rejects. */
  terminate(): Promise<void>;
}

/** Starts a worker. */
export type WorkerStarter = (events: LinkEvents) => WorkerLink;

/** Starts a web worker without permissions. Deno asks for `--unstable-worker-options`. */
export function startWebWorker(
  events: LinkEvents,
  url = new URL("./worker.ts", import.meta.url),
): WorkerLink {
  const options = { type: "module", name: "ferrous", deno: { permissions: "none" } };
  const worker = new Worker(url, options as WorkerOptions);
  worker.onmessage = (event: MessageEvent<Message>) => events.message(event.data);
  worker.onmessageerror = () => events.failed(new Error("a message that cannot be read"));
  worker.onerror = (event) => {
    // it would end the process otherwise
    event.preventDefault();
    events.failed(new Error(event.message));
  };
  return {
    post: (message) => worker.postMessage(message),
    terminate: () => {
      worker.terminate();
      return Promise.resolve();
    },
  };
}

/** How worker processes are started. */
export interface ProcessOptions {
  /** Path of the `deno` executable; default: the one that runs this program. */
  deno?: string;
  /** MiB the heap of a process may have, beyond which it, and only it, dies. Default 512. */
  maxHeap?: number;
}

/**
 * A starter of worker processes: each is a `deno` without permissions. Needs `--allow-run`.
 */
export function processStarter(
  options: ProcessOptions = {},
  url: URL = new URL("./process_worker.ts", import.meta.url),
): WorkerStarter {
  const { deno, maxHeap = 512 } = options;
  return (events) => {
    const args = ["run", "--quiet", "--no-prompt", "--no-config", "--no-lock", "--no-remote", "--no-npm"];
    args.push(`--v8-flags=--max-old-space-size=${Math.floor(maxHeap)}`, url.href);
    const command = new Deno.Command(deno ?? Deno.execPath(), {
      args,
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
      env: { NO_COLOR: "1" },
    });
    return new ProcessLink(command.spawn(), events);
  };
}

class ProcessLink implements WorkerLink {
  readonly #child: Deno.ChildProcess;
  readonly #events: LinkEvents;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #over: Promise<unknown>;
  #ended = false;

  constructor(child: Deno.ChildProcess, events: LinkEvents) {
    this.#child = child;
    this.#events = events;
    this.#input = child.stdin.getWriter();
    this.#over = Promise.all([this.#receive(), this.#watch()]);
  }

  post(message: Message): void {
    // a process that is gone is reported by its end
    this.#input.write(encodeFrame(message)).catch(() => {});
  }

  async terminate(): Promise<void> {
    this.#ended = true;
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // it has ended already
    }
    await this.#input.abort().catch(() => {});
    await this.#over;
  }

  async #receive(): Promise<void> {
    try {
      for await (const message of readFrames(this.#child.stdout)) {
        if (!this.#ended) this.#events.message(message);
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  async #watch(): Promise<void> {
    const { code, signal } = await this.#child.status;
    this.#fail(new Error(`the process ended with ${signal ?? `code ${code}`}`));
  }

  #fail(cause: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#events.failed(cause);
  }
}
