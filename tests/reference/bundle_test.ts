/** The bundle under Node. Fails where Node is missing. */

import { assertEquals } from "@std/assert";
import { SCRIPT, withBundle } from "../bundle.ts";

Deno.test("bundle runs a script in Node", async () => {
  await withBundle(async (folder) => {
    const { stdout, stderr } = await new Deno.Command("node", { args: ["main.mjs"], cwd: folder }).output();
    const text = new TextDecoder();
    assertEquals(text.decode(stderr).slice(-500), "");
    assertEquals(JSON.parse(text.decode(stdout)), SCRIPT.result);
  });
});
