/**
 * The promise behind "importable from a URL": with no permission at all, no configuration and no import
 * map, a program served over HTTP can import `mod.ts` beside it, compile a script and run it.
 */

import { assertEquals } from "@std/assert";

const ROOT = new URL("../", import.meta.url);

const PROGRAM = `
import { compile, instantiate, LimitError } from "./mod.ts";
const module = compile("local name = ... return 'hello ' .. name, #name");
console.log(instantiate(module).run("you"));
const lookup = (key: string) => Promise.resolve({ key, found: true });
const answer = await instantiate("return lookup('x').found", { imports: { lookup } }).runAsync();
console.log(answer);
try {
  instantiate("while true do end", { limits: { steps: 10_000 } }).run();
} catch (error) {
  console.log(error instanceof LimitError && error.kind);
}
try {
  instantiate("while true do end", { limits: { timeout: 20 } }).run();
} catch (error) {
  console.log(error instanceof LimitError && error.kind);
}
`;

/** Serves the sources of the project, and the program at its root. */
function serve(request: Request): Response {
  const path = new URL(request.url).pathname;
  const headers = { "content-type": "application/typescript" };
  if (path === "/program.ts") return new Response(PROGRAM, { headers });
  // what mod.ts may reach, nothing else
  if (!/^\/(mod|(compiler|vm|vm\/compiled|stdlib|host)\/\w+)\.ts$/.test(path)) {
    return new Response(null, { status: 404 });
  }
  try {
    return new Response(Deno.readFileSync(new URL("." + path, ROOT)), { headers });
  } catch {
    return new Response(null, { status: 404 });
  }
}

Deno.test("mod.ts works from an HTTP URL without permissions", async () => {
  const cache = await Deno.makeTempDir();
  await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, serve);
  try {
    const command = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--no-prompt",
        "--no-config",
        "--no-lock",
        `http://127.0.0.1:${server.addr.port}/program.ts`,
      ],
      cwd: cache,
      env: { DENO_DIR: cache, NO_COLOR: "1" },
    });
    const { code, stdout, stderr } = await command.output();
    const decoder = new TextDecoder();
    assertEquals(decoder.decode(stdout), "hello you\ntrue\nsteps\ntime\n", decoder.decode(stderr));
    assertEquals(code, 0);
  } finally {
    await Deno.remove(cache, { recursive: true });
  }
});
