/**
 * Bundles `mod.ts` into `dist/ferrous.js`: one minified ES module without imports, and its source map.
 *
 * Fails when the bundle is larger than it may be or still imports something.
 */

import { build, stop } from "esbuild";
import { gzipSync } from "node:zlib";

/** Largest bundle, as `gzip -9` makes it, in bytes. */
const LIMIT = 100 * 1024;

/** What a bundle came to. */
export interface Bundle {
  /** path of the file */
  readonly file: string;
  readonly bytes: number;
  readonly gzipped: number;
}

/** Builds into folder `target`. */
export async function bundle(target: URL): Promise<Bundle> {
  const file = new URL("ferrous.js", target).pathname;
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
    // what scripts see of a function is its own name, never the JS one
    keepNames: false,
  });
  const output = Object.entries(result.metafile.outputs).find(([path]) => path.endsWith(".js"))![1];
  if (output.imports.length > 0) throw new Error(`the bundle imports ${output.imports[0]!.path}`);
  const bytes = Deno.readFileSync(file);
  return { file, bytes: bytes.length, gzipped: gzipSync(bytes, { level: 9 }).length };
}

if (import.meta.main) {
  const { file, bytes, gzipped } = await bundle(new URL("../dist/", import.meta.url));
  await stop();
  console.log(`${file.split("/").slice(-2).join("/")}: ${bytes} bytes, ${gzipped} gzipped`);
  if (gzipped > LIMIT) {
    console.error(`larger than the ${LIMIT} bytes it may have`);
    Deno.exit(1);
  }
}
