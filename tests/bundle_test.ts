/** The bundle runs where there is no permission at all. */

import { assertEquals } from "@std/assert";
import { SCRIPT, withBundle } from "./bundle.ts";

Deno.test("bundle runs a script in Deno with no permissions", async () => {
  await withBundle(async (folder) => {
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-prompt", "--no-config", "--no-lock", "main.mjs"],
      cwd: folder,
      env: { NO_COLOR: "1" },
    }).output();
    const text = new TextDecoder();
    assertEquals(text.decode(stderr).slice(-500), "");
    assertEquals(JSON.parse(text.decode(stdout)), SCRIPT.result);
  });
});
