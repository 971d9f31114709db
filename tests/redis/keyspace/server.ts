/**
 * A real `redis-server` for tests: started on a free loopback port, spoken to in plain RESP.
 *
 * @module
 */

/** A reply as it came: text with one char per byte. */
export type RawReply = string;

/** One end of a connection that sends commands and gives each reply's bytes. */
export class RawClient {
  readonly #connection: Deno.Conn;
  #pending = "";
  #at = 0;

  private constructor(connection: Deno.Conn) {
    this.#connection = connection;
  }

  /** Connects to a server on this machine. */
  static async connect(port: number): Promise<RawClient> {
    return new RawClient(await Deno.connect({ hostname: "127.0.0.1", port }));
  }

  /** Sends commands at once and gives their replies in order. */
  async send(commands: readonly (readonly string[])[]): Promise<RawReply[]> {
    let text = "";
    for (const words of commands) {
      text += `*${words.length}\r\n`;
      for (const word of words) text += `$${word.length}\r\n${word}\r\n`;
    }
    const bytes = Uint8Array.from(text, (char) => char.charCodeAt(0));
    const written = (async () => {
      for (let done = 0; done < bytes.length;) done += await this.#connection.write(bytes.subarray(done));
    })();
    const replies: RawReply[] = [];
    while (replies.length < commands.length) {
      const end = replyEnd(this.#pending, this.#at);
      if (end >= 0) {
        replies.push(this.#pending.slice(this.#at, end));
        this.#at = end;
        continue;
      }
      this.#pending = this.#pending.slice(this.#at);
      this.#at = 0;
      const buffer = new Uint8Array(65536);
      const count = await this.#connection.read(buffer);
      if (count === null) throw new Error("the server closed the connection");
      for (let i = 0; i < count; i += 4096) {
        this.#pending += String.fromCharCode(...buffer.subarray(i, Math.min(i + 4096, count)));
      }
    }
    await written;
    return replies;
  }

  /** Ends the connection. */
  close(): void {
    this.#connection.close();
  }
}

/** Where the reply that starts at `at` ends; -1 while it is not complete. */
export function replyEnd(text: string, at: number): number {
  // replies still to read: an aggregate adds its elements
  for (let missing = 1; missing > 0; missing--) {
    const line = text.indexOf("\r\n", at);
    if (line < 0) return -1;
    const kind = text.charAt(at);
    const size = Number(text.slice(at + 1, line));
    at = line + 2;
    if (kind === "$" || kind === "=") {
      if (size >= 0) at += size + 2;
      if (at > text.length) return -1;
    } else if (kind === "*" || kind === "~" || kind === ">") missing += Math.max(0, size);
    else if (kind === "%") missing += 2 * size;
  }
  return at;
}

/** A server that runs until it is closed. */
export class ReferenceServer implements AsyncDisposable {
  readonly port: number;
  readonly #process: Deno.ChildProcess;
  readonly #folder: string;

  private constructor(port: number, process: Deno.ChildProcess, folder: string) {
    this.port = port;
    this.#process = process;
    this.#folder = folder;
  }

  /** Starts a server that keeps nothing. @throws when `redis-server` is not installed */
  static async start(): Promise<ReferenceServer> {
    const probe = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = probe.addr as Deno.NetAddr;
    probe.close();
    const folder = await Deno.makeTempDir();
    const process = new Deno.Command("redis-server", {
      args: [
        "--port",
        "" + port,
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--dir",
        folder,
        "--enable-debug-command",
        "yes",
      ],
      stdout: "null",
      stderr: "null",
    }).spawn();
    const server = new ReferenceServer(port, process, folder);
    for (let attempt = 0; attempt < 200; attempt++) {
      try {
        (await RawClient.connect(port)).close();
        return server;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
    }
    await server[Symbol.asyncDispose]();
    throw new Error("redis-server did not start");
  }

  /** Ends the server. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.#process.status;
    await Deno.remove(this.#folder, { recursive: true });
  }
}
