/**
 * Records what `lua5.1` does with every program of the corpus.
 *
 *     deno run -A tools/record_corpus.ts            record all, list what changed
 *     deno run -A tools/record_corpus.ts area/name  record some
 *
 * Each program runs twice and must do the same both times; an output that looks like an address is refused,
 * since the recording has to hold on every machine.
 *
 * @module
 */

import { programs, record, runReference, strays } from "../tests/corpus.ts";

const wanted = Deno.args.length > 0 ? Deno.args : programs();
const problems = strays().map((path) => `${path}: belongs to no program`);
let changed = 0;

for (const name of wanted) {
  const first = await runReference(name);
  const second = await runReference(name);
  if (first.stdout !== second.stdout || first.error !== second.error) {
    problems.push(`${name}: two runs differ`);
  } else if (/\b0x[0-9a-f]{8,}\b/.test(first.stdout + (first.error ?? ""))) {
    problems.push(`${name}: prints an address`);
  } else if (record(name, first)) {
    changed++;
    console.log(`recorded ${name}`);
  }
}

console.log(`${wanted.length} programs, ${changed} recordings changed, ${problems.length} problems`);
for (const problem of problems) console.error(problem);
if (problems.length > 0) Deno.exit(1);
