/**
 * Runners as the harness sees them: child processes kept alive over all programs, so that start-up is not
 * measured and what JavaScript engines learned in one program does not make the next one look better or
 * worse than in a server that has run other scripts before.
 *
 * @module
 */

import type { Program } from "./program.ts";
import { parseAnswer, parseRunAnswer, type RunAnswer } from "./protocol.ts";

/** What there is to run programs with. */
export interface RunnerSpec {
  /** short name: column heading, key in records */
  readonly id: string;
  /** whether it is one of this project's tiers */
  readonly ours: boolean;
  /** program and arguments of the child process */
  readonly command: readonly string[];
  /** whether it is a JavaScript program, which an engine makes fast only while it runs */
  readonly learns?: boolean;
  /** whether there is a form of a program that it runs; default: there is of all */
  has?(program: Program): boolean;
  /** whether it has to be asked to end, because it has processes of its own; default false */
  readonly hasChildren?: boolean;
}

const here = (file: string): string => decodeURIComponent(new URL(file, import.meta.url).pathname);

const hosted = (peer: string, tier = ""): string[] => [
  Deno.execPath(),
  "run",
  "-A",
  "--quiet",
  // JavaScript is compiled in the thread that runs it: in the background, how soon it is compiled would depend
  // on what else the machine does, and whole programs would be measured before the compiler got its turn
  "--v8-flags=--max-old-space-size=4096,--no-concurrent-recompilation,--no-concurrent-osr",
  here("./hosted_runner.ts"),
  peer,
  ...(tier === "" ? [] : [tier]),
];

const needsRedis = ({ library }: Program): boolean => library !== undefined;
const isPlain = (program: Program): boolean => !needsRedis(program);

/** What compares this project with JavaScript itself. */
export const HAND_WRITTEN = "hand-written JS";

/** All runners; those of this project first. */
export const RUNNERS: readonly RunnerSpec[] = [
  // the tier that is there by default, not the one that compiles everything at its first call
  { id: "compiled", ours: true, command: hosted("ours", "auto"), learns: true },
  { id: "interpreter", ours: true, command: hosted("ours", "interpreter"), learns: true },
  { id: "lua5.1", ours: false, command: ["lua5.1", here("./driver.lua")], has: isPlain },
  { id: "luajit", ours: false, command: ["luajit", here("./driver.lua")], has: isPlain },
  { id: "luajit -joff", ours: false, command: ["luajit", "-joff", here("./driver.lua")], has: isPlain },
  { id: "wasmoon", ours: false, command: hosted("wasmoon"), has: isPlain },
  { id: "wasmoon-lua5.1", ours: false, command: hosted("wasmoon-lua5.1"), has: isPlain },
  { id: "fengari", ours: false, command: hosted("fengari"), learns: true, has: isPlain },
  {
    id: "redis-server",
    ours: false,
    command: [Deno.execPath(), "run", "-A", "--quiet", here("./redis_runner.ts")],
    has: needsRedis,
    hasChildren: true,
  },
  {
    id: HAND_WRITTEN,
    ours: false,
    command: hosted("hand-written"),
    learns: true,
    has: (program) => program.handWritten !== undefined,
  },
];

/** A sample: one run of a program. */
export interface Sample extends RunAnswer {
  /** milliseconds that passed, without the cost of asking */
  readonly wall: number;
}

/** The runner gave no answer in time; its process was ended. */
export class RunnerTimeout extends Error {
  override name = "RunnerTimeout";
}

/** A running child process. */
export class Runner {
  readonly spec: RunnerSpec;
  /** what it says it is */
  version = "";
  /** milliseconds a request takes that does nothing */
  latency = 0;
  #child: Deno.ChildProcess | undefined;
  #writer!: WritableStreamDefaultWriter<Uint8Array>;
  #reader!: ReadableStreamDefaultReader<string>;
  #pending = "";

  constructor(spec: RunnerSpec) {
    this.spec = spec;
  }

  /** Starts the process. @throws {Error} it cannot be started or does not answer */
  async start(): Promise<void> {
    const [program, ...args] = this.spec.command;
    this.#pending = "";
    this.#child = new Deno.Command(program!, { args, stdin: "piped", stdout: "piped", stderr: "null" })
      .spawn();
    this.#writer = this.#child.stdin.getWriter();
    this.#reader = this.#child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    try {
      this.version = parseAnswer(await this.#ask("version", 60_000))[0] ?? "";
      const times: number[] = [];
      for (let i = 0; i < 15; i++) {
        const start = performance.now();
        await this.#ask("version", 60_000);
        times.push(performance.now() - start);
      }
      this.latency = Math.min(...times);
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** Whether the process is there. */
  get running(): boolean {
    return this.#child !== undefined;
  }

  /** Loads a program. @throws {Error} */
  async load(path: string): Promise<void> {
    parseAnswer(await this.#ask(`load\t${path}`, 60_000));
  }

  /** Forgets a program. @throws {Error} */
  async unload(path: string): Promise<void> {
    parseAnswer(await this.#ask(`unload\t${path}`, 60_000));
  }

  /**
   * Runs a loaded program once.
   *
   * @throws {RunnerTimeout}
   * @throws {Error} the program failed
   */
  async run(path: string, size: number, timeout: number): Promise<Sample> {
    const start = performance.now();
    const line = await this.#ask(`run\t${path}\t${size}`, timeout);
    const wall = Math.max(performance.now() - start - this.latency, 0.001);
    return { ...parseRunAnswer(line), wall };
  }

  /** Ends the process. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    this.#child = undefined;
    try {
      child.kill(this.spec.hasChildren ? "SIGTERM" : "SIGKILL");
    } catch {
      // it has ended already
    }
    await child.status;
    await this.#writer.close().catch(() => {});
    await this.#reader.cancel().catch(() => {});
  }

  async #ask(request: string, timeout: number): Promise<string> {
    if (this.#child === undefined) throw new Error("not running");
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<"late">((resolve) => timer = setTimeout(() => resolve("late"), timeout));
    try {
      await this.#writer.write(new TextEncoder().encode(request + "\n"));
      while (!this.#pending.includes("\n")) {
        const read = await Promise.race([this.#reader.read(), late]);
        if (read === "late") {
          await this.stop();
          throw new RunnerTimeout(`no answer within ${timeout / 1000} s`);
        }
        if (read.done) {
          const { code, signal } = await this.#child!.status;
          this.#child = undefined;
          throw new Error(`the process ended with ${signal ?? `code ${code}`}`);
        }
        this.#pending += read.value;
      }
    } finally {
      clearTimeout(timer);
    }
    const end = this.#pending.indexOf("\n");
    const line = this.#pending.slice(0, end);
    this.#pending = this.#pending.slice(end + 1);
    return line;
  }
}
