/**
 * The documentation contract, as far as a program can check it.
 *
 * - Every export of `compiler/`, `vm/`, `stdlib/`, `host/`, `redis/`, `pool/` and `cli/` carries a doc comment.
 * - Every file of `stdlib/` that declares library functions names the section of the manual (`Lua 5.1 §x.y`).
 * - Every relative link of a Markdown file leads to a file.
 *
 *     deno run --allow-read tools/check_docs.ts
 *
 * @module
 */

const ROOT = new URL("../", import.meta.url);
const LAYERS = ["compiler", "vm", "stdlib", "host", "redis", "pool", "cli"];
const SKIPPED = new Set([".git", "dist", "node_modules", "lua"]);

/** Paths (from the root) of the files below `folder` with the given ending. */
function* files(folder: string, ending: string): Generator<string> {
  let entries: Deno.DirEntry[];
  try {
    entries = [...Deno.readDirSync(new URL(folder === "" ? "./" : `${folder}/`, ROOT))];
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return;
    throw cause;
  }
  for (const entry of entries) {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory && !SKIPPED.has(entry.name)) yield* files(path, ending);
    else if (entry.isFile && entry.name.endsWith(ending)) yield path;
  }
}

const DECLARATION =
  /^export (?:default )?(?:declare )?(?:abstract )?(?:async )?(?:function\*?|class|const|let|interface|type|enum) (\w+)/;

/** Exports of a file without a doc comment above them. */
function* undocumented(lines: readonly string[]): Generator<[line: number, name: string]> {
  const seen = new Set<string>();
  for (const [index, line] of lines.entries()) {
    const name = DECLARATION.exec(line)?.[1];
    if (name === undefined || seen.has(name)) continue; // later overloads share the first one's comment
    seen.add(name);
    let above = index - 1;
    while (/^\s*\/\/ deno-lint-ignore|^@/.test(lines[above] ?? "")) above--;
    if (!/\*\/\s*$/.test(lines[above] ?? "")) yield [index + 1, name];
  }
}

/** Whether a file declares library functions and nowhere names the section of the manual they implement. */
function lacksSection(text: string): boolean {
  return /\b(?:fixed|variadic)\(\s*"/.test(text) && !/Lua 5\.1 §\d/.test(text);
}

const problems: string[] = [];
let checked = 0;
for (const layer of LAYERS) {
  for (const path of files(layer, ".ts")) {
    const lines = Deno.readTextFileSync(new URL(path, ROOT)).split("\n");
    checked++;
    for (const [line, name] of undocumented(lines)) {
      problems.push(`${path}:${line}: ${name} has no doc comment`);
    }
    if (layer === "stdlib" && path !== "stdlib/lib.ts" && lacksSection(lines.join("\n"))) {
      problems.push(`${path}: declares library functions and names no section of the manual`);
    }
  }
}

for (const path of files("", ".md")) {
  checked++;
  const text = Deno.readTextFileSync(new URL(path, ROOT)).replace(/```[^]*?```/g, "");
  for (const match of text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)) {
    const target = match[1] ?? "";
    if (/^[a-z]+:/.test(target)) continue;
    try {
      Deno.statSync(new URL(target, new URL(path, ROOT)));
    } catch {
      problems.push(`${path}: link to ${target} leads nowhere`);
    }
  }
}

for (const problem of problems) console.error(problem);
console.log(`${checked} files checked, ${problems.length} documentation problems`);
if (problems.length > 0) Deno.exit(1);
