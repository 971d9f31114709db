/**
 * Random numbers through `tonumber`, `tostring` and `string.format` of both sides.
 *
 * @module
 */

import { Batch } from "./batch.ts";
import type { Tier } from "./ours.ts";
import { Random } from "./random.ts";
import { Progress } from "./progress.ts";

/** Numbers a process is given. */
const BATCH = 100_000;

/** Reads numbers, a line each, and writes each in all formats. A format the number does not suit is an error. */
const PROGRAM = `local format, write, tonumber, tostring = string.format, io.write, tonumber, tostring
local lines, n = {}, 0
for line in io.lines() do
  local x = tonumber(line)
  n = n + 1
  lines[n] = x and tostring(x) .. format(" %.14g %.17g %e %f %d %x", x, x, x, x, x, x) or "nil"
  if n == 1000 then write(table.concat(lines, "\\n", 1, n), "\\n") n = 0 end
end
if n > 0 then write(table.concat(lines, "\\n", 1, n), "\\n") end
`;

const view = new DataView(new ArrayBuffer(8));

function bits(r: Random): number {
  for (;;) {
    view.setUint32(0, r.integer(0, 0xffffffff));
    view.setUint32(4, r.integer(0, 0xffffffff));
    const x = view.getFloat64(0);
    if (x === x) return x;
  }
}

/** A number as a text that \`tonumber\` reads, in one of the notations it knows. */
export function numberText(r: Random): string {
  const x = someNumber(r);
  if (r.chance(0.02)) return spoiled(r, String(x));
  switch (r.integer(0, 7)) {
    case 0:
      return x.toPrecision(r.integer(1, 25));
    case 1:
      return x.toExponential(r.integer(0, 25));
    case 2:
      if (Number.isFinite(x) && Math.abs(x) < 2 ** 60) {
        return `${x < 0 ? "-" : ""}0x${Math.floor(Math.abs(x)).toString(16)}`;
      }
      return String(x);
    case 3:
      return ` ${x}\t`;
    default:
      return x.toPrecision(17);
  }
}

function someNumber(r: Random): number {
  switch (r.integer(0, 9)) {
    case 0:
      return r.integer(-1000, 1000);
    case 1:
      return (r.next() - 0.5) * 10 ** r.integer(-5, 20);
    case 2:
      // where rounding is decided: ties and their neighbours
      return (r.integer(-(10 ** 6), 10 ** 6) + 0.5) * 10 ** r.integer(-8, 12);
    case 3:
      return 2 ** r.integer(-1074, 1023) * (r.chance(0.5) ? 1 : -1);
    case 4:
      return r.integer(0, 999_999_999) * 2 ** 23 + r.integer(0, 2 ** 23);
    case 5:
      return r.integer(-(2 ** 31), 2 ** 31) / 10 ** r.integer(0, 9);
    default:
      return bits(r);
  }
}

function spoiled(r: Random, text: string): string {
  const at = r.integer(0, text.length);
  return text.slice(0, at) + r.pick(["e", ".", "x", "-", "+", " ", "0x", "inf", "nan", "p", "E5"]) +
    text.slice(at);
}

/** Compares `count` numbers from a seed on; returns how many differed. */
export async function compareNumbers(seed: number, count: number, tier: Tier): Promise<number> {
  const batch = new Batch(PROGRAM, tier);
  const progress = new Progress("numbers");
  try {
    for (let at = 0; at < count; at += BATCH) {
      const r = new Random(seed + at / BATCH);
      const texts = Array.from({ length: Math.min(BATCH, count - at) }, () => numberText(r));
      for (const { line, reference, ours } of await batch.run(texts.join("\n") + "\n")) {
        progress.differs(`seed ${seed + at / BATCH}, ${texts[line]}\nlua5.1: ${reference}\nhere:   ${ours}`);
      }
      progress.add(texts.length);
    }
  } finally {
    batch.end();
  }
  return progress.end();
}
