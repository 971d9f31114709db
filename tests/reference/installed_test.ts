/**
 * The programs that tests compare with are there. Tests elsewhere leave out what needs a missing program; here
 * it is a failure, so that a full run leaves nothing out unnoticed.
 */

import { assert } from "@std/assert";

/** Each program with the arguments that make it print its version, and what that looks like. */
const PROGRAMS: readonly (readonly [program: string, args: readonly string[], version: RegExp])[] = [
  ["lua5.1", ["-v"], /^Lua 5\.1\.\d/],
  ["node", ["--version"], /^v\d+\./],
];

for (const [program, args, version] of PROGRAMS) {
  Deno.test(`${program} is installed`, async () => {
    const { stdout, stderr } = await new Deno.Command(program, { args: [...args] }).output();
    const text = new TextDecoder().decode(new Uint8Array([...stdout, ...stderr]));
    assert(version.test(text), text);
  });
}
