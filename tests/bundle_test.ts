/** The bundle runs where there is no permission at all. */

import { assert, assertEquals } from "@std/assert";
import { build, MAX_GZIPPED } from "../tools/build.ts";

const SCRIPT = `
import { instantiate } from "./ferrous.js";
const lines = [];
const instance = instantiate("print(1 + 1, ('x'):rep(3)) return 6 * 7", {
  stdout: (bytes) => lines.push(typeof bytes === "string" ? bytes : new TextDecoder().decode(bytes)),
});
console.log(JSON.stringify([instance.run(), lines.join("")]));
`;

/** Builds the bundle beside the script in a folder of its own and gives the folder to `use`. */
async function withBundle(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const { gzipped } = await build(`${folder}/ferrous.js`);
    assert(gzipped <= MAX_GZIPPED);
    await Deno.writeTextFile(`${folder}/main.mjs`, SCRIPT);
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("bundle runs a script in Deno with no permissions", async () => {
  await withBundle(async (folder) => {
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-prompt", "--no-config", "--no-lock", "main.mjs"],
      cwd: folder,
      env: { NO_COLOR: "1" },
    }).output();
    const text = new TextDecoder();
    assertEquals(text.decode(stderr), "");
    assertEquals(JSON.parse(text.decode(stdout)), [42, "2\txxx\n"]);
  });
});
