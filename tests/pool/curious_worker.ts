/** A worker that tries what it must not do. */

import { DONE, READY, RUN } from "../../pool/messages.ts";
import type { Message } from "../../pool/wire.ts";

const scope = globalThis as unknown as {
  postMessage(message: Message): void;
  onmessage: ((event: MessageEvent<Message>) => void) | null;
};

function attempt(what: string, action: () => unknown): string {
  try {
    action();
    return `${what} worked`;
  } catch (error) {
    return `${what} ${(error as Error).name}`;
  }
}

scope.onmessage = ({ data }) => {
  if (data[0] !== RUN) return;
  const tried = [
    attempt("read", () => Deno.readTextFileSync(new URL("./support.ts", import.meta.url))),
    attempt("write", () => Deno.writeTextFileSync("out.txt", "")),
    attempt("run", () => new Deno.Command("true").outputSync()),
    attempt("env", () => Deno.env.toObject()),
  ];
  scope.postMessage([DONE, data[1], tried.join(", ")]);
};
scope.postMessage([READY]);
