/**
 * Records what a real server answers:
 *
 *     redis-server --port 7999 --save "" --enable-debug-command yes &
 *     deno run -A tests/redis/server/record.ts 7999
 *
 * @module
 */

import { converse, SESSIONS } from "./sessions.ts";

const port = Number(Deno.args[0]);
const replies: [session: string, output: string][] = [];
for (const session of SESSIONS) replies.push([session, await converse(port, session)]);
Deno.writeTextFileSync(
  new URL("data/sessions.json", import.meta.url),
  JSON.stringify(replies, undefined, 1) + "\n",
);
console.log(`${replies.length} conversations recorded`);
