import { assert, assertEquals } from "@std/assert";
import { RedisServer } from "../../../redis/server/server.ts";
import { converse, SESSIONS } from "./sessions.ts";
import recorded from "./data/sessions.json" with { type: "json" };

Deno.test("every conversation with the server goes as with redis-server 7.0.15", async () => {
  await using server = new RedisServer({ port: 0, debug: "yes" });
  assertEquals(recorded.map(([session]) => session), [...SESSIONS], "record the conversations again");
  assert(recorded.length > 100);
  const differences: string[] = [];
  for (const [session = "", expected = ""] of recorded) {
    const actual = await converse(server.port, session);
    if (actual === expected) continue;
    const at = [...expected].findIndex((char, index) => actual[index] !== char);
    const from = Math.max(0, at - 60);
    differences.push(
      `${JSON.stringify(session.slice(0, 200))}\n  expected ${
        JSON.stringify(expected.slice(from, from + 200))
      }` +
        `\n  actual   ${JSON.stringify(actual.slice(from, from + 200))}`,
    );
  }
  assertEquals(differences.join("\n"), "");
});
