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
  { key: "alive", label: "10,000 live instances, made and run", unit: "ms" },
  { key: "aliveMemory", label: "10,000 live instances, heap", unit: "MB" },
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
  { id: "interpreter", ours: true, args: ["ours", "interpreter"] },
  { id: "wasmoon", ours: false, args: ["wasmoon"] },
  { id: "wasmoon-lua5.1", ours: false, args: ["wasmoon-lua5.1"] },
  { id: "fengari", ours: false, args: ["fengari"] },
  { id: "quickjs-emscripten", ours: false, args: ["quickjs"] },
];

/** Measures all libraries. */
export async function measureEmbedding(
  quick: boolean,
  progress: (name: string) => void,
): Promise<EmbeddingReport> {
  const child = decodeURIComponent(new URL("./embedding_child.ts", import.meta.url).pathname);
  const libraries: LibraryFigures[] = [];
  for (const { id, ours, args } of LIBRARIES) {
    progress(id);
    const command = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", "--v8-flags=--expose-gc", child, quick ? "quick" : "full", ...args],
    });
    const { success, stdout, stderr } = await command.output();
    const text = new TextDecoder();
    if (success) libraries.push({ id, ours, values: JSON.parse(text.decode(stdout)) });
    else {
      const message = text.decode(stderr).trim().split("\n")[0] ?? "";
      libraries.push({ id, ours, values: {}, missing: message.slice(0, 200) });
    }
  }
  return { figures: FIGURES, libraries };
}
