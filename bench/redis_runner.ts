/**
 * Runner for the Lua inside `redis-server`: starts a server of its own and speaks the protocol of `protocol.ts` on
 * standard input and output. Programs are sent as scripts; milliseconds are the server's processor time.
 *
 * @module
 */

import { field, serve } from "./protocol.ts";

/** A connection that sends one command at a time. */
class Connection {
  readonly #socket: Deno.Conn;
  #pending = new Uint8Array(0);

  constructor(socket: Deno.Conn) {
    this.#socket = socket;
  }

  /** The reply as text. @throws {Error} the server's error */
  async command(...words: string[]): Promise<string> {
    const encoder = new TextEncoder();
    const parts = words.map((word) => `$${encoder.encode(word).length}\r\n${word}\r\n`);
    const bytes = encoder.encode(`*${words.length}\r\n${parts.join("")}`);
    for (let sent = 0; sent < bytes.length;) sent += await this.#socket.write(bytes.subarray(sent));
    const line = await this.#line();
    if (line.startsWith("-")) throw new Error(line.slice(1));
    return line.startsWith("$") ? await this.#text(Number(line.slice(1))) : line.slice(1);
  }

  async #line(): Promise<string> {
    let end = this.#pending.indexOf(10);
    while (end < 0) {
      await this.#more();
      end = this.#pending.indexOf(10);
    }
    return this.#take(end + 1).trimEnd();
  }

  async #text(length: number): Promise<string> {
    while (this.#pending.length < length + 2) await this.#more();
    return this.#take(length + 2).slice(0, -2);
  }

  #take(length: number): string {
    const text = new TextDecoder().decode(this.#pending.subarray(0, length));
    this.#pending = this.#pending.slice(length);
    return text;
  }

  async #more(): Promise<void> {
    const room = new Uint8Array(65536);
    const length = await this.#socket.read(room);
    if (length === null) throw new Error("the server has ended");
    const joined = new Uint8Array(this.#pending.length + length);
    joined.set(this.#pending);
    joined.set(room.subarray(0, length), this.#pending.length);
    this.#pending = joined;
  }
}

async function connect(path: string): Promise<Connection> {
  for (let attempt = 0;; attempt++) {
    try {
      return new Connection(await Deno.connect({ transport: "unix", path }));
    } catch (error) {
      if (attempt >= 400) throw error;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
}

const folder = await Deno.makeTempDir();
const socket = `${folder}/redis.sock`;
const settings = ["--port", "0", "--unixsocket", socket, "--save", "", "--appendonly", "no", "--dir", folder];
const server = new Deno.Command("redis-server", { args: settings, stdout: "null", stderr: "null" }).spawn();

function end(): void {
  try {
    server.kill("SIGKILL");
  } catch {
    // it has ended already
  }
  Deno.removeSync(folder, { recursive: true });
  Deno.exit();
}

Deno.addSignalListener("SIGTERM", end);

const redis = await connect(socket);
const scripts = new Map<string, string>();

/** Milliseconds of processor time the server has used. */
async function processorTime(): Promise<number> {
  const info = await redis.command("INFO", "cpu");
  const seconds = (name: string): number =>
    Number(new RegExp(`^${name}:([\\d.]+)`, "m").exec(info)?.[1] ?? 0);
  return (seconds("used_cpu_user") + seconds("used_cpu_sys")) * 1000;
}

async function load(path: string): Promise<string> {
  // a script of Redis has no arguments of its own: the chunk becomes a function
  const script = `return (function(...)\n${await Deno.readTextFile(path)}\nend)(tonumber(ARGV[1]))`;
  scripts.set(path, await redis.command("SCRIPT", "LOAD", script));
  return "";
}

async function run(path: string, size: string): Promise<string> {
  const before = await processorTime();
  const result = await redis.command("EVALSHA", scripts.get(path)!, "0", size);
  return `${(await processorTime() - before).toFixed(3)}\t${field(result)}\t`;
}

async function unload(path: string): Promise<string> {
  scripts.delete(path);
  await redis.command("SCRIPT", "FLUSH");
  return "";
}

const version = /redis_version:(\S+)/.exec(await redis.command("INFO", "server"))?.[1] ?? "?";
await serve({ version: () => `Redis ${version}`, load, run, unload });
end();
