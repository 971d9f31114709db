/**
 * Random commands from templates, for comparing the embedded keyspace with a real server.
 *
 * A template is a line of words. `<name>` is replaced by a word of that kind, `[...]` may be left out, `(a|b)` is one
 * of several, `{...}` is repeated one to four times. One command in twelve is damaged afterwards: words are dropped,
 * doubled, exchanged or replaced, to see which error comes first.
 *
 * @module
 */

import type { Random } from "../../../diff/random.ts";

/** Makes one word. */
export type WordMaker = (random: Random, family: string) => string;

type Node = string | { kind: "maybe" | "many" | "one"; options: Node[][] };

function parse(template: string): Node[] {
  const words = template.match(/[[\](){}|]|[^\s[\](){}|]+/g) ?? [];
  let at = 0;
  const sequence = (): Node[] => {
    const out: Node[] = [];
    while (at < words.length && !/^[\])}|]$/.test(words[at]!)) {
      const word = words[at++]!;
      if (word !== "[" && word !== "(" && word !== "{") {
        out.push(word);
        continue;
      }
      const options = [sequence()];
      while (words[at] === "|") {
        at++;
        options.push(sequence());
      }
      at++;
      out.push({ kind: word === "[" ? "maybe" : word === "{" ? "many" : "one", options });
    }
    return out;
  };
  return sequence();
}

/** Templates of one family of commands, with their words. */
export class Grammar {
  readonly #templates: readonly { family: string; nodes: Node[] }[];
  readonly #words: Readonly<Record<string, WordMaker>>;
  /** share of commands that are damaged */
  readonly #damage: number;

  /** `templates`: lines by family; a line starting with a number is taken that many times as often. */
  constructor(
    templates: Readonly<Record<string, string>>,
    words: Readonly<Record<string, WordMaker>>,
    damage: number = 1 / 12,
  ) {
    this.#words = words;
    this.#damage = damage;
    const all: { family: string; nodes: Node[] }[] = [];
    for (const [family, lines] of Object.entries(templates)) {
      for (const line of lines.trim().split("\n")) {
        const times = /^\s*(\d+)\s/.exec(line);
        const nodes = parse(line.replace(/^\s*\d+\s/, ""));
        for (let i = Number(times?.[1] ?? 1); i > 0; i--) all.push({ family, nodes });
      }
    }
    this.#templates = all;
  }

  /** One command. */
  command(random: Random): string[] {
    const { family, nodes } = random.pick(this.#templates);
    const out: string[] = [];
    this.#expand(nodes, random, family, out);
    if (random.chance(this.#damage)) this.#spoil(out, random, family);
    return out;
  }

  #expand(nodes: readonly Node[], random: Random, family: string, out: string[]): void {
    for (const node of nodes) {
      if (typeof node === "string") {
        const name = /^<(.+)>$/.exec(node)?.[1];
        if (name === undefined) out.push(node);
        else {
          const make = this.#words[name];
          if (make === undefined) throw new TypeError(`no words of the kind ${name}`);
          out.push(make(random, family));
        }
        continue;
      }
      if (node.kind === "maybe" && random.chance(0.6)) continue;
      const times = node.kind === "many" ? random.integer(1, 4) : 1;
      for (let i = 0; i < times; i++) this.#expand(random.pick(node.options), random, family, out);
    }
  }

  #spoil(out: string[], random: Random, family: string): void {
    const kinds = Object.keys(this.#words);
    const at = random.integer(1, Math.max(1, out.length - 1));
    const word = this.#words[random.pick(kinds)]!(random, family);
    switch (random.integer(0, 4)) {
      case 0:
        out.splice(at, 1);
        break;
      case 1:
        out.splice(at, 0, word);
        break;
      case 2:
        out[at] = word;
        break;
      case 3:
        out.push(word);
        break;
      default:
        out.push(out[random.integer(0, out.length - 1)]!);
    }
  }
}
