/**
 * A bundle of `mod.ts` with a script beside it, for the tests that run it in different engines.
 *
 * @module
 */

import { build } from "../tools/build.ts";

/** What `main.mjs` is and prints. */
export const SCRIPT = {
  text: `
    import { compile, instantiate } from "./ferrous.js";
    const lines = [];
    const instance = instantiate(compile("print(1 + 1, ('x'):rep(3)) return ask(6) * 7", { name: "in.lua" }), {
      imports: { ask: (n) => n },
      stdout: (text) => lines.push(text),
    });
    console.log(JSON.stringify([instance.run(), lines.join("")]));
  `,
  result: [42, "2\txxx\n"],
};

/** Builds the bundle in a folder of its own, gives the folder to `use` and removes it afterwards. */
export async function withBundle(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await build(`${folder}/ferrous.js`);
    await Deno.writeTextFile(`${folder}/main.mjs`, SCRIPT.text);
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
