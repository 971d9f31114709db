/**
 * Scripts on the embedded server and on the installed `redis-server`, live: replies must be the same, byte for byte.
 * Fails where `redis-server` is missing.
 */

import { assertEquals } from "@std/assert";
import { generate, KINDS } from "../../diff/cases.ts";
import { RawClient, ReferenceServer } from "../redis/keyspace/server.ts";
import { comparable, readCases, runCase, SECTIONS } from "../redis/scripts/cases.ts";
import { conversionScript } from "../redis/scripts/conversion_generator.ts";
import { EmbeddedServer } from "../redis/scripts/embedded.ts";
import { libraryScript } from "../redis/scripts/library_generator.ts";
import { orderScript } from "../redis/scripts/order_generator.ts";

/** Scripts of each generator. `FERROUS_CASES` multiplies them. */
const SCRIPTS = 100 * Number(Deno.env.get("FERROUS_CASES") ?? "1");
/** Scripts sent at a time. */
const BATCH = 50;

Deno.test("hand-written scripts reply the same", async () => {
  await using server = await ReferenceServer.start();
  const real = await RawClient.connect(server.port);
  const embedded = new EmbeddedServer();
  try {
    for (const section of SECTIONS) {
      for (const one of await readCases(section)) {
        const expected = comparable(await runCase(real, one));
        assertEquals(comparable(await runCase(embedded, one)), expected, `${section}: ${one.title}`);
      }
    }
  } finally {
    real.close();
  }
});

async function compareScripts(name: string, scriptOf: (seed: number) => string): Promise<void> {
  await using server = await ReferenceServer.start();
  const real = await RawClient.connect(server.port);
  const embedded = new EmbeddedServer();
  try {
    for (let seed = 0; seed < SCRIPTS;) {
      const commands: string[][] = [["script", "flush"], ["hello", seed % 100 < BATCH ? "2" : "3"]];
      const first = seed;
      for (; seed < SCRIPTS && seed - first < BATCH; seed++) commands.push(["eval", scriptOf(seed), "0"]);
      const expected = await real.send(commands);
      const replies = await embedded.send(commands);
      for (let i = 2; i < commands.length; i++) {
        const message = `${name}, seed ${first + i - 2}: ${commands[i]![1]}`;
        assertEquals(comparable([replies[i]!]), comparable([expected[i]!]), message);
      }
    }
  } finally {
    real.close();
  }
}

Deno.test("pairs visits random tables in the same order", async () => {
  await compareScripts("order", (seed) => orderScript(seed, 20, seed % 2 === 1));
});

Deno.test("random values are returned and converted the same", async () => {
  await compareScripts("conversion", (seed) => conversionScript(seed, 20));
});

Deno.test("the libraries do the same with random arguments", async () => {
  await compareScripts("libraries", (seed) => libraryScript(seed, 20));
});

/** A program that prints, as a script that returns what is printed and how it ends. */
function programScript(seed: number): string {
  const program = generate(KINDS[seed % KINDS.length]!, seed, 20);
  return `local OUT = {}
    local function print(...)
      local t = {}
      for i = 1, select("#", ...) do t[i] = tostring((select(i, ...))) end
      OUT[#OUT + 1] = table.concat(t, " ")
    end
    local function main(...) ${program}
    end
    local ok, e = pcall(main)
    return { OUT, tostring(ok), tostring(e) }`;
}

Deno.test("random programs do the same", async () => {
  await compareScripts("program", programScript);
});
