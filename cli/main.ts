/**
 * The command line: `deno run cli/main.ts --help`.
 *
 * Exit codes: 0, 1 when a script failed, 2 when the arguments make no sense, 141 when nobody reads the output
 * any more.
 *
 * @module
 */

import { checkCommand, compileCommand, disasmCommand, evalCommand, runCommand } from "./commands.ts";
import { CommandError, type CommandLine, HELP, parseCommandLine } from "./options.ts";
import { stderr, stdout } from "./output.ts";
import { replCommand } from "./repl.ts";
import { VERSION } from "./version.ts";

function dispatch(line: CommandLine): number | Promise<number> {
  switch (line.command) {
    case "run":
      return runCommand(line);
    case "eval":
      return evalCommand(line);
    case "repl":
      return replCommand(line);
    case "check":
      return checkCommand(line);
    case "disasm":
      return disasmCommand(line);
    case "compile":
      return compileCommand(line);
    case "version":
      stdout.print(`Ferrous Lua ${VERSION} (Lua 5.1)\n`);
      return 0;
    default:
      stdout.print(HELP);
      return 0;
  }
}

/** Runs the command line with the given arguments; returns the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    return await dispatch(parseCommandLine(argv));
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    stderr.print(`ferrous: ${error.message}\nTry --help.\n`);
    return 2;
  } finally {
    stdout.flush();
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
