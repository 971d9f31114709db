/**
 * Compares the embedded keyspace with the installed `redis-server` over many random commands, or records replies for
 * the tests that need no server.
 *
 *     deno run -A tools/redis_commands.ts compare --seeds 1-100 --count 1000 [--family zset]
 *     deno run -A tools/redis_commands.ts record
 *
 * @module
 */

import { parseArgs } from "@std/cli/parse-args";
import { askServer, commandsOf, compareRun, type Run } from "../tests/redis/keyspace/differential.ts";
import { TEMPLATES } from "../tests/redis/keyspace/families.ts";
import { RECORDED, recordedFile } from "../tests/redis/keyspace/recorded.ts";
import { RawClient, ReferenceServer } from "../tests/redis/keyspace/server.ts";

const options = parseArgs(Deno.args, { string: ["seeds", "count", "family"] });

/** The text of an option. */
function option(name: string, fallback: string): string {
  const value: unknown = options[name];
  return typeof value === "string" ? value : fallback;
}

async function compare(client: RawClient): Promise<number> {
  const [from = "1", to = from] = option("seeds", "1-20").split("-");
  const count = Number(option("count", "500"));
  const families = option("family", "") === "" ? Object.keys(TEMPLATES) : [option("family", "")];
  let commands = 0;
  let different = 0;
  for (let seed = Number(from); seed <= Number(to); seed++) {
    for (const family of families) {
      const run: Run = { seed, count, protocol: seed % 2 === 0 ? 3 : 2, families: [family] };
      commands += count;
      for (const { number, args, ours, theirs } of await compareRun(client, run)) {
        different++;
        console.log(`${family} seed ${seed} command ${number}: ${JSON.stringify(args)}`);
        console.log(`  ours   ${JSON.stringify(ours.slice(0, 300))}`);
        console.log(`  theirs ${JSON.stringify(theirs.slice(0, 300))}`);
      }
    }
  }
  console.log(`${commands} commands, seeds ${from} to ${to}, ${different} runs with a difference`);
  return different;
}

async function record(client: RawClient): Promise<number> {
  for (const run of RECORDED) {
    const commands = commandsOf(run);
    const time = Date.now();
    const replies = await askServer(client, run, commands);
    const lines = commands.map((args, i) => JSON.stringify([args, replies[i]!]));
    await Deno.writeTextFile(
      recordedFile(run),
      JSON.stringify({ ...run, time }) + "\n" + lines.join("\n") + "\n",
    );
  }
  return 0;
}

const started = await ReferenceServer.start();
const client = await RawClient.connect(started.port);
const failed = await (options._[0] === "record" ? record(client) : compare(client));
client.close();
await started[Symbol.asyncDispose]();
Deno.exit(failed > 0 ? 1 : 0);
