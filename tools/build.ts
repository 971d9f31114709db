/**
 * Bundles `mod.ts` into one minified ES module without imports.
 *
 *     deno run -A tools/build.ts     writes dist/ferrous.js and its source map, prints the sizes
 *
 * @module
 */

import * as esbuild from "esbuild";

/** The largest size of the bundle after gzip, in bytes. */
export const MAX_GZIPPED = 100 * 1024;

const ROOT = new URL("../", import.meta.url);

/** Sizes of a bundle, in bytes. */
export interface BundleSize {
  /** the minified module */
  minified: number;
  /** the minified module after gzip */
  gzipped: number;
}

/**
 * Writes the bundle to `outfile` and its source map to `outfile` + ".map".
 *
 * @throws {Error} if the bundle still imports something, or is larger than {@linkcode MAX_GZIPPED}.
 */
export async function build(outfile: string): Promise<BundleSize> {
  try {
    const result = await esbuild.build({
      absWorkingDir: decodeURIComponent(ROOT.pathname),
      entryPoints: ["mod.ts"],
      outfile,
      bundle: true,
      format: "esm",
      platform: "neutral",
      target: "es2022",
      minify: true,
      sourcemap: true,
      legalComments: "none",
      metafile: true,
      logLevel: "warning",
    });
    const imports = Object.values(result.metafile.outputs).flatMap((output) => output.imports);
    if (imports.length > 0) {
      throw new Error(`the bundle still imports ${imports.map((i) => i.path).join(", ")}`);
    }
  } finally {
    await esbuild.stop();
  }
  const bytes = await Deno.readFile(outfile);
  const zipped = new Response(bytes).body?.pipeThrough(new CompressionStream("gzip"));
  const gzipped = (await new Response(zipped).arrayBuffer()).byteLength;
  if (gzipped > MAX_GZIPPED) {
    throw new Error(`the bundle is ${gzipped} bytes gzipped, more than the ${MAX_GZIPPED} allowed`);
  }
  return { minified: bytes.length, gzipped };
}

if (import.meta.main) {
  const outfile = decodeURIComponent(new URL("dist/ferrous.js", ROOT).pathname);
  const { minified, gzipped } = await build(outfile);
  const kilobytes = (bytes: number) => (bytes / 1024).toFixed(1) + " KB";
  console.log(`dist/ferrous.js  ${kilobytes(minified)} minified, ${kilobytes(gzipped)} gzipped`);
}
