/**
 * Records what `lua5.1` prints for the programs of `data/*.lua`, in `data/*.expected`.
 *
 * Run by hand after a change of the cases: `deno run -A tests/stdlib/record.ts [file...]`. Each program runs
 * in a process of its own, in UTC, in a directory that holds the files of `golden.ts`.
 */

import { caseFiles, FILES, mask, programs, splitCase, writeExpected } from "./golden.ts";

const DRIVER = `
io.stdout:setvbuf("no")
io.stderr = io.stdout
local source = assert(io.open(arg[1], "rb")):read("*a")
arg = nil
local f, message = loadstring(source, "=t")
if not f then io.stdout:write("error: ", message, "\\n") return end
local out, tostring = io.stdout, tostring
local ok, message = pcall(f)
if not ok then out:write("error: ", tostring(message), "\\n") end
`;

async function reference(directory: string, line: string): Promise<string> {
  const { stdin, code } = splitCase(line);
  const work = await Deno.makeTempDir({ dir: directory });
  for (const [name, text] of Object.entries(FILES)) await Deno.writeTextFile(`${work}/${name}`, text);
  await Deno.writeFile(`${directory}/program`, Uint8Array.from(code, (char) => char.charCodeAt(0)));
  await Deno.writeTextFile(`${directory}/driver.lua`, DRIVER);
  const child = new Deno.Command("lua5.1", {
    args: [`${directory}/driver.lua`, `${directory}/program`],
    cwd: work,
    env: { TZ: "UTC", LC_ALL: "C", LUA_PATH: "./?.lua", LUA_CPATH: "" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(Uint8Array.from(stdin, (char) => char.charCodeAt(0)));
  await writer.close().catch(() => {});
  const { stdout, stderr, code: status } = await child.output();
  if (status !== 0) console.error(`status ${status}: ${line}\n${new TextDecoder().decode(stderr)}`);
  return mask([...stdout].map((byte) => String.fromCharCode(byte)).join(""));
}

const directory = await Deno.makeTempDir();
for (const name of Deno.args.length > 0 ? Deno.args : caseFiles()) {
  const entries: [string, string][] = [];
  for (const line of programs(name)) entries.push([line, await reference(directory, line)]);
  writeExpected(name, entries);
  console.log(`${name}: ${entries.length} programs`);
}
await Deno.remove(directory, { recursive: true });
