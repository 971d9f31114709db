/**
 * Runs the library cases of `data/*.lua` and compares with what `lua5.1` printed.
 *
 * Every line of a case file is a program of its own, run in a fresh instance. `data/*.expected` holds,
 * for each, the line itself and below it the output of the reference, each line marked with `|`. A line
 * may begin with `--[[stdin:TEXT]]` (with C escapes). `record.ts` writes the expected files.
 */

import { compileChunk } from "../../compiler/compile.ts";
import { SyntaxFault } from "../../compiler/errors.ts";
import { baseLibrary } from "../../stdlib/base.ts";
import { debugLibrary } from "../../stdlib/debug.ts";
import { environmentLibrary } from "../../stdlib/environment.ts";
import { makeIoLibrary } from "../../stdlib/io.ts";
import { loadFileLibrary, loadLibrary } from "../../stdlib/load.ts";
import { mathConstants, mathLibrary } from "../../stdlib/math.ts";
import { MemoryFiles } from "../../stdlib/memory_files.ts";
import { osLibrary } from "../../stdlib/os.ts";
import { osFilesLibrary } from "../../stdlib/os_files.ts";
import { installPackage, noteLoaded } from "../../stdlib/package.ts";
import { stringLibrary } from "../../stdlib/string.ts";
import { tableLibrary } from "../../stdlib/table.ts";
import { Code } from "../../vm/code.ts";
import { beginCall, resumeRun } from "../../vm/entry.ts";
import { LuaThrow } from "../../vm/errors.ts";
import { type HostServices, Runtime } from "../../vm/runtime.ts";
import { coroutineLibrary, error, pcall, xpcall } from "../../vm/specials.ts";
import type { LuaTable } from "../../vm/table.ts";
import { type Builtin, Closure, type Value } from "../../vm/value.ts";

/** What one program may use, besides the defaults. */
export interface InstanceOptions {
  readonly services?: HostServices;
  readonly steps?: number;
  readonly memory?: number;
}

/** An instance with every library, and what it wrote. */
export interface Instance {
  readonly rt: Runtime;
  readonly output: () => string;
  /** compiles and calls a chunk named `=t` */
  readonly run: (source: string) => Value[];
}

function compileForLua(source: string, chunkName: string) {
  try {
    return compileChunk(source, chunkName, { skipShebang: false });
  } catch (fault) {
    if (fault instanceof SyntaxFault) throw new LuaThrow(fault.message);
    throw fault;
  }
}

/** Makes an instance. */
export function makeInstance(options: InstanceOptions = {}): Instance {
  let output = "";
  const rt = new Runtime({
    limits: {
      memory: options.memory ?? 1 << 28,
      steps: options.steps ?? 1e8,
      callDepth: 19_996,
      stringLength: 1 << 28,
    },
    services: {
      wallClock: () => 1_600_000_000_000,
      clock: () => 1234,
      stdout: (bytes) => void (output += bytes),
      stderr: (bytes) => void (output += bytes),
      compile: compileForLua,
      ...options.services,
    },
  });
  const { heap, globals } = rt;
  const fill = (table: LuaTable, builtins: readonly Builtin[]) => {
    for (const builtin of builtins) table.setString(heap, builtin.name, builtin);
    return table;
  };
  fill(globals, [...baseLibrary, ...environmentLibrary, ...loadLibrary, ...loadFileLibrary]);
  fill(globals, [pcall, xpcall, error]);
  globals.setString(heap, "_G", globals);
  globals.setString(heap, "_VERSION", "Lua 5.1");
  installPackage(rt);
  const library = (name: string, table: LuaTable) => {
    globals.setString(heap, name, table);
    noteLoaded(rt, name, table);
    return table;
  };
  library("table", fill(rt.newTable(), tableLibrary));
  const math = library("math", fill(rt.newTable(), mathLibrary));
  for (const [name, value] of mathConstants) math.setString(heap, name, value);
  const os = library("os", fill(rt.newTable(), osLibrary));
  if (options.services?.files !== undefined) fill(os, osFilesLibrary);
  library("io", makeIoLibrary(rt));
  const string = library("string", fill(rt.newTable(), stringLibrary));
  rt.stringMeta = rt.newTable();
  rt.stringMeta.setString(heap, "__index", string);
  library("coroutine", fill(rt.newTable(), coroutineLibrary));
  library("debug", fill(rt.newTable(), debugLibrary));
  return {
    rt,
    output: () => output,
    run(source) {
      const main = new Closure(new Code(compileForLua(source, "=t")), [], globals);
      beginCall(rt, main, []);
      const results = resumeRun(rt);
      if (!Array.isArray(results)) throw new Error("the program was suspended");
      return results;
    },
  };
}

