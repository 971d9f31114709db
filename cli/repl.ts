/**
 * The interactive prompt.
 *
 * Input is collected until it compiles or fails before its end, as in `lua -i`; `=EXPR` stands for
 * `return EXPR`. Ctrl-C ends the statement that runs. Errors are printed and survived; when a limit has killed the instance a new one is made.
 *
 * @module
 */

import { CompileError, type Instance, instantiate, type LuaFunction } from "../mod.ts";
import { Interrupt } from "./interrupt.ts";
import { LineEditor, plainLines } from "./line_editor.ts";
import { type CommandLine, type Settings } from "./options.ts";
import { stderr, stdout } from "./output.ts";
import { errorText } from "./report.ts";
import { argTable, instanceOptions } from "./setup.ts";
import { VERSION } from "./version.ts";

/**
 * Prints what a statement returns, the way `lua -i` does: with the global `print`. The statement is called
 * through a result, not a variable, so that tracebacks call it the main chunk.
 */
const DRIVER = `
local select = select
local function show(...)
  if select("#", ...) > 0 then print(...) end
end
local function same(f) return f end
return function(f) return show(same(f)()) end
`;

/** Steps after which a statement that runs on lets signals in. */
const SLICE = 500_000;

/** One prompt's state. */
export class Session {
  private readonly settings: Settings;
  private readonly interrupt = new Interrupt();
  private instance: Instance;
  private show: LuaFunction;
  private pending = "";

  constructor(settings: Settings) {
    this.settings = settings;
    [this.instance, this.show] = this.start();
  }

  private start(): [Instance, LuaFunction] {
    const options = instanceOptions(this.settings);
    const imports = { ...options.imports as Record<string, unknown>, arg: argTable("repl", []) };
    const instance = instantiate(DRIVER, {
      ...options,
      imports,
      name: "=[repl]",
      signal: this.interrupt.signal,
      // short enough for Ctrl-C to be noticed at once
      slice: SLICE,
    });
    return [instance, instance.run() as LuaFunction];
  }

  /** What to prompt with. */
  get prompt(): string {
    return this.pending === "" ? "> " : ">> ";
  }

  /** Forgets an unfinished statement. */
  cancel(): void {
    this.pending = "";
  }

  /** Takes a line; runs the statement it completes. */
  async feed(line: string): Promise<void> {
    let text = line;
    if (this.pending === "" && text.startsWith("=")) text = "return " + text.slice(1);
    text = this.pending === "" ? text : `${this.pending}\n${text}`;
    this.pending = "";
    try {
      using f = this.instance.load(text, { name: "=stdin" });
      await this.interrupt.during(() => this.show.async(f));
    } catch (error) {
      if (error instanceof CompileError && /near '<eof>'$/.test(error.message)) this.pending = text;
      else this.report(error);
    }
    stdout.flush();
  }

  private report(error: unknown): void {
    // frames of the driver are not the user's
    const lines = errorText(error)?.split("\n").filter((line) => !line.startsWith("\t[repl]:"));
    if (lines !== undefined) stderr.print(lines.join("\n") + "\n");
    if (this.instance.status !== "dead") return;
    stderr.print("the instance was stopped: starting with a new one\n");
    [this.instance, this.show] = this.start();
  }
}

/** `repl` */
export async function replCommand({ settings }: CommandLine): Promise<number> {
  const session = new Session(settings);
  const interactive = Deno.stdin.isTerminal();
  if (interactive) {
    stdout.print(`Ferrous Lua ${VERSION} (Lua 5.1), ${settings.profile}. Ctrl-D ends.\n`);
    stdout.flush();
    const editor = new LineEditor();
    for (;;) {
      const line = await editor.read(session.prompt);
      if (line === undefined) break;
      if (line === null) session.cancel();
      else await session.feed(line);
    }
    stdout.print("\n");
    return 0;
  }
  for await (const line of plainLines()) await session.feed(line);
  return 0;
}
