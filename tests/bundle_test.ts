/**
 * The bundle runs where the sources do not: under Node, and under Deno without permissions, so that nothing
 * in the core can come to depend on Deno unnoticed.
 */

import { assert, assertEquals, assertLess } from "@std/assert";
import { stop } from "esbuild";
import { bundle } from "../tools/build.ts";

const PROGRAM = `
import { CompileError, compile, instantiate, LuaError, Module } from "./ferrous.js";
const lines = [];
const module = compile(\`
  local words = {}
  for word in string.gmatch("one two three", "%a+") do words[#words + 1] = word:upper() end
  print(table.concat(words, " "), string.format("%5.2f", math.pi))
  local co = coroutine.wrap(function(a) local b = coroutine.yield(a + 1) return b * 2 end)
  print(co(1), co(21), pcall(error, { code = 1 }))
  return { n = #words, words = words }
\`, { name: "bundle.lua" });
const again = Module.deserialize(module.serialize());
const result = instantiate(again, { stdout: (text) => lines.push(text.replace(/table: .*/, "table").trimEnd()) }).run();
lines.push(JSON.stringify(result));
const sleep = (ms) => new Promise((resolve) => setTimeout(() => resolve(ms), ms));
lines.push(await instantiate("return sleep(1) + sleep(2)", { imports: { sleep } }).runAsync());
try {
  compile("x = = 1");
} catch (error) {
  lines.push(error instanceof CompileError, error.name, error.message);
}
try {
  instantiate("local t\\nt.x = 1").run();
} catch (error) {
  lines.push(error instanceof LuaError, error.name, error.message);
}
console.log(lines.join("\\n"));
`;

const EXPECTED = `ONE TWO THREE\t 3.14
2\t42\tfalse\ttable
{"n":3,"words":["ONE","TWO","THREE"]}
3
true
CompileError
script:1: unexpected symbol near '='
true
LuaError
script:2: attempt to index local 't' (a nil value)
`;

async function outputOf(program: string, args: string[], cwd: string): Promise<string> {
  const command = new Deno.Command(program, { args, cwd, env: { NO_COLOR: "1" } });
  const { stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  return decoder.decode(stdout) + decoder.decode(stderr);
}

function hasNode(): boolean {
  try {
    return new Deno.Command("node", { args: ["--version"] }).outputSync().success;
  } catch {
    return false;
  }
}

Deno.test("bundle", async (t) => {
  const folder = await Deno.makeTempDir();
  try {
    const { file, gzipped } = await bundle(new URL(`file://${folder}/`));
    await stop();
    await Deno.writeTextFile(`${folder}/program.mjs`, PROGRAM);

    await t.step("is small and imports nothing", () => {
      assertLess(gzipped, 100 * 1024);
      const text = Deno.readTextFileSync(file);
      assert(!/\bDeno\b|\bprocess\b|\brequire\(/.test(text), "names something of a runtime");
      assert(!/\bimport\s*[({"']/.test(text), "imports something");
    });

    await t.step("runs scripts under Deno without permissions", async () => {
      const args = ["run", "--no-prompt", "--no-config", "--no-lock", "program.mjs"];
      assertEquals(await outputOf(Deno.execPath(), args, folder), EXPECTED);
    });

    await t.step({
      name: "runs scripts under Node",
      ignore: !hasNode(),
      fn: async () => assertEquals(await outputOf("node", ["program.mjs"], folder), EXPECTED),
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