/** What the driver of `record.ts` prints for a program: its output, then its error if any. */
export function observe(line: string, files: Record<string, string>): string {
  const { stdin, code } = splitCase(line);
  const disk = new MemoryFiles();
  for (const [name, text] of Object.entries(files)) disk.writeFile(name, text);
  let rest: string | undefined = stdin;
  const instance = makeInstance({
    services: {
      files: disk,
      stdin: () => {
        // a few bytes at a time, so that reading has to go on across chunks
        const chunk = rest === "" ? undefined : rest?.slice(0, 7);
        rest = rest?.slice(7);
        return chunk;
      },
    },
  });
  let failure = "";
  try {
    instance.run(code);
  } catch (error) {
    if (!(error instanceof LuaThrow)) throw error;
    failure = `error: ${instance.rt.basicToString(error.value)}\n`;
  }
  return mask(instance.output() + failure);
}

/** The directive and the program of a line. */
export function splitCase(line: string): { stdin: string; code: string } {
  const match = /^--\[\[stdin:(.*?)\]\] ?/.exec(line);
  if (match === null) return { stdin: "", code: line };
  const stdin = match[1]!.replace(
    /\\(n|t|0|\\)/g,
    (_, c) => ({ n: "\n", t: "\t", "0": "\0" }[c as "n"] ?? c),
  );
  return { stdin, code: line.slice(match[0].length) };
}

/** Replaces what differs between runs: addresses. */
export function mask(output: string): string {
  return output.replace(/0x[0-9a-f]{6,16}/g, "ADDRESS");
}

/** Files every program finds, by name. */
export const FILES: Record<string, string> = {
  "a.txt": "line1\nline2\n 12 0x10 1e5 nan inf -infinity .5 1e 1e+ 0x abc\nlast",
  "mod.lua":
    "local name = ...\nlocal M = {name = name}\nfunction M.f() return 'f of ' .. name end\nreturn M\n",
  "quiet.lua": "quiet_loaded = (quiet_loaded or 0) + 1\n",
  "bad.lua": "x = = 1\n",
  "fails.lua": "error('failed to start')\n",
  "loop.lua": "return require 'loop'\n",
  "script.lua": "#!/usr/bin/lua\nreturn 1, 2, ...\n",
  "oldstyle.lua": "module(..., package.seeall)\nfunction hello() return _NAME, _PACKAGE, type(print) end\n",
};

const DATA = new URL("data/", import.meta.url);

/** Names of the case files. */
export function caseFiles(): string[] {
  return [...Deno.readDirSync(DATA)].map((entry) => entry.name).filter((name) => name.endsWith(".lua"))
    .sort();
}

/** The programs of a case file, without comments and empty lines. */
export function programs(name: string): string[] {
  return readBytes(name).split("\n").filter((line) => line !== "" && !/^--(?!\[\[stdin)/.test(line));
}

/** Text of a data file, one char a byte. */
export function readBytes(name: string): string {
  return [...Deno.readFileSync(new URL(name, DATA))].map((byte) => String.fromCharCode(byte)).join("");
}

/** Writes an expected file: programs and outputs in turn. */
export function writeExpected(name: string, entries: readonly (readonly [string, string])[]): void {
  const text = entries.map(([line, output]) => line + "\n" + quote(output)).join("");
  const bytes = Uint8Array.from(text, (char) => char.charCodeAt(0));
  Deno.writeFileSync(new URL(name.replace(".lua", ".expected"), DATA), bytes);
}

/** Output as it stands in an expected file: `|` before every line, and `\` after one without an end. */
export function quote(output: string): string {
  if (output === "") return "";
  const lines = output.split("\n");
  const last = lines.pop()!;
  return lines.map((line) => `|${line}\n`).join("") + (last === "" ? "" : `|${last}\\\n`);
}

/** Compares every program of a case file with what the reference printed. */
export function checkFile(name: string): { total: number; failures: string[] } {
  const recorded = readBytes(name.replace(".lua", ".expected")).split("\n");
  const failures: string[] = [];
  let total = 0;
  let at = 0;
  for (const line of programs(name)) {
    if (recorded[at++] !== line) throw new Error(`${name}: expectations are not up to date at: ${line}`);
    let expected = "";
    while (recorded[at]?.startsWith("|")) expected += recorded[at++] + "\n";
    total++;
    let actual: string;
    try {
      actual = quote(observe(line, FILES));
    } catch (error) {
      actual = `(${error instanceof Error ? error.stack : JSON.stringify(error)})\n`;
    }
    if (actual !== expected) failures.push(`${line}\nexpected:\n${expected}actual:\n${actual}`);
  }
  return { total, failures };
}
