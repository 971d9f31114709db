/**
 * Running one long Lua program on both sides, the same input on standard input, and comparing what they print
 * line by line.
 *
 * @module
 */

import { compile, instantiate, type Module } from "../mod.ts";
import { bytesOf, latin1 } from "./bytes.ts";
import type { Tier } from "./ours.ts";
import { ENVIRONMENT } from "./reference.ts";

/** A line on which the sides differ. */
export interface LineDifference {
  /** counted from 0 */
  readonly line: number;
  readonly reference: string;
  readonly ours: string;
}

/** A program for many inputs. Its folder is removed by `end`. */
export class Batch {
  readonly #folder = Deno.makeTempDirSync({ prefix: "diff_" });
  readonly #module: Module;
  readonly #tier: Tier;

  constructor(program: string, tier: Tier) {
    Deno.writeFileSync(`${this.#folder}/batch.lua`, bytesOf(program));
    this.#module = compile(bytesOf(program), { name: "@batch.lua" });
    this.#tier = tier;
  }

  /** Removes what was written. */
  end(): void {
    Deno.removeSync(this.#folder, { recursive: true });
  }

  /** Runs both sides and gives the lines that differ, `most` of them at most. */
  async run(input: string, most = 10): Promise<LineDifference[]> {
    const pending = this.#reference(input);
    await new Promise((resolve) => setTimeout(resolve, 0));
    const ours = this.#ours(input);
    const reference = latin1(await pending);
    const text = ours.join("");
    if (reference === text) return [];
    const [left, right] = [reference.split("\n"), text.split("\n")];
    const found: LineDifference[] = [];
    for (let line = 0; line < Math.max(left.length, right.length) && found.length < most; line++) {
      if (left[line] !== right[line]) {
        found.push({ line, reference: left[line] ?? "(nothing)", ours: right[line] ?? "(nothing)" });
      }
    }
    return found;
  }

  async #reference(input: string): Promise<Uint8Array> {
    await Deno.writeFile(`${this.#folder}/input`, bytesOf(input));
    const child = new Deno.Command("sh", {
      args: ["-c", "exec lua5.1 batch.lua <input >output"],
      cwd: this.#folder,
      env: ENVIRONMENT,
      clearEnv: true,
      stdin: "null",
      stderr: "piped",
    });
    const { code, stderr } = await child.output();
    if (code !== 0) throw new Error(`lua5.1 failed: ${latin1(stderr)}`);
    return await Deno.readFile(`${this.#folder}/output`);
  }

  #ours(input: string): string[] {
    const pieces: string[] = [];
    const parts = [bytesOf(input)];
    instantiate(this.#module, {
      profile: "trusted",
      tier: this.#tier,
      stdin: () => parts.shift(),
      stdout: { writeSync: (bytes) => (pieces.push(latin1(bytes)), bytes.length) },
    }).run();
    return pieces;
  }
}
