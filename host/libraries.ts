/**
 * Which libraries an instance gets, and how their tables get into it.
 *
 * Library functions are frozen and shared by all instances; only tables are an instance's own. So that making
 * an instance takes microseconds, the tables of a set of libraries are laid out once per module (an
 * {@linkcode LibraryImage}: shapes and slots) and copied into each instance.
 *
 * @module
 */

import { baseLibrary } from "../stdlib/base.ts";
import { debugLibrary } from "../stdlib/debug.ts";
import { environmentLibrary } from "../stdlib/environment.ts";
import { makeIoLibrary } from "../stdlib/io.ts";
import { loadFileLibrary, loadLibrary } from "../stdlib/load.ts";
import { mathConstants, mathLibrary } from "../stdlib/math.ts";
import { osFilesLibrary } from "../stdlib/os_files.ts";
import { osLibrary } from "../stdlib/os.ts";
import { installPackage, noteLoaded } from "../stdlib/package.ts";
import { stringAliases, stringLibrary } from "../stdlib/string.ts";
import { tableLibrary } from "../stdlib/table.ts";
import type { Shape, ShapeRoot } from "../vm/shape.ts";
import { coroutineLibrary, error, pcall, xpcall } from "../vm/specials.ts";
import { LuaTable } from "../vm/table.ts";
import type { Value } from "../vm/value.ts";
import { LinkError } from "./errors.ts";
import { type Entries, entriesOf, Library } from "./library.ts";
import type { HostRuntime } from "./state.ts";

/** A library of Lua 5.1. `package` also brings `require` and `module`. */
export type LibraryName =
  | "base"
  | "string"
  | "table"
  | "math"
  | "coroutine"
  | "os"
  | "io"
  | "debug"
  | "package";

const NAMES: ReadonlySet<unknown> = new Set<LibraryName>([
  "base",
  "string",
  "table",
  "math",
  "coroutine",
  "os",
  "io",
  "debug",
  "package",
]);

// ---- images -----------------------------------------------------------------------------------------

/** A table laid out once: copies share the shape. */
interface TableImage {
  readonly shape: Shape;
  readonly slots: readonly Value[];
  readonly bytes: number;
}

/** Everything {@linkcode installLibraries} copies. */
export interface LibraryImage {
  readonly globals: TableImage;
  /** tables under `_G`, with their slot there */
  readonly tables: readonly { readonly slot: number; readonly name: string; readonly image: TableImage }[];
  readonly stringMeta: TableImage | null;
}

function imageOf(root: ShapeRoot, entries: Entries): TableImage | null {
  let shape = root.empty;
  for (const [name] of entries) {
    const next = shape.add(name);
    if (next === null) return null;
    shape = next;
  }
  const slots = entries.map(([, value]) => value);
  let capacity = 1;
  while (capacity < slots.length) capacity *= 2;
  while (slots.length < capacity) slots.push(undefined);
  const sample = new LuaTable(root, 0, capacity);
  return { shape, slots, bytes: sample.bytes };
}

function copyOf(rt: HostRuntime, image: TableImage): LuaTable {
  rt.heap.used += image.bytes;
  return LuaTable.fromImage(rt.shapes, image.shape, image.slots);
}

/** What a set of libraries puts where; undefined values stand for tables to be filled in. */
interface Layout {
  readonly globals: Entries;
  readonly tables: ReadonlyMap<string, Entries>;
}

function layoutOf(libs: ReadonlySet<LibraryName | Library>, has: { files: boolean; load: boolean }): Layout {
  const tables = new Map<string, Entries>();
  if (libs.has("string")) tables.set("string", entriesOf(stringLibrary, stringAliases));
  if (libs.has("table")) tables.set("table", entriesOf(tableLibrary));
  if (libs.has("math")) tables.set("math", entriesOf(mathLibrary, mathConstants));
  if (libs.has("coroutine")) tables.set("coroutine", entriesOf(coroutineLibrary));
  if (libs.has("os")) tables.set("os", entriesOf(has.files ? [...osLibrary, ...osFilesLibrary] : osLibrary));
  if (libs.has("debug")) tables.set("debug", entriesOf(debugLibrary));
  for (const library of libs) if (library instanceof Library) tables.set(library.name, library.entries);
  const globals: [string, Value][] = [];
  if (libs.has("base")) {
    const functions = [
      ...baseLibrary,
      ...environmentLibrary,
      error,
      pcall,
      xpcall,
      ...(has.load ? loadLibrary : []),
      ...(has.files ? loadFileLibrary : []),
    ];
    globals.push(...entriesOf(functions) as [string, Value][], ["_VERSION", "Lua 5.1"], ["_G", undefined]);
  }
  for (const name of tables.keys()) globals.push([name, undefined]);
  return { globals, tables };
}

