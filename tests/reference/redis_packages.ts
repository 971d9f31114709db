/**
 * Clients of Redis that nobody here wrote, installed from npm when a test needs them.
 *
 * They are not in the import map, because everything there is resolved for every task, and they are many.
 *
 * @module
 */

import { createRequire } from "node:module";

const PACKAGES: Readonly<Record<string, string>> = {
  "bee-queue": "2.0.0",
  "bullmq": "6.7.0",
  "ioredis": "5.11.1",
  "rate-limiter-flexible": "11.4.0",
  "redis": "6.3.1",
  "redlock": "5.0.0-beta.2",
};

/** Later versions need `require` of a module, which not every version of Deno does as Node does. */
const OVERRIDES: Readonly<Record<string, string>> = { "get-intrinsic": "1.2.4" };

/** Where the packages are. Tests of one machine share them. */
export interface Packages {
  /** The folder that has `node_modules`. */
  readonly folder: string;
  // deno-lint-ignore no-explicit-any
  readonly require: (name: string) => any;
}

/** Installs the packages, unless they are there. @throws when npm or the registry cannot be reached */
export async function installPackages(): Promise<Packages> {
  const text = JSON.stringify({ private: true, dependencies: PACKAGES, overrides: OVERRIDES });
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  const name = Array.from(digest.slice(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const parent = await Deno.makeTempDir();
  const folder = `${parent.slice(0, parent.lastIndexOf("/"))}/ferrous-redis-clients-${name}`;
  const done = `${folder}/installed`;
  try {
    await Deno.stat(done);
    await Deno.remove(parent);
  } catch {
    await Deno.writeTextFile(`${parent}/package.json`, text);
    const { code, stderr } = await new Deno.Command("npm", {
      args: ["install", "--omit=optional", "--omit=peer", "--no-audit", "--no-fund", "--ignore-scripts"],
      cwd: parent,
      stderr: "piped",
      stdout: "null",
    }).output();
    if (code !== 0) throw new Error(`npm install failed: ${new TextDecoder().decode(stderr)}`);
    await Deno.writeTextFile(`${parent}/installed`, "");
    // another test may have been faster
    await Deno.rename(parent, folder).catch(() => Deno.remove(parent, { recursive: true }));
  }
  return { folder, require: createRequire(`${folder}/package.json`) };
}

/** A Lua script of a package. */
export interface PackageScript {
  readonly name: string;
  readonly source: string;
}

/** All Lua scripts the packages ship. */
export async function packageScripts({ folder, require }: Packages): Promise<PackageScript[]> {
  const modules = `${folder}/node_modules`;
  const scripts: PackageScript[] = [];
  const add = (name: string, source: string): void => void scripts.push({ name, source });
  for await (const { name } of Deno.readDir(`${modules}/bullmq/dist/cjs/scripts`)) {
    if (!/-\d+\.js$/.test(name)) continue;
    const exported = Object.values(require(`bullmq/dist/cjs/scripts/${name}`)) as { content: string }[];
    for (const { content } of exported) add(`bullmq/${name}`, content);
  }
  for await (const { name } of Deno.readDir(`${modules}/bee-queue/lib/lua`)) {
    if (name.endsWith(".lua")) {
      add(`bee-queue/${name}`, await Deno.readTextFile(`${modules}/bee-queue/lib/lua/${name}`));
    }
  }
  for (const file of ["redlock/dist/cjs/index.js", "rate-limiter-flexible/lib/RateLimiterRedis.js"]) {
    const text = await Deno.readTextFile(`${modules}/${file}`);
    for (const match of text.matchAll(/const (\w+) = `([^`]*redis\.call[^`]*)`/g)) {
      // a backslash at the end of a line of a template joins it with the next
      add(`${file} ${match[1]}`, (match[2] ?? "").replace(/\\\n/g, ""));
    }
  }
  return scripts;
}
