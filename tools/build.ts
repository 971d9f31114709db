/**
 * Bundles `mod.ts`: minified ES modules without imports, and their source maps.
 *
 * | File                       | Is                                                                          |
 * | -------------------------- | --------------------------------------------------------------------------- |
 * | `dist/ferrous.js`          | `mod.ts` without the compiled tier: for pages that have to load quickly, or |
 * |                            | whose policy forbids making functions from text                             |
 * | `dist/ferrous-compiled.js` | all of it                                                                   |
 *
 * Fails when a bundle is larger than it may be or still imports something.
 */

import { build, type Plugin, stop } from "esbuild";
import { gzipSync } from "node:zlib";
import { REPLACED } from "./no_compiled_tier.ts";

/** Largest bundles, as `gzip -9` makes them, in bytes. */
export const LIMITS = { "ferrous.js": 100 * 1024, "ferrous-compiled.js": 124 * 1024 } as const;

/** What a bundle came to. */
export interface Bundle {
  /** path of the file */
  readonly file: string;
  readonly bytes: number;
  readonly gzipped: number;
}

/** Puts what does nothing in the place of the compiled tier. */
const withoutCompiledTier: Plugin = {
  name: "without-compiled-tier",
  setup(build) {
    const path = new URL("no_compiled_tier.ts", import.meta.url).pathname;
    build.onLoad({ filter: REPLACED }, async () => ({
      contents: await Deno.readTextFile(path),
      loader: "ts",
    }));
  },
};

/** Builds a bundle into folder `target`. */
export async function bundle(target: URL, name: keyof typeof LIMITS): Promise<Bundle> {
  const file = new URL(name, target).pathname;
  const result = await build({
    entryPoints: [new URL("../mod.ts", import.meta.url).pathname],
    outfile: file,
    bundle: true,
    minify: true,
    format: "esm",
    platform: "neutral",
    target: "es2022",
    sourcemap: true,
    metafile: true,
    logLevel: "error",
    plugins: name === "ferrous.js" ? [withoutCompiledTier] : [],
    // what scripts see of a function is its own name, never the JS one
    keepNames: false,
  });
  const output = Object.entries(result.metafile.outputs).find(([path]) => path.endsWith(".js"))![1];
  if (output.imports.length > 0) throw new Error(`the bundle imports ${output.imports[0]!.path}`);
  const bytes = Deno.readFileSync(file);
  return { file, bytes: bytes.length, gzipped: gzipSync(bytes, { level: 9 }).length };
}

if (import.meta.main) {
  let tooLarge = false;
  for (const name of ["ferrous.js", "ferrous-compiled.js"] as const) {
    const { bytes, gzipped } = await bundle(new URL("../dist/", import.meta.url), name);
    console.log(`dist/${name}: ${bytes} bytes, ${gzipped} gzipped`);
    if (gzipped <= LIMITS[name]) continue;
    console.error(`larger than the ${LIMITS[name]} bytes it may have`);
    tooLarge = true;
  }
  await stop();
  if (tooLarge) Deno.exit(1);
}
