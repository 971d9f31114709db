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

/** Entries of a cache; the oldest goes when one more comes. */
const ENTRIES = 256;

/** Longest text, in bytes, whose compiled form is kept. A longer one is compiled for one use. */
export const MAX_CACHED_TEXT = 128;

/** Heap charge in bytes for each byte of a text compiled for one use. */
const UNCACHED_COST = 128;

/** One cache: texts of one kind to what {@linkcode CompiledCache.get} returns for them. */
export class CompiledCache<T> {
  private readonly compile: (text: string) => T;
  private readonly shared = new Map<string, T>();
  /** key of the instance's own map in `Runtime.state` */
  private readonly key = Symbol("compiled");

  constructor(compile: (text: string) => T) {
    this.compile = compile;
  }

  /** The compiled form of `text`. Charges steps, as for compiling unless this instance has it cached. */
  get(rt: Runtime, text: string): T {
    const own = rt.state.get(this.key) as Map<string, T> | undefined;
    return own?.get(text) ?? this.miss(rt, text, own);
  }

  private miss(rt: Runtime, text: string, own: Map<string, T> | undefined): T {
    const length = text.length;
    if (length > MAX_CACHED_TEXT) {
      rt.charge(length * 4);
      rt.heap.charge(length * UNCACHED_COST);
      return this.compile(text);
    }
    // a builtin that is called again after this would find it in the cache, and be charged less
    rt.leaveCompiled();
    rt.charge(16 + length * 8);
    if (own === undefined) rt.state.set(this.key, own = new Map());
    // the key must not keep a longer string alive
    const kept = flatCopy(text);
    let compiled = this.shared.get(text);
    if (compiled === undefined) put(this.shared, kept, compiled = this.compile(text));
    put(own, kept, compiled);
    return compiled;
  }
}

function put<T>(cache: Map<string, T>, text: string, compiled: T): void {
  if (cache.size >= ENTRIES) {
    for (const oldest of cache.keys()) {
      cache.delete(oldest);
      break;
    }
  }
  cache.set(text, compiled);
}
