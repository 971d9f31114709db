/**
 * Running programs with Debian's `lua5.1`, a process each, as a user would: `lua5.1 pN.lua`.
 *
 * One shell starts them all, which costs about a millisecond a program. Limits of the shell end programs that
 * run away.
 *
 * @module
 */

import { latin1 } from "./bytes.ts";
import type { Outcome } from "./outcome.ts";

/** Seconds of processor time and kilobytes a program may take. */
const SECONDS = 10;
const KILOBYTES = 2_000_000;

/** What every program finds on its standard input. */
export const INPUT = "12 0x10 first\\nsecond line\\n\\n3.5e1last";

/** The name a program has as a file, and so in its messages. */
export function fileName(index: number): string {
  return `p${index}.lua`;
}

/** The environment of both sides. */
export const ENVIRONMENT = Object.freeze({
  LC_ALL: "C",
  TZ: "UTC",
  LUA_INIT: "",
  PATH: "/usr/local/bin:/usr/bin:/bin",
});

/** Runs the programs in `folder`, which is made for them and may be used again. */
export async function runReference(folder: string, programs: readonly string[]): Promise<Outcome[]> {
  await Deno.mkdir(folder, { recursive: true });
  for (const [i, text] of programs.entries()) {
    await Deno.writeFile(`${folder}/${fileName(i)}`, Uint8Array.from(text, (char) => char.charCodeAt(0)));
  }
  const mark = `@@${crypto.randomUUID()}@@`;
  // a program's files must be gone before the next one starts
  const script = `ulimit -t ${SECONDS} -v ${KILOBYTES}; printf '${INPUT}' >input
    : >out; : >err; i=0
    while [ $i -lt ${programs.length} ]; do
      [ -e t.txt ] && rm -f t.txt; [ -e t2.txt ] && rm -f t2.txt
      lua5.1 p$i.lua <input >>out 2>>err
      s=$?; printf '\\n${mark}%s\\n' $s >>out; printf '\\n${mark}\\n' >>err
      i=$((i+1))
    done`;
  const { code, stderr } = await new Deno.Command("sh", {
    args: ["-c", script],
    cwd: folder,
    env: ENVIRONMENT,
    clearEnv: true,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  if (code !== 0) throw new Error(`the reference could not be run: ${latin1(stderr)}`);
  const out = latin1(await Deno.readFile(`${folder}/out`)).split(`\n${mark}`);
  const err = latin1(await Deno.readFile(`${folder}/err`)).split(`\n${mark}`);
  return programs.map((_, i) => ({
    // what follows a mark is the status and the end of its line
    stdout: i === 0 ? out[0]! : out[i]!.replace(/^\d+\n/, ""),
    stderr: i === 0 ? err[0]! : err[i]!.replace(/^\n/, ""),
    status: Number(/^\d+/.exec(out[i + 1]!)![0]),
  }));
}
