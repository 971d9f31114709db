/**
 * What embedding costs: compiling, instantiating, calling both ways, memory. Every library is measured in a
 * process of its own (`embedding_child.ts`), because memory can only be told apart that way.
 *
 * @module
 */

import type { PeerName } from "./peers.ts";

/** The figures, in the order they are shown. Smaller is better except for throughput. */
export const FIGURES = [
  { key: "compile", label: "compile throughput", unit: "MB/s" },
  { key: "instantiate", label: "instantiate, all libraries", unit: "us" },
  { key: "heap", label: "heap per instance", unit: "KB" },
  { key: "resident", label: "resident memory per instance", unit: "KB" },
  { key: "call", label: "call from JS into Lua", unit: "ns" },
  { key: "host", label: "call from Lua into JS", unit: "ns" },
  { key: "warm", label: "ten-line script, warm", unit: "us" },
  { key: "cold", label: "ten-line script, cold", unit: "us" },
  { key: "aliveCount", label: "live instances at once", unit: "of 10,000" },
  { key: "alive", label: "each of them made and called", unit: "us" },
  { key: "aliveMemory", label: "resident memory of all of them", unit: "MB" },
] as const;

/** Keys of the figures. */
export type FigureKey = typeof FIGURES[number]["key"];

/** What one library's figures are; a figure it cannot have is absent. */
export interface LibraryFigures {
  readonly id: string;
  /** one of this project's tiers */
  readonly ours: boolean;
  readonly values: Readonly<Partial<Record<FigureKey, number>>>;
  /** why there are none */
  readonly missing?: string;
}

/** The figures of all libraries. */
export interface EmbeddingReport {
  readonly figures: typeof FIGURES;
  readonly libraries: readonly LibraryFigures[];
}

const LIBRARIES: readonly { id: string; ours: boolean; args: readonly [PeerName, ...string[]] }[] = [
  { id: "compiled", ours: true, args: ["ours", "auto"] },
  { id: "interpreter", ours: true, args: ["ours", "interpreter"] },
  { id: "wasmoon", ours: false, args: ["wasmoon"] },
  { id: "wasmoon-lua5.1", ours: false, args: ["wasmoon-lua5.1"] },
  { id: "fengari", ours: false, args: ["fengari"] },
  { id: "quickjs-emscripten", ours: false, args: ["quickjs"] },
];

/** The kinds of figures; each kind has a process of its own, as memory is never given back. */
export type FigureSet = "costs" | "alive";

type Values = Partial<Record<FigureKey, number>>;

async function runChild(args: readonly string[]): Promise<Values | string> {
  const child = decodeURIComponent(new URL("./embedding_child.ts", import.meta.url).pathname);
  const flags = "--v8-flags=--expose-gc,--max-old-space-size=4096";
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", flags, child, ...args],
  });
  const { success, stdout, stderr } = await command.output();
  const text = new TextDecoder();
  if (success) return JSON.parse(text.decode(stdout)) as Values;
  return (text.decode(stderr).trim().split("\n")[0] ?? "").slice(0, 200);
}

/** Measures all libraries. */
export async function measureEmbedding(
  quick: boolean,
  progress: (name: string) => void,
): Promise<EmbeddingReport> {
  const libraries: LibraryFigures[] = [];
  for (const { id, ours, args } of LIBRARIES) {
    progress(id);
    let values: Values = {};
    let missing: string | undefined;
    for (const set of ["costs", "alive"] satisfies FigureSet[]) {
      const found = await runChild([quick ? "quick" : "full", set, ...args]);
      if (typeof found === "string") missing = `${set}: ${found}`;
      else values = { ...values, ...found };
    }
    libraries.push({ id, ours, values, ...(missing !== undefined && { missing }) });
  }
  return { figures: FIGURES, libraries };
}
