/**
 * The Lua corpus: programs under `tests/lua/<area>/<behaviour>.lua` with what Debian's `lua5.1` does with
 * them recorded beside each. Shared by the recorder, the corpus test and the live comparison.
 *
 * A program runs with `tests/lua` as working directory and `@<area>/<behaviour>.lua` as chunk name, under the
 * C locale and UTC, with nothing on standard input. Recorded are its standard output, byte for byte (`.out`),
 * and, where it ends in an error (exit code 1; any other is refused), the message without program name and
 * traceback (`.err`). Nothing a program prints may depend on addresses, hash order, time or process.
 *
 * @module
 */

/** The folder of the programs. */
const ROOT = new URL("./lua/", import.meta.url);

/** What running a program did. */
export interface Outcome {
  /** Standard output, one char a byte. */
  stdout: string;
  /** The error message that ended it, one char a byte; undefined if it ended normally. */
  error: string | undefined;
}

/** The names (`area/behaviour`) of all programs, sorted. */
export function programs(): string[] {
  const names: string[] = [];
  for (const area of Deno.readDirSync(ROOT)) {
    if (!area.isDirectory) continue;
    for (const file of Deno.readDirSync(new URL(`${area.name}/`, ROOT))) {
      if (file.name.endsWith(".lua")) names.push(`${area.name}/${file.name.slice(0, -4)}`);
    }
  }
  return names.sort();
}

/** Everything beside the programs that is not a recording of one: left over from a rename. */
export function strays(): string[] {
  const known = new Set(programs());
  const found: string[] = [];
  for (const area of Deno.readDirSync(ROOT)) {
    if (!area.isDirectory) {
      found.push(area.name);
      continue;
    }
    for (const file of Deno.readDirSync(new URL(`${area.name}/`, ROOT))) {
      const path = `${area.name}/${file.name}`;
      const match = /^(.*)\.(lua|out|err)$/.exec(path);
      if (!match || !known.has(match[1] ?? "")) found.push(path);
    }
  }
  return found;
}

/** The chunk name a program is compiled under. */
export function chunkName(name: string): string {
  return `@${name}.lua`;
}

/** The bytes of a program's source. */
export function source(name: string): Uint8Array {
  return Deno.readFileSync(new URL(`${name}.lua`, ROOT));
}

/** The recorded outcome of a program. */
export function recorded(name: string): Outcome {
  const stdout = latin1(Deno.readFileSync(new URL(`${name}.out`, ROOT)));
  let error: string | undefined;
  try {
    error = latin1(Deno.readFileSync(new URL(`${name}.err`, ROOT))).replace(/\n$/, "");
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
  }
  return { stdout, error };
}

/** Writes the recording of a program; whether anything changed. */
export function record(name: string, outcome: Outcome): boolean {
  const out = writeIfChanged(new URL(`${name}.out`, ROOT), outcome.stdout);
  const err = writeIfChanged(
    new URL(`${name}.err`, ROOT),
    outcome.error === undefined ? undefined : outcome.error + "\n",
  );
  return out || err;
}

function writeIfChanged(url: URL, text: string | undefined): boolean {
  let old: string | undefined;
  try {
    old = latin1(Deno.readFileSync(url));
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
  }
  if (old === text) return false;
  if (text === undefined) Deno.removeSync(url);
  else Deno.writeFileSync(url, Uint8Array.from(text, (char) => char.charCodeAt(0)));
  return true;
}

/**
 * Runs a program with the `lua5.1` on the path.
 *
 * @throws {Deno.errors.NotFound} if there is none.
 * @throws {Error} if the program did not end within 60 s, or ended with a code other than 0 and 1.
 */
export async function runReference(name: string): Promise<Outcome> {
  const child = new Deno.Command("lua5.1", {
    args: [`${name}.lua`],
    cwd: ROOT,
    env: { LC_ALL: "C", TZ: "UTC", LUA_PATH: ";;", LUA_INIT: "" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    signal: AbortSignal.timeout(60_000),
  });
  const { code, stdout, stderr } = await child.output();
  if (code === 0) return { stdout: latin1(stdout), error: undefined };
  const match = /^(?:\S*\/)?lua5\.1: ([^]*?)(?:\nstack traceback:\n[^]*)?\n$/.exec(latin1(stderr));
  if (code !== 1 || !match) throw new Error(`${name}: lua5.1 ended with code ${code}: ${latin1(stderr)}`);
  return { stdout: latin1(stdout), error: match[1] };
}

/** Bytes as a string with one char a byte. */
export function latin1(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 4096) {
    text += String.fromCharCode(...bytes.subarray(i, i + 4096));
  }
  return text;
}
