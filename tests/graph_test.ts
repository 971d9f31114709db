/**
 * The shape of the import graph: layers point down only, and what `mod.ts` reaches depends on nothing but
 * itself, so that it can be imported from a URL with no import map and no permission.
 */

import { assert, assertEquals } from "@std/assert";

const ROOT = new URL("../", import.meta.url);

/** What each layer may import besides itself: whole layers, or single files of one. */
const MODULE_FORMAT = ["compiler/opcodes.ts", "compiler/proto.ts", "compiler/chunk_id.ts"];
const ALLOWED: Record<string, readonly string[]> = {
  compiler: [],
  vm: MODULE_FORMAT,
  stdlib: ["vm/", ...MODULE_FORMAT],
  host: ["stdlib/", "vm/", "compiler/"],
  pool: ["host/", "libraries.ts"],
  redis: ["host/", "stdlib/", "vm/", "compiler/", "mod.ts"],
};

/** The specifiers a TypeScript file imports or re-exports, comments and strings of its text aside. */
function specifiersOf(source: string): string[] {
  const text = source.replace(/\/\*[^]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
  const found: string[] = [];
  const patterns = [
    /^(?:import|export)\b[^;"'`]*?\bfrom\s+"([^"]+)"/gm,
    /^import\s+"([^"]+)"/gm,
    /\bimport\(\s*"([^"]+)"/g,
    /\bimport\(\s*([^")\s][^)]*)\)/g,
  ];
  for (const pattern of patterns) {
    for (const match of text.matchAll(pattern)) found.push(match[1] ?? "");
  }
  return found;
}

/** All TypeScript files of a folder, as paths from the root of the repository. */
function filesIn(folder: string): string[] {
  const files: string[] = [];
  try {
    for (const entry of Deno.readDirSync(new URL(`${folder}/`, ROOT))) {
      if (entry.isDirectory) files.push(...filesIn(`${folder}/${entry.name}`));
      else if (entry.name.endsWith(".ts")) files.push(`${folder}/${entry.name}`);
    }
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
  }
  return files.sort();
}

function read(path: string): string {
  return Deno.readTextFileSync(new URL(path, ROOT));
}

/** The path from the root that `specifier` means in the file `from`; undefined if it leaves the repository. */
function resolve(from: string, specifier: string): string | undefined {
  if (!/^\.\.?\//.test(specifier)) return undefined;
  const href = new URL(specifier, new URL(from, ROOT)).href;
  return href.startsWith(ROOT.href) ? href.slice(ROOT.href.length) : undefined;
}

/** What `mod.ts` reaches, itself included, with the offences found on the way. */
function reach(entry: string): { files: Set<string>; offences: string[] } {
  const files = new Set([entry]);
  const offences: string[] = [];
  for (const file of files) {
    for (const specifier of specifiersOf(read(file))) {
      const target = resolve(file, specifier);
      if (target === undefined) offences.push(`${file} imports "${specifier}"`);
      else files.add(target);
    }
  }
  return { files, offences };
}

Deno.test("specifiersOf finds every form of import and ignores comments", () => {
  const source = [
    'import { a } from "./a.ts";',
    'import {\n  b,\n  type B,\n} from "./b.ts";',
    'export * from "./c.ts";',
    'export { d } from "./d.ts";',
    'import "./e.ts";',
    'const f = await import("./f.ts");',
    '// import { g } from "./g.ts";',
    '/** import { h } from "./h.ts"; */',
    'export const text = "no import";',
    "const computed = await import(name);",
  ].join("\n");
  assertEquals(
    specifiersOf(source).sort(),
    ["./a.ts", "./b.ts", "./c.ts", "./d.ts", "./e.ts", "./f.ts", "name"],
  );
});

Deno.test("layers import only what is below them", () => {
  const offences: string[] = [];
  for (const [layer, allowed] of Object.entries(ALLOWED)) {
    for (const file of filesIn(layer)) {
      for (const specifier of specifiersOf(read(file))) {
        const target = resolve(file, specifier);
        if (target === undefined) {
          // Platform and bare imports: legal in the outer layers, caught below where mod.ts reaches them.
          if (layer !== "redis") offences.push(`${file} imports "${specifier}"`);
        } else if (!target.startsWith(`${layer}/`) && !allowed.some((path) => target.startsWith(path))) {
          offences.push(`${file} imports ${target}`);
        }
      }
    }
  }
  assertEquals(offences, []);
});

Deno.test("layers have no import cycle between them", () => {
  const layers = Object.keys(ALLOWED);
  const edges = new Map<string, Set<string>>(layers.map((layer) => [layer, new Set<string>()]));
  for (const layer of layers) {
    for (const file of filesIn(layer)) {
      for (const specifier of specifiersOf(read(file))) {
        const target = resolve(file, specifier)?.split("/")[0] ?? "";
        if (target !== layer && edges.has(target)) edges.get(layer)?.add(target);
      }
    }
  }
  const done = new Set<string>();
  const visit = (layer: string, path: readonly string[]): void => {
    assert(!path.includes(layer), `import cycle: ${[...path, layer].join(" -> ")}`);
    if (done.has(layer)) return;
    for (const next of edges.get(layer) ?? []) visit(next, [...path, layer]);
    done.add(layer);
  };
  for (const layer of layers) visit(layer, []);
});

Deno.test("mod.ts reaches nothing by a bare specifier or by URL", () => {
  const { files, offences } = reach("mod.ts");
  assertEquals(offences, []);
  for (const layer of ["compiler/", "vm/", "stdlib/", "host/"]) {
    assert([...files].some((file) => file.startsWith(layer)), `mod.ts reaches nothing in ${layer}`);
  }
});

Deno.test("libraries.ts reaches nothing by a bare specifier or by URL, and mod.ts does not reach it", () => {
  assertEquals(reach("libraries.ts").offences, []);
  assert(!reach("mod.ts").files.has("stdlib/cjson.ts"));
});

Deno.test("redis/mod.ts reaches nothing by a bare specifier or by URL", () => {
  const { files, offences } = reach("redis/mod.ts");
  assertEquals(offences, []);
  assert(files.has("redis/keyspace/keyspace.ts"));
  assert(![...files].some((file) => file.startsWith("redis/server/")));
});

Deno.test("mod.ts and redis/mod.ts reach no file that names Deno, node: or process", () => {
  const offences: string[] = [];
  for (const file of [...reach("mod.ts").files, ...reach("redis/mod.ts").files]) {
    const text = read(file).replace(/\/\*[^]*?\*\//g, "").replace(/\/\/.*$/gm, "");
    for (const [index, line] of text.split("\n").entries()) {
      if (/\bDeno\.|["'`]node:|\bprocess\.|\bBuffer\./.test(line)) {
        offences.push(`${file}:${index + 1}: ${line.trim()}`);
      }
    }
  }
  assertEquals(offences, []);
});

Deno.test("mod.ts only re-exports", () => {
  const text = read("mod.ts").replace(/\/\*[^]*?\*\//g, "").replace(/\/\/.*$/gm, "").trim();
  const rest = text.replace(/export\s+(?:type\s+)?(?:\*|\{[^}]*\})\s+from\s+"[^"]+";/g, "").trim();
  assertEquals(rest, "");
});

Deno.test("every file of the core opens with a comment that says what it is for", () => {
  const silent = ["compiler", "vm", "stdlib", "host"].flatMap(filesIn).filter((file) =>
    !read(file).startsWith("/**")
  );
  assertEquals(silent, []);
});
