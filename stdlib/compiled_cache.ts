/**
 * Caches of what library functions make of short texts: compiled patterns, formats taken apart.
 *
 * Two levels. The shared one saves the work for all instances of the process; what it holds is immutable and of
 * no instance. The one of an instance decides what is charged, so that steps do not depend on what other
 * instances did before.
 *
 * @module
 */

import type { Runtime } from "../vm/runtime.ts";
import { flatCopy } from "./string_tools.ts";

/** Entries of the newer half of a cache. */
const ENTRIES = 128;

/** Longest text, in bytes, whose compiled form is kept. A longer one is compiled for one use. */
export const MAX_CACHED_TEXT = 128;

/** Heap charge in bytes for each byte of a text compiled for one use. */
const UNCACHED_COST = 128;

/**
 * What was used last. When the newer half is full it becomes the older one as a whole: taking entries out of one
 * long-lived map would leave the engine's collector with copies of it.
 */
class Recent<T> {
  private newer = new Map<string, T>();
  private older = new Map<string, T>();
  /** some entries of the newer half, found without hashing */
  private readonly texts: string[] = [];
  private readonly known: T[] = [];

  get(text: string): T | undefined {
    const middle = text.length >>> 1;
    const at = middle === 0 ? 0 : (3 * text.length + text.charCodeAt(middle)) & 15;
    if (this.texts[at] === text) return this.known[at];
    const found = this.newer.get(text) ?? this.again(text);
    if (found === undefined) return undefined;
    for (let i = this.texts.length; i <= at; i++) {
      this.texts.push(text);
      this.known.push(found);
    }
    this.texts[at] = text;
    this.known[at] = found;
    return found;
  }

  private again(text: string): T | undefined {
    const found = this.older.get(text);
    if (found !== undefined) this.put(text, found);
    return found;
  }

  /** Entries, those that are in both halves twice. */
  get size(): number {
    return this.newer.size + this.older.size;
  }

  put(text: string, compiled: T): void {
    if (this.newer.size >= ENTRIES) {
      this.older = this.newer;
      this.newer = new Map();
      this.texts.length = this.known.length = 0;
    }
    this.newer.set(text, compiled);
  }
}

/** Caches there are. */
let caches = 0;

/** One cache: texts of one kind to what {@linkcode CompiledCache.get} returns for them. */
export class CompiledCache<T> {
  declare private readonly compile: (text: string) => T;
  private readonly shared = new Recent<T>();
  /** index of the instance's own cache in `Runtime.caches` */
  private readonly index = caches++;

  constructor(compile: (text: string) => T) {
    this.compile = compile;
  }

  /** The compiled form of `text`. Charges steps, as for compiling unless this instance has it cached. */
  get(rt: Runtime, text: string): T {
    const own = rt.caches[this.index] as Recent<T> | undefined;
    return own?.get(text) ?? this.miss(rt, text, own);
  }

  private miss(rt: Runtime, text: string, own: Recent<T> | undefined): T {
    const length = text.length;
    if (length > MAX_CACHED_TEXT) {
      rt.charge(length * 4);
      rt.heap.charge(length * UNCACHED_COST);
      return this.compile(text);
    }
    // a builtin that is called again after this would find it in the cache, and be charged less
    rt.leaveCompiled();
    rt.charge(16 + length * 8);
    if (own === undefined) {
      while (rt.caches.length < this.index) rt.caches.push(undefined);
      rt.caches[this.index] = own = new Recent();
    }
    // the key must not keep a longer string alive
    const kept = flatCopy(text);
    let compiled = this.shared.get(text);
    if (compiled === undefined) this.shared.put(kept, compiled = this.compile(text));
    own.put(kept, compiled);
    return compiled;
  }
}
