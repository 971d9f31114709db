/**
 * The lines that the harness and its runners exchange. Every runner is a child process that reads requests
 * from standard input and answers each with one line, fields separated by tabs:
 *
 * | request | answer |
 * | --- | --- |
 * | `version` | `ok` version |
 * | `load` path | `ok` |
 * | `run` path size | `ok` milliseconds result steps |
 * | `unload` path | `ok` |
 *
 * or `error` message. The milliseconds are processor time of the runner's process, and steps are empty where
 * none are counted. The same protocol is spoken by `driver.lua`, so that start-up is never measured.
 *
 * @module
 */

/** The answer to `run`. */
export interface RunAnswer {
  /** processor time in milliseconds */
  readonly cpu: number;
  /** what the program returned */
  readonly result: string;
  /** steps taken, if they are counted */
  readonly steps: number | undefined;
}

/** Text as a field of a line. */
export function field(text: string): string {
  return text.replaceAll(/[\t\r\n]+/g, " ");
}

/** Takes an answer apart. @throws {Error} the answer is an error, with its message */
export function parseAnswer(line: string): string[] {
  const [status, ...fields] = line.split("\t");
  if (status === "ok") return fields;
  throw new Error(status === "error" ? fields.join(" ") : `unexpected answer: ${line}`);
}

/** The answer to `run`. @throws {Error} */
export function parseRunAnswer(line: string): RunAnswer {
  const [cpu, result, steps] = parseAnswer(line);
  if (cpu === undefined || result === undefined) throw new Error(`unexpected answer: ${line}`);
  return { cpu: Number(cpu), result, steps: steps ? Number(steps) : undefined };
}

/** What a runner does for each request; answers are what comes after `ok`. */
export interface RunnerCommands {
  version(): string;
  load(path: string): Promise<string>;
  run(path: string, size: string): string | Promise<string>;
  unload(path: string): string | Promise<string>;
}

async function answer(commands: RunnerCommands, request: string): Promise<string> {
  const [command, path = "", size = ""] = request.split("\t");
  switch (command) {
    case "version":
      return commands.version();
    case "load":
      return await commands.load(path);
    case "run":
      return await commands.run(path, size);
    case "unload":
      return await commands.unload(path);
    default:
      throw new Error(`unknown request ${command}`);
  }
}

/** Answers requests from standard input on standard output until there are no more. */
export async function serve(commands: RunnerCommands): Promise<void> {
  const encoder = new TextEncoder();
  let pending = "";
  for await (const text of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
    pending += text;
    for (let end = pending.indexOf("\n"); end >= 0; end = pending.indexOf("\n")) {
      const request = pending.slice(0, end);
      pending = pending.slice(end + 1);
      let line: string;
      try {
        line = `ok\t${await answer(commands, request)}`;
      } catch (error) {
        line = `error\t${field(error instanceof Error ? error.message : String(error))}`;
      }
      Deno.stdout.writeSync(encoder.encode(line + "\n"));
    }
  }
}
