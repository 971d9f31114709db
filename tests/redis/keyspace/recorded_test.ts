/**
 * Replies recorded from a real server, replayed: the embedded keyspace gives the same. `tools/redis_commands.ts
 * record` makes the files.
 */

import { assertEquals } from "@std/assert";
import { Comparison, type Difference } from "./differential.ts";
import { RECORDED, recordedFile } from "./recorded.ts";

for (const run of RECORDED) {
  Deno.test(`recorded replies of ${run.families!.join()} commands, RESP${run.protocol}`, async () => {
    const lines = (await Deno.readTextFile(recordedFile(run))).trimEnd().split("\n");
    const { time } = JSON.parse(lines[0]!) as { time: number };
    const comparison = new Comparison(run, () => time);
    const differences: Difference[] = [];
    for (const line of lines.slice(1)) {
      const [args, reply] = JSON.parse(line) as [string[], string];
      const difference = comparison.check(args, reply);
      if (difference !== undefined) differences.push(difference);
    }
    assertEquals(differences, []);
    assertEquals(lines.length - 1, run.count);
  });
}
