/**
 * The embedded server without sockets, for tests: commands in, the bytes of replies out.
 *
 * @module
 */

import { ScriptEngine } from "../../../redis/engine.ts";
import { Keyspace } from "../../../redis/keyspace/keyspace.ts";
import type { Client } from "../../../redis/server/client.ts";
import { Config } from "../../../redis/server/config.ts";
import { Core } from "../../../redis/server/core.ts";
import { Storage } from "../../../redis/server/storage.ts";
import { replyEnd } from "../keyspace/server.ts";

/** A keyspace, an engine and one client. */
export class EmbeddedServer {
  readonly #core: Core;
  readonly #client: Client;
  #output = "";
  #wake: () => void = () => {};

  constructor() {
    let random = 1;
    const keyspace = new Keyspace({
      clock: () => Date.now(),
      random: () => (random = random * 48271 % 2147483647) / 2147483647,
    });
    const engine = new ScriptEngine(keyspace, { slice: Infinity });
    const surroundings = { shutdown: () => {}, now: () => Date.now() };
    this.#core = new Core(new Storage(keyspace, undefined), engine, new Config(), surroundings);
    this.#client = this.#core.connect({
      remote: "127.0.0.1:1",
      local: "127.0.0.1:2",
      pending: 0,
      send: (chunks) => {
        for (const chunk of chunks) for (const byte of chunk) this.#output += String.fromCharCode(byte);
        this.#wake();
      },
      close: () => {},
    });
  }

  /** Sends commands one after the other and gives the bytes of their replies. */
  async send(commands: readonly (readonly string[])[]): Promise<string[]> {
    const replies: string[] = [];
    for (const words of commands) {
      let text = `*${words.length}\r\n`;
      for (const word of words) text += `$${word.length}\r\n${word}\r\n`;
      this.#core.receive(this.#client, Uint8Array.from(text, (char) => char.charCodeAt(0)));
      let end = replyEnd(this.#output, 0);
      while (end < 0) {
        await new Promise<void>((resolve) => this.#wake = resolve);
        end = replyEnd(this.#output, 0);
      }
      replies.push(this.#output.slice(0, end));
      this.#output = this.#output.slice(end);
    }
    return replies;
  }
}
