/**
 * The JavaScript of constant keys: the cases that inline caches know when a function is compiled, with shapes as
 * constants of the text's scope. What is learned later is found in `Context`, and written once it is worth it.
 *
 * Shapes of one table alone are not written: code is shared by instances, and each has others. The text compares
 * with those in the inline cache instead.
 *
 * @module
 */

import { type InlineCache, type LoadCase, NO_KEY_BUT_HANDLER, OWN, type StoreCase } from "../code.ts";
import type { ShapeRoot } from "../shape.ts";
import type { Instruction } from "./decode.ts";
import { metamethodCall } from "./metamethods.ts";
import type { Writer } from "./writer.ts";

/** Cases written at one place at most. */
const MAX_WRITTEN = 4;

/** The cases of a load that can be written. */
function loadCases(cache: InlineCache, root: ShapeRoot): LoadCase[] {
  const { shape, missing, loads } = cache;
  const cases: LoadCase[] = [];
  if (cache.isCrowded) return cases;
  if (shape !== null) cases.push({ shape, path: OWN, index: cache.index });
  if (missing !== null) cases.push({ shape: missing, path: [cache.holder!], index: cache.holderIndex });
  return written(cases.concat(loads ?? []), root);
}

/** Those of `cases` that are written. */
function written<Case extends LoadCase | StoreCase>(cases: readonly Case[], root: ShapeRoot): Case[] {
  return cases.filter((known) => canBeWritten(known, root) || known.path.length === 1).slice(0, MAX_WRITTEN);
}

/** Whether the shapes of a case can be; otherwise it is one that the inline cache has in fields of its own. */
function canBeWritten({ shape, path }: LoadCase | StoreCase, root: ShapeRoot): boolean {
  return [shape, ...path].every((link) => link.isShared && link.root === root);
}

/** The cases of a store that can be written. */
function storeCases(cache: InlineCache, root: ShapeRoot): StoreCase[] {
  const { shape, from, missing, stores } = cache;
  const cases: StoreCase[] = [];
  if (cache.isCrowded) return cases;
  if (shape !== null) cases.push({ shape, path: OWN, index: cache.index, to: null });
  if (from !== null) cases.push({ shape: from, path: OWN, index: from.count, to: cache.to });
  if (missing !== null) {
    cases.push({ shape: missing, path: [cache.holder!], index: cache.holderIndex, to: null });
  }
  return written(cases.concat(stores ?? []), root);
}

/** Whether the cache knows more than is written. */
export function knowsMore(cache: InlineCache, root: ShapeRoot): boolean {
  return Math.max(loadCases(cache, root).length, storeCases(cache, root).length) > cache.written;
}

/**
 * Writes the load of the key of site `i.d` from `object`, which may be nil if `defined` says how to ask, into `z`;
 * `slowly` writes what is done otherwise.
 */
export function writeLoad(
  w: Writer,
  i: Instruction,
  after: number,
  object: string,
  defined: string,
  slowly: () => void,
): void {
  const site = w.request.sites[i.d]!;
  let cases = loadCases(site, w.request.shapes);
  if (w.request.prepays) cases = cases.filter(({ index }) => index !== NO_KEY_BUT_HANDLER);
  site.written = cases.length;
  const [first] = cases;
  if (first === undefined || cases.length === 1 && first.path.length === 0 && first.index >= 0) {
    const [shape, at] = first === undefined
      // whatever it meets first
      ? [`s${i.d}.shape`, `s${i.d}.index`]
      : [w.library(first.shape), `${first.index}`];
    w.write(
      `if(${defined}${object}.shape!==${shape}||(z=${object}.slots[${at}])===undefined&&` +
        `${object}.metatable!==undefined){`,
    );
    slowly();
    return w.write("}");
  }
  const label = `D${i.pc}`;
  w.write(`${label}:{`);
  if (defined !== "") w.write(`if(${object}!==undefined){`);
  for (const known of cases) {
    const { path, index } = known;
    const holder = path.length === 0 ? object : "o";
    const slot = slotOf(w, i, known);
    w.write(`if(${reached(w, i, object, known, "index")}`);
    if (index !== NO_KEY_BUT_HANDLER) {
      w.write(
        index < 0
          ? `&&(z=${holder}.metatable)===undefined`
          : `&&((z=${holder}.slots[${slot}])!==undefined||${holder}.metatable===undefined)`,
      );
      w.write(`)break ${label};`);
      continue;
    }
    const key = `k${w.request.proto.sites[i.d]}`;
    w.write(`&&${handler(holder, "index")}){`);
    w.write(metamethodCall(w, i, after, `${holder},${key}`, `z=x;r${i.a}=z;`));
    w.write(`break ${label}}`);
  }
  if (defined !== "") w.write("}");
  slowly();
  w.write("}");
}

