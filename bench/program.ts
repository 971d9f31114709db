/**
 * The benchmark programs: Lua files whose head comment says what they are, at what sizes they run, and what
 * they must return at each size.
 *
 * ```lua
 * -- Fibonacci numbers by double recursion.
 * -- @section nested
 * -- @size check=12 quick=27 full=31
 * -- @scale 20 21 22 23 24
 * -- @expect 12 144
 * ```
 *
 * A program is a chunk that takes its size as its argument and returns one string of one line, the same in
 * every Lua from 5.1 to 5.4. Expectations are recorded with lua5.1 by `bench/record.ts`. Programs with a `@library`
 * are run by nobody else but `redis-server`, with which theirs are recorded.
 *
 * @module
 */

/** The groups programs are shown in, in this order. */
export const SECTIONS: ReadonlyMap<string, string> = new Map([
  ["nested", "Nested calls"],
  ["closures", "Closures"],
  ["objects", "Objects"],
  ["tables", "Tables and memory"],
  ["numeric", "Numbers"],
  ["strings", "Strings"],
  ["coroutines", "Coroutines"],
  ["metamethods", "Metamethods"],
  ["errors", "Errors"],
  ["applications", "Applications"],
]);

/** Which of a program's sizes: a moment for tests, some 15 ms or some 130 ms of lua5.1. */
export type SizeName = "check" | "quick" | "full";

/** A benchmark program. */
export interface Program {
  /** file name without extension */
  readonly name: string;
  /** what it exercises, one line */
  readonly title: string;
  /** a key of {@linkcode SECTIONS} */
  readonly section: string;
  readonly sizes: Readonly<Record<SizeName, number>>;
  /** sizes for the growth table, ascending; empty for most */
  readonly scale: readonly number[];
  /** recorded results by size */
  readonly expected: ReadonlyMap<number, string>;
  readonly source: string;
  /** where it lies */
  readonly path: string;
  /** a library it needs that Redis has beside Lua's; absent for most */
  readonly library?: "cjson";
  /** where the same program lies as a JavaScript programmer would write it; absent for most */
  readonly handWritten?: string;
}

const FOLDER = new URL("./programs/", import.meta.url);
const HAND_WRITTEN = new URL("./hand_written/", import.meta.url);

const pathOf = (url: URL): string => decodeURIComponent(url.pathname);

/** The library a program needs, as its head comment says. @throws {Error} there is no such library */
export function libraryOf(source: string): "cjson" | undefined {
  const name = /^-- @library (.*)$/m.exec(source)?.[1];
  if (name === undefined || name === "cjson") return name;
  throw new Error(`there is no library "${name}"`);
}

/** Reads a program's head comment. @throws {Error} something is missing in it */
export function parseProgram(name: string, source: string, path = name): Program {
  const fields = new Map<string, string[]>();
  let title = "";
  for (const line of source.split("\n")) {
    if (!line.startsWith("--")) break;
    const tag = /^-- @(\w+) (.*)$/.exec(line);
    if (tag === null) title += (title === "" ? "" : " ") + line.slice(2).trim();
    else fields.set(tag[1]!, [...fields.get(tag[1]!) ?? [], tag[2]!]);
  }
  const one = (tag: string): string => {
    const values = fields.get(tag);
    if (values?.length !== 1) throw new Error(`${name}: needs exactly one @${tag}`);
    return values[0]!;
  };
  const section = one("section");
  if (!SECTIONS.has(section)) throw new Error(`${name}: there is no section "${section}"`);
  const size = /^check=(\d+) quick=(\d+) full=(\d+)$/.exec(one("size"));
  if (size === null) throw new Error(`${name}: @size is "check=N quick=N full=N"`);
  const expected = new Map<number, string>();
  for (const line of fields.get("expect") ?? []) {
    const space = line.indexOf(" ");
    expected.set(Number(line.slice(0, space)), line.slice(space + 1));
  }
  const library = libraryOf(source);
  return {
    name,
    title,
    section,
    ...(library !== undefined && { library }),
    sizes: { check: Number(size[1]), quick: Number(size[2]), full: Number(size[3]) },
    scale: (fields.get("scale")?.[0] ?? "").split(" ").filter((text) => text !== "").map(Number),
    expected,
    source,
    path,
  };
}

/** Every size a program is ever run at, ascending. */
export function allSizes(program: Program): number[] {
  const sizes = new Set([...Object.values(program.sizes), ...program.scale]);
  return [...sizes].sort((a, b) => a - b);
}

/** All programs, by section and name. */
export async function loadPrograms(): Promise<Program[]> {
  const handWritten = new Set<string>();
  for await (const entry of Deno.readDir(HAND_WRITTEN)) handWritten.add(entry.name);
  const programs: Program[] = [];
  for await (const entry of Deno.readDir(FOLDER)) {
    if (!entry.name.endsWith(".lua")) continue;
    const url = new URL(entry.name, FOLDER);
    const name = entry.name.slice(0, -4);
    const program = parseProgram(name, await Deno.readTextFile(url), pathOf(url));
    const script = `${name}.ts`;
    programs.push(
      handWritten.has(script) ? { ...program, handWritten: pathOf(new URL(script, HAND_WRITTEN)) } : program,
    );
  }
  const order = [...SECTIONS.keys()];
  return programs.sort((a, b) =>
    order.indexOf(a.section) - order.indexOf(b.section) || (a.name < b.name ? -1 : 1)
  );
}

/**
 * The programs a list of names picks: names of programs or of sections, parts of names ending in `*`.
 *
 * @throws {Error} a name that picks nothing
 */
export function selectPrograms(programs: readonly Program[], names: readonly string[]): Program[] {
  if (names.length === 0) return [...programs];
  const chosen = new Set<Program>();
  for (const name of names) {
    const found = programs.filter((program) =>
      program.name === name || program.section === name ||
      name.endsWith("*") && program.name.startsWith(name.slice(0, -1))
    );
    if (found.length === 0) throw new Error(`no program or section is called "${name}"`);
    for (const program of found) chosen.add(program);
  }
  return programs.filter((program) => chosen.has(program));
}
