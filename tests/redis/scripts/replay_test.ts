/**
 * Scripts on the embedded server, against replies that `tools/record_redis.ts` recorded from `redis-server`: the
 * bytes must be the same.
 */

import { assert, assertEquals } from "@std/assert";
import { comparable, readCases, runCase, SECTIONS } from "./cases.ts";
import { EmbeddedServer } from "./embedded.ts";

interface Recorded {
  readonly title: string;
  readonly replies: readonly string[];
}

async function recorded(section: string): Promise<Recorded[]> {
  return JSON.parse(await Deno.readTextFile(new URL(`./data/${section}.json`, import.meta.url)));
}

for (const section of SECTIONS) {
  Deno.test(`scripts reply as recorded: ${section}`, async () => {
    const cases = await readCases(section);
    const known = await recorded(section);
    assertEquals(known.map(({ title }) => title), cases.map(({ title }) => title), "record the cases again");
    const server = new EmbeddedServer();
    for (const [i, one] of cases.entries()) {
      const replies = comparable(await runCase(server, one));
      assertEquals(replies, known[i]!.replies, one.title);
    }
  });
}

Deno.test("the recorded cases are as many as they should be", async () => {
  let count = 0;
  for (const section of SECTIONS) count += (await readCases(section)).length;
  assert(count >= 1500, `${count} cases`);
});