/** The condition that the path of a case is there; then its end is in `o`. */
function reached(
  w: Writer,
  i: Instruction,
  object: string,
  known: LoadCase | StoreCase,
  name: "index" | "newindex",
): string {
  const { shape, path } = known;
  if (!canBeWritten(known, w.request.shapes)) {
    return `${object}.shape===s${i.d}.missing&&${handler(object, name)}&&(o=y).shape===s${i.d}.holder`;
  }
  let text = `${object}.shape===${w.library(shape)}`;
  let holder = object;
  for (const link of path) {
    text += `&&${handler(holder, name)}&&(o=y).shape===${w.library(link)}`;
    holder = "o";
  }
  return text;
}

/** The slot of a case's key, as text. */
function slotOf(w: Writer, i: Instruction, known: LoadCase | StoreCase): string {
  return canBeWritten(known, w.request.shapes) ? `${known.index}` : `s${i.d}.holderIndex`;
}

/** The condition that there is a metamethod; then it is in `y`. */
function handler(object: string, name: "index" | "newindex"): string {
  return `(y=${object}.metatable)!==undefined&&(y=y.meta)!==null&&(y=y.${name})!==undefined`;
}

/**
 * Writes the store of `value` under the key of site `i.d` in `object`, up to an `else` that what is done otherwise
 * must follow. `may` holds conditions on the operands that are to be asked first.
 */
export function writeStore(
  w: Writer,
  i: Instruction,
  after: number,
  object: string,
  value: string,
  nil: boolean,
  may: string,
): void {
  const site = w.request.sites[i.d]!;
  const { shapes } = w.request;
  const cases = storeCases(site, shapes);
  site.written = cases.length;
  const s = `s${i.d}`;
  // what a removed key leaves behind is the table's business
  if (nil && (shapes.ordered || cases.length === 0)) may = `${value}!==undefined&&${may}`;
  if (cases.length === 0) {
    return w.write(
      `if(${may}${object}.shape===${s}.shape&&(y=${object}.slots)[${s}.index]!==undefined)y[${s}.index]=${value};else `,
    );
  }
  for (const known of cases) {
    const { path, index, to } = known;
    const holder = path.length === 0 ? object : "o";
    const slot = slotOf(w, i, known);
    w.write(`if(${may}${reached(w, i, object, known, "newindex")}&&`);
    if (index === NO_KEY_BUT_HANDLER) {
      const args = `${object},k${w.request.proto.sites[i.d]},${value}`;
      w.write(`${handler(object, "newindex")}){${metamethodCall(w, i, after, args, "")}}else `);
    } else if (to === null) {
      w.write(`((y=${holder}.slots)[${slot}]!==undefined||${holder}.metatable===undefined))`);
      w.write(`y[${slot}]=${value};else `);
    } else {
      w.write(`((z=${object}.metatable)===undefined||(z=z.meta)!==null&&z.newindex===undefined)&&`);
      // only tables that were not made for their keys are full
      const full = (index & (index - 1)) === 0 ? `||(y=C.moreSlots(${object}))!==undefined` : "";
      w.write(`((y=${object}.slots).length>${index}${full})){y[${index}]=${value};`);
      w.write(`${object}.shape=${w.library(to)}}else `);
    }
  }
}
