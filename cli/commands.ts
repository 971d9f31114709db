/**
 * The commands, except the interactive one. Each returns an exit code.
 *
 * @module
 */

import { CompileError, type Instance, instantiate, Module } from "../mod.ts";
import { CommandError, type CommandLine, type Settings } from "./options.ts";
import { readAllStdin, stderr, stdout } from "./output.ts";
import { reportError, reportStats } from "./report.ts";
import { argTable, instanceOptions, PROGRAM } from "./setup.ts";

/** A file that cannot be read, with Lua's message. */
class OpenError extends Error {}

function readSource(file: string): Uint8Array {
  if (file === "-") return readAllStdin();
  try {
    return Deno.readFileSync(file);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const why = error.name === "NotCapable" ? " (no permission to read it: use --allow-read)" : "";
    throw new OpenError(`cannot open ${file}${why}`);
  }
}

/** First bytes of a compiled module. */
const MAGIC = [0x1b, 0x46, 0x4c, 0x4d];

function load(file: string): Module {
  const bytes = readSource(file);
  if (MAGIC.every((byte, i) => bytes[i] === byte)) return Module.deserialize(bytes);
  return Module.compile(bytes, { name: file === "-" ? "=stdin" : `@${file}` });
}

/** Runs what may fail to compile or to open. With `caret` the place of a syntax error is shown. */
function guarded(action: () => number, caret = Deno.stderr.isTerminal()): number {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof CompileError || error instanceof OpenError)) throw error;
    stderr.print(`${PROGRAM}: ${error.message}\n`);
    if (caret && error instanceof CompileError && error.line > 0) stderr.print(`${error.caret}\n`);
    return 1;
  }
}

function execute(module: Module, script: string, args: readonly string[], settings: Settings): number {
  const options = instanceOptions(settings);
  const imports = { ...options.imports as Record<string, unknown>, arg: argTable(script, args) };
  const instance = instantiate(module, { ...options, imports });
  const start = performance.now();
  let code = 0;
  try {
    instance.run(...args);
  } catch (error) {
    code = reportError(error);
  }
  finishRun(instance, start, settings);
  return code;
}

function finishRun(instance: Instance, start: number, settings: Settings): void {
  const elapsed = performance.now() - start;
  stdout.flush();
  if (settings.stats) reportStats(instance, elapsed);
  closeInstance(instance);
}

/** Calls finalizers; a limit they run into is reported like one of the script. */
function closeInstance(instance: Instance): void {
  try {
    instance.close();
  } catch (error) {
    reportError(error);
  }
}

/** `run FILE [ARGS]` */
export function runCommand({ args, settings }: CommandLine): number {
  const file = args[0];
  if (file === undefined) throw new CommandError("run needs a file");
  return guarded(() => execute(load(file), file, args.slice(1), settings));
}

/** `-e CODE [ARGS]` */
export function evalCommand({ args, code, settings }: CommandLine): number {
  return guarded(() => {
    const module = Module.compile(code ?? "", { name: "=(command line)" });
    return execute(module, "-e", args, settings);
  });
}

/** `check FILE...` */
export function checkCommand({ args }: CommandLine): number {
  if (args.length === 0) throw new CommandError("check needs a file");
  let worst = 0;
  for (const file of args) {
    const code = guarded(() => {
      load(file);
      return 0;
    }, true);
    worst = Math.max(worst, code);
  }
  return worst;
}

/** `disasm FILE` */
export function disasmCommand({ args }: CommandLine): number {
  const file = args[0];
  if (file === undefined || args.length > 1) throw new CommandError("disasm needs one file");
  return guarded(() => {
    stdout.print(load(file).disassemble());
    return 0;
  });
}

/** `compile FILE -o OUT` */
export function compileCommand({ args, settings }: CommandLine): number {
  const file = args[0];
  const { output } = settings;
  if (file === undefined || args.length > 1) throw new CommandError("compile needs one file");
  if (output === undefined || output === "") throw new CommandError("compile needs -o OUT");
  return guarded(() => {
    const bytes = load(file).serialize();
    try {
      Deno.writeFileSync(output, bytes);
    } catch {
      throw new OpenError(`cannot write ${output}`);
    }
    return 0;
  });
}
