/**
 * What a pool's workers have been sent.
 *
 * Modules are told apart by their contents, compared in full: a hash alone would let a tenant who finds a
 * collision run another's module, or have another run theirs.
 *
 * @module
 */

import { fromArray } from "../host/bytes.ts";
import { UsageError } from "../host/errors.ts";
import { Module } from "../host/module.ts";
import { KNOWN, SERIALIZED, SOURCE } from "./messages.ts";
import type { Message } from "./wire.ts";

/** A module as workers get it. */
export interface Sendable {
  /** its number in the pool */
  readonly id: number;
  readonly form: typeof SERIALIZED | typeof SOURCE;
  readonly data: string | Uint8Array;
  readonly name: string | undefined;
}

/** Modules the pool recognizes by their contents. */
const MAX_ENTRIES = 256;
/** Modules a worker keeps, and bytes of them. */
const MAX_KEPT = 64;
const MAX_KEPT_BYTES = 32 * 1024 * 1024;

/** Numbers modules; the same contents have the same number. */
export class ModuleStore {
  readonly #byModule = new WeakMap<Module, Sendable>();
  readonly #byContent = new Map<string, Sendable>();
  #last = 0;

  /** The module, or the source, as workers get it. */
  find(module: Module | string | Uint8Array, name: string | undefined): Sendable {
    if (module instanceof Module) {
      const known = this.#byModule.get(module);
      if (known !== undefined) return known;
      const data = module.serialize();
      const entry = this.#entry("M" + fromArray(data), SERIALIZED, data, undefined);
      this.#byModule.set(module, entry);
      return entry;
    }
    const head = name === undefined ? ":" : `${name.length}:${name}`;
    if (typeof module === "string") return this.#entry(`T${head}${module}`, SOURCE, module, name);
    if (!(module instanceof Uint8Array)) throw new UsageError("a job runs a Module, a source or its bytes");
    return this.#entry(`B${head}${fromArray(module)}`, SOURCE, module.slice(), name);
  }

  #entry(
    content: string,
    form: Sendable["form"],
    data: Sendable["data"],
    name: string | undefined,
  ): Sendable {
    const entries = this.#byContent;
    const entry = entries.get(content) ?? { id: ++this.#last, form, data, name };
    // the one used last is the last one
    entries.delete(content);
    entries.set(content, entry);
    if (entries.size > MAX_ENTRIES) entries.delete(entries.keys().next().value!);
    return entry;
  }
}

/** What one worker has. */
export class KeptModules {
  readonly #sizes = new Map<number, number>();
  #total = 0;

  /** Appends what a RUN message says of its module. */
  write(out: Message, { id, form, data, name }: Sendable): void {
    const known = this.#sizes.has(id);
    out.push(id);
    if (known) out.push(KNOWN);
    else out.push(form, data);
    out.push(name);
    this.#use(id, data.length);
    const dropped: number[] = [];
    while (this.#sizes.size > MAX_KEPT || this.#total > MAX_KEPT_BYTES && this.#sizes.size > 1) {
      const oldest = this.#sizes.keys().next().value!;
      this.forget(oldest);
      dropped.push(oldest);
    }
    out.push(dropped.length, ...dropped);
  }

  /** The worker does not have it. */
  forget(id: number): void {
    this.#total -= this.#sizes.get(id) ?? 0;
    this.#sizes.delete(id);
  }

  #use(id: number, size: number): void {
    this.forget(id);
    this.#sizes.set(id, size);
    this.#total += size;
  }
}
