/**
 * The bundle runs where the sources do not: under Node, and under Deno without permissions, so that nothing
 * in the core can come to depend on Deno unnoticed.
 */

import { assert, assertEquals, assertLess } from "@std/assert";
import { build, stop } from "esbuild";
import { bundle, LIMITS } from "../tools/build.ts";
import { attackNames, readAttack } from "./sandbox/attack.ts";

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

const TIER = `
import { instantiate } from "./ferrous.js";
const instance = instantiate("local n = 0 for i = 0, 999 do n = n + i end return n");
console.log(instance.run(), instance.tier);
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

/** Tries everything in `sandbox/probes.ts`, and what looks for a way out of the environment; prints what failed. */
const PROBING = `
import * as api from "./ferrous.js";
import { PROBES } from "./probes.js";
import { ATTACKS } from "./attacks.js";
for (const [name, probe] of Object.entries(PROBES)) {
  try {
    await probe(api);
  } catch (error) {
    console.log(name, error.message);
  }
}
for (const { name, source, expect, limits } of ATTACKS) {
  let ending;
  try {
    const values = api.instantiate(source, { name: "=attack", limits }).main.all();
    ending = "value " + values.map((value) => JSON.stringify(value) ?? "nil").join(", ");
  } catch (error) {
    ending = error instanceof api.LimitError ? "limit " + error.kind : "error " + error.message;
  }
  if (ending.trimEnd() !== expect) console.log(name, ending);
}
console.log(Object.keys(PROBES).length > 30 && ATTACKS.length > 10);
`;

/** Programs that look for what is not theirs. */
function escapes(): string {
  const names = attackNames().filter((name) =>
    /^(environment\/|redis\/global_crawl|syntax\/javascript)/.test(name)
  );
  const attacks = names.map(readAttack).filter((attack) => attack.libs.length === 0);
  return `export const ATTACKS = ${JSON.stringify(attacks)};`;
}

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

for (const name of ["ferrous.js", "ferrous-compiled.js"] as const) {
  Deno.test(`bundle ${name}`, async (t) => {
    const folder = await Deno.makeTempDir();
    const naming = (text: string) => text.replaceAll("./ferrous.js", `./${name}`);
    try {
      const { file, gzipped } = await bundle(new URL(`file://${folder}/`), name);
      await build({
        entryPoints: [new URL("sandbox/probes.ts", import.meta.url).pathname],
        outfile: `${folder}/probes.js`,
        format: "esm",
        logLevel: "error",
      });
      await stop();
      await Deno.writeTextFile(`${folder}/program.mjs`, naming(PROGRAM));
      await Deno.writeTextFile(`${folder}/tier.mjs`, naming(TIER));
      await Deno.writeTextFile(`${folder}/probing.mjs`, naming(PROBING));
      await Deno.writeTextFile(`${folder}/attacks.js`, escapes());
      await Deno.writeTextFile(`${folder}/package.json`, `{ "type": "module" }`);
      const args = ["run", "--no-prompt", "--no-config", "--no-lock", "--quiet"];

      await t.step("is small and imports nothing", () => {
        assertLess(gzipped, LIMITS[name]);
        const text = Deno.readTextFileSync(file);
        assert(!/\bDeno\b|\bprocess\b|\brequire\(/.test(text), "names something of a runtime");
        assert(!/\bimport\s*[({"']/.test(text), "imports something");
      });

      await t.step("runs scripts under Deno without permissions", async () => {
        assertEquals(await outputOf(Deno.execPath(), [...args, "program.mjs"], folder), EXPECTED);
      });

      await t.step("has the compiled tier if it is the whole", async () => {
        const tier = name === "ferrous.js" ? "interpreter" : "compiled";
        assertEquals(await outputOf(Deno.execPath(), [...args, "tier.mjs"], folder), `499500 ${tier}\n`);
      });

      await t.step({
        name: "runs scripts under Node",
        ignore: !hasNode(),
        fn: async () => assertEquals(await outputOf("node", ["program.mjs"], folder), EXPECTED),
      });

      await t.step("withstands the probes under Deno without permissions", async () => {
        assertEquals(await outputOf(Deno.execPath(), [...args, "probing.mjs"], folder), "true\n");
      });

      await t.step({
        name: "withstands the probes under Node",
        ignore: !hasNode(),
        fn: async () => assertEquals(await outputOf("node", ["probing.mjs"], folder), "true\n"),
      });
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}