function layOut(root: ShapeRoot, layout: Layout): LibraryImage | null {
  const globals = imageOf(root, layout.globals);
  const stringMeta = imageOf(root, [["__index", undefined]]);
  const tables: { slot: number; name: string; image: TableImage }[] = [];
  for (const [name, entries] of layout.tables) {
    const image = imageOf(root, entries);
    if (image === null || globals === null) return null;
    tables.push({ slot: globals.shape.find(name), name, image });
  }
  if (globals === null || stringMeta === null) return null;
  return { globals, tables, stringMeta: layout.tables.has("string") ? stringMeta : null };
}

// ---- installing -------------------------------------------------------------------------------------

/** Which libraries an instance gets. */
export interface LibrarySet {
  /** identifies the set among images */
  readonly key: string;
  readonly libs: ReadonlySet<LibraryName | Library>;
  readonly paths: PackagePaths;
  readonly layout: Layout;
}

/** Where `require` looks. */
export interface PackagePaths {
  /** `package.path` */
  readonly path: string;
  /** `package.cpath` */
  readonly cpath: string;
}

const sets = new Map<string, LibrarySet>();

/** The set of the given libraries. `files`: file contents can be reached; `load`: text can be compiled. */
export function librarySet(
  names: readonly (LibraryName | Library)[],
  has: { files: boolean; load: boolean },
  paths: PackagePaths,
): LibrarySet {
  const id = names.map((name) => name instanceof Library ? `+${name.name}` : name).join();
  const key = `${id} ${has.files} ${has.load} ${paths.path}\n${paths.cpath}`;
  const known = sets.get(key);
  if (known !== undefined) return known;
  for (const name of names) {
    if (!NAMES.has(name) && !(name instanceof Library)) throw new LinkError(`there is no library "${name}"`);
  }
  const libs = new Set(names);
  const set: LibrarySet = { key, libs, paths, layout: layoutOf(libs, has) };
  // hosts use a handful of sets; should one make them up without end, they are not kept
  if (sets.size < 64) sets.set(key, set);
  return set;
}

/** Fills an instance's globals. */
export function installLibraries(rt: HostRuntime, images: Map<string, LibraryImage>, set: LibrarySet): void {
  let image = images.get(set.key);
  if (image === undefined) {
    // no image when the module's instances have used up its shapes
    const made = layOut(rt.shapes, set.layout);
    if (made !== null) images.set(set.key, image = made);
  }
  if (image !== undefined) copyImage(rt, image);
  else buildTables(rt, set.layout);
  if (set.libs.has("io")) rt.globals.setString(rt.heap, "io", makeIoLibrary(rt));
  if (set.libs.has("package")) {
    installPackage(rt, set.paths);
    for (const name of [...set.layout.tables.keys(), ...(set.libs.has("io") ? ["io"] : [])]) {
      noteLoaded(rt, name, rt.globals.getString(name));
    }
  }
}

function copyImage(rt: HostRuntime, image: LibraryImage): void {
  const { globals } = rt;
  globals.fill(image.globals.shape, image.globals.slots);
  const { slots } = globals;
  rt.heap.used += image.globals.bytes;
  const self = image.globals.shape.find("_G");
  if (self >= 0) slots[self] = globals;
  for (const { slot, name, image: table } of image.tables) {
    const copy = copyOf(rt, table);
    slots[slot] = copy;
    if (name === "string" && image.stringMeta !== null) {
      rt.stringMeta = copyOf(rt, image.stringMeta);
      rt.stringMeta.slots[0] = copy;
    }
  }
}

function buildTables(rt: HostRuntime, layout: Layout): void {
  const { globals, heap } = rt;
  for (const [name, value] of layout.globals) {
    globals.setString(heap, name, name === "_G" ? globals : value);
  }
  for (const [name, entries] of layout.tables) {
    const table = rt.newTable();
    for (const [key, value] of entries) table.setString(heap, key, value);
    globals.setString(heap, name, table);
    if (name === "string") {
      rt.stringMeta = rt.newTable();
      rt.stringMeta.setString(heap, "__index", table);
    }
  }
}
