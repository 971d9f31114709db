/**
 * The attack programs: reading them, running them, and saying how that ended.
 *
 * A program begins with comment lines:
 *
 *     -- expect: value 1, "x"        the results, as JSON
 *     -- expect: error MESSAGE       the message of the error that leaves the script
 *     -- expect: limit KIND          the kind of the LimitError
 *     -- expect: compile MESSAGE     the message of the CompileError
 *     -- expect: marshal MESSAGE     the message of the MarshalError
 *     -- limits: steps=1000 memory=1000000
 *     -- libs: debug                 libraries besides those of the sandbox
 *
 * @module
 */

import {
  CompileError,
  instantiate,
  type InstantiateOptions,
  LimitError,
  type Limits,
  LuaError,
  MarshalError,
} from "../../mod.ts";
import * as libraries from "../../libraries.ts";
import type { Library, LibraryName } from "../../mod.ts";

/** Memory a program may have unless it says otherwise: 16 MiB. */
export const MEMORY = 16 << 20;

/** Steps a program may take unless it says otherwise. */
const STEPS = 5_000_000;

/** A program with what it expects. */
export interface Attack {
  /** `class/name` */
  readonly name: string;
  readonly source: string;
  readonly expect: string;
  readonly limits: Limits;
  readonly libs: readonly string[];
}

/** How a run ended, and every text it produced. */
export interface Ending {
  /** in the form of `expect` */
  readonly outcome: string;
  /** strings a script or its author gets to see */
  readonly texts: readonly string[];
}

const ROOT = new URL("./attacks/", import.meta.url);

const SANDBOX: readonly LibraryName[] = ["base", "string", "table", "math", "coroutine", "os", "io"];

const MORE: ReadonlyMap<string, Library> = new Map(Object.entries(libraries));

/** Names of all programs, sorted. */
export function attackNames(): string[] {
  const names: string[] = [];
  for (const folder of Deno.readDirSync(ROOT)) {
    for (const file of Deno.readDirSync(new URL(`${folder.name}/`, ROOT))) {
      if (file.name.endsWith(".lua")) names.push(`${folder.name}/${file.name.slice(0, -4)}`);
    }
  }
  return names.sort();
}

/** Reads a program. */
export function readAttack(name: string): Attack {
  const source = Deno.readTextFileSync(new URL(`${name}.lua`, ROOT));
  const header = new Map<string, string>();
  for (const line of source.split("\n")) {
    const match = /^-- (expect|limits|libs): ([^\n]*)$/.exec(line);
    if (match === null) break;
    header.set(match[1]!, match[2]!);
  }
  const limits: Record<string, number> = { steps: STEPS, memory: MEMORY };
  for (const setting of (header.get("limits") ?? "").split(" ").filter((text) => text !== "")) {
    const [key, value] = setting.split("=");
    limits[key!] = Number(value);
  }
  return {
    name,
    source,
    expect: header.get("expect") ?? "nothing",
    limits,
    libs: (header.get("libs") ?? "").split(" ").filter((text) => text !== ""),
  };
}

/** Runs a program in an instance of its own. */
export function runAttack(attack: Attack, tier: InstantiateOptions["tier"] = "auto"): Ending {
  const texts: string[] = [];
  const options: InstantiateOptions = {
    name: "=attack",
    limits: attack.limits,
    tier,
    libs: [...SANDBOX, ...attack.libs.map((name) => MORE.get(name) ?? name as LibraryName)],
    stdout: (text) => void (texts.length < 100 && texts.push(text)),
  };
  let outcome: string;
  try {
    const instance = instantiate(attack.source, options);
    const values = instance.main.all();
    collectTexts(values, texts);
    outcome = `value ${values.map((value) => JSON.stringify(value) ?? "nil").join(", ")}`.trimEnd();
  } catch (error) {
    outcome = endingOf(error, texts);
  }
  return { outcome, texts };
}

function endingOf(error: unknown, texts: string[]): string {
  if (error instanceof LuaError) {
    collectTexts([error.message, error.traceback, error.value], texts);
    return `error ${error.message}`;
  }
  if (error instanceof LimitError) {
    collectTexts([error.message, error.traceback], texts);
    return `limit ${error.kind}`;
  }
  if (error instanceof CompileError) {
    collectTexts([error.message], texts);
    return `compile ${error.message}`;
  }
  if (error instanceof MarshalError) {
    collectTexts([error.message], texts);
    return `marshal ${error.message}`;
  }
  return `fault ${error}`;
}

/** Adds every string in some values, keys of tables included. */
function collectTexts(values: readonly unknown[], texts: string[]): void {
  const seen = new Set<unknown>();
  const work: unknown[] = [...values];
  for (let value = work.pop(); value !== undefined || work.length > 0; value = work.pop()) {
    if (typeof value === "string") texts.push(value);
    else if (value instanceof Map) work.push(...value.keys(), ...value.values());
    else if (typeof value === "object" && value !== null && !seen.has(value)) {
      seen.add(value);
      work.push(...Object.keys(value), ...Object.values(value));
    }
  }
}

/** What would tell a script something about its host. */
const HOST_DETAIL =
  /file:\/\/|\bat [^\n]*:\d+:\d+|\b(?:Range|Type|Syntax|Reference|Internal|Eval)Error\b|\bdeno\b|\bnode_modules\b|\[object |\.ts\b|\/(?:home|root|usr|tmp|work)\//i;

/** The first text that shows a detail of the host, undefined if there is none. */
export function hostDetail(texts: readonly string[]): string | undefined {
  for (const text of texts) {
    const found = HOST_DETAIL.exec(text);
    if (found !== null) return text.slice(Math.max(0, found.index - 40), found.index + 80);
  }
  return undefined;
}

const HEALTH = `
local words = {}
for w in ("the quick brown fox"):gmatch("%a+") do words[#words + 1] = w:upper() end
table.sort(words)
local co = coroutine.wrap(function(a) local b = coroutine.yield(a + 1) return b * 2 end)
local t = setmetatable({}, { __index = function(_, k) return k .. "!" end })
local ok, message = pcall(error, "x", 0)
return table.concat(words, ",") .. ("%d %d"):format(co(1), co(4)) .. t.a .. tostring(ok) .. message
  .. #string.rep("ab", 3) .. type(_G) .. tostring(select("#", unpack({ 1, nil, 3 }, 1, 3)))
`;

/** Whether another instance, made now, works as it should. */
export function isHealthy(): boolean {
  return instantiate(HEALTH, { limits: { steps: 10_000, memory: 1 << 20 } }).run() ===
    "BROWN,FOX,QUICK,THE2 8a!falsex6table3";
}

if (import.meta.main) {
  const names = Deno.args.length > 0 ? Deno.args : attackNames();
  for (const name of names) {
    const attack = readAttack(name);
    const start = performance.now();
    const { outcome, texts } = runAttack(attack);
    const ms = (performance.now() - start).toFixed(0);
    const mark = outcome === attack.expect ? "    " : "DIFF";
    console.log(`${mark} ${name} (${ms} ms): ${outcome.slice(0, 300)}${hostDetail(texts) ?? ""}`);
    if (mark !== "    ") console.log(`         ${attack.expect}`);
  }
}
