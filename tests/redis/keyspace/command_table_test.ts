/**
 * The command table and the page that lists it.
 */

import { assert, assertEquals } from "@std/assert";
import { commandTable } from "../../../redis/keyspace/commands.ts";
import { keysOf } from "../../../redis/keyspace/key_positions.ts";
import { pageWithTable } from "../../../tools/redis_command_table.ts";

Deno.test("docs/redis-commands.md lists the command table", async () => {
  const page = await Deno.readTextFile(new URL("../../../docs/redis-commands.md", import.meta.url));
  const squeezed = (text: string) => text.replace(/\s+/g, " ").replace(/-{3,}/g, "---");
  assertEquals(squeezed(page), squeezed(pageWithTable(page)));
});

Deno.test("commands are found in any case, subcommands by their second word", () => {
  const table = commandTable();
  for (const name of ["get", "GET", "gEt"]) assert(table.find([name])?.name === "get");
  assertEquals(table.find(["XINFO", "Groups"])?.name, "xinfo|groups");
  assertEquals(table.find(["xinfo", "nosuch"]), undefined);
  assertEquals(table.find(["nosuch"]), undefined);
  assertEquals(table.size, 240);
});

Deno.test("keys are found where the arguments put them", () => {
  const table = commandTable();
  const keys = (line: string) => {
    const args = line.split(" ");
    return keysOf(table.find(args)!, args);
  };
  assertEquals(keys("mset a 1 b 2"), ["a", "b"]);
  assertEquals(keys("zunionstore d 2 a b weights 1 2"), ["d", "a", "b"]);
  assertEquals(keys("eval s 2 a b c"), ["a", "b"]);
  assertEquals(keys("eval s 9 a b c"), []);
  assertEquals(keys("sort l by w* get # store d"), ["l", "d"]);
  assertEquals(keys("xreadgroup group g c count 1 streams a b > >"), ["a", "b"]);
  assertEquals(keys("bzmpop 0 2 a b min"), ["a", "b"]);
  assertEquals(keys("object encoding k"), ["k"]);
  assertEquals(keys("blpop a b 0"), ["a", "b"]);
  assertEquals(keys("bitop and d a b"), ["d", "a", "b"]);
});
