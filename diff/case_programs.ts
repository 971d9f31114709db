/**
 * Random whole programs: statements, loops, closures, coroutines, protected calls.
 *
 * @module
 */

import { quote, type Random } from "./random.ts";

/** Writes random statements over the variables in scope. Every loop is short, so every program ends. */
class StatementWriter {
  readonly #r: Random;
  #names: string[] = ["p", "q"];
  #loops = 0;
  #functions = 0;
  #next = 0;

  constructor(r: Random) {
    this.#r = r;
  }

  #name(): string {
    return `v${++this.#next % 12}`;
  }

  #simple(): string {
    const r = this.#r;
    switch (r.integer(0, 9)) {
      case 0:
        return String(r.integer(-3, 9));
      case 1:
        return quote(r.pick(["a", "b", "10", "", "x y"]));
      case 2:
        return r.pick(["nil", "true", "false", "0.5"]);
      case 3:
        return `T[${r.pick(["1", "2", "'k'", r.pick(this.#names)])} or 1]`;
      case 4:
        return this.#functions > 0 && r.chance(0.3) ? "(...)" : "G";
      default:
        return r.pick(this.#names);
    }
  }

  #value(depth = 0): string {
    const r = this.#r;
    if (depth > 2 || r.chance(0.4)) return this.#simple();
    const inner = () => this.#value(depth + 1);
    // mostly of a type the operator takes, so that programs get somewhere
    const number = () => r.chance(0.95) ? `N(${inner()})` : inner();
    const text = () => r.chance(0.95) ? `show(${inner()})` : inner();
    switch (r.integer(0, 11)) {
      case 0:
        return `${number()} + ${number()}`;
      case 1:
        return `${text()} .. ${text()}`;
      case 2:
        return `(${inner()} ${r.pick(["and", "or"])} ${inner()})`;
      case 3:
        return r.chance(0.5)
          ? `(${inner()} ${r.pick(["==", "~="])} ${inner()})`
          : `(${number()} ${r.pick(["<", "<=", ">", ">="])} ${number()})`;
      case 4:
        return `not ${inner()}`;
      case 5:
        return `F(${inner()}, ${inner()})`;
      case 6:
        return `(select('#', F(${inner()}, ${inner()})))`;
      case 7:
        return `({${inner()}, ${inner()}, k = ${inner()}})[${r.pick(["1", "2", "'k'"])}]`;
      case 8:
        return `O:m(${inner()})`;
      case 9:
        return `(${number()} ${r.pick(["-", "*", "%"])} ${r.integer(1, 5)})`;
      case 10:
        return `tostring(${inner()})`;
      default:
        return this.#functionValue(depth + 1);
    }
  }

  #functionValue(depth: number): string {
    const r = this.#r;
    if (this.#functions > 1) return this.#simple();
    const outer = this.#names;
    const loops = this.#loops;
    const parameter = this.#name();
    this.#names = [...outer, parameter];
    this.#loops = 0;
    this.#functions++;
    const body = this.#block(depth + 1, r.integer(1, 3));
    const result = r.chance(0.7) ? `return ${this.#value(2)}, ${this.#value(2)}` : "";
    this.#functions--;
    this.#loops = loops;
    this.#names = outer;
    return r.chance(0.6)
      ? `(function(${parameter}, ...) ${body} ${result} end)(${this.#simple()}, ${this.#simple()})`
      : `coroutine.wrap(function(${parameter}, ...) coroutine.yield(${parameter}) ${body} ${result} end)(${this.#simple()})`;
  }

  #block(depth: number, count: number): string {
    const outer = this.#names;
    this.#names = [...outer];
    const parts: string[] = [];
    for (let i = 0; i < count; i++) parts.push(this.statement(depth));
    this.#names = outer;
    return parts.join(" ");
  }

  /** One statement. */
  statement(depth: number): string {
    const r = this.#r;
    const kind = r.integer(0, depth > 3 ? 5 : 15);
    switch (kind) {
      case 0:
      case 1: {
        const text = [this.#value(1), this.#value(1)].slice(0, r.integer(1, 2)).join(", ");
        const names = [this.#name(), this.#name()].slice(0, r.integer(1, 2));
        this.#names.push(...names);
        return `local ${names.join(", ")} = ${text}`;
      }
      case 2:
        return `${r.pick(this.#names)}, ${r.pick([...this.#names, "G"])} = ${this.#value(1)}, ${
          this.#value(1)
        }`;
      case 3:
        return `T[${r.pick(["1", "2", "3", "'k'", "#T + 1"])}] = ${this.#value(1)}`;
      case 4:
      case 5:
        return `W(${this.#value()}, ${this.#simple()})`;
      case 6:
        return `if ${this.#value()} then ${this.#block(depth + 1, 2)} else ${this.#block(depth + 1, 1)} end`;
      case 7:
        return `if ${this.#value()} then ${this.#block(depth + 1, 1)} elseif ${this.#value()} then ${
          this.#block(depth + 1, 1)
        } end`;
      case 8:
        return `do ${this.#block(depth + 1, 3)} end`;
      case 9: {
        const name = this.#name();
        return this.#loop(
          name,
          depth,
          (body) =>
            `for ${name} = ${r.integer(-1, 2)}, ${r.integer(0, 4)}${
              r.pick(["", ", 2", ", 0.5"])
            } do ${body} end`,
        );
      }
      case 10: {
        const name = this.#name();
        return this.#loop(
          name,
          depth,
          (body) => `for _, ${name} in ipairs({1, "x", ${this.#simple()}}) do ${body} end`,
        );
      }
      case 11: {
        const counter = `c${++this.#next}_`; // not among the names: the body cannot touch it
        return this.#loop(
          "p",
          depth,
          (body) =>
            `do local ${counter} = 0 while ${counter} < 3 and ${
              this.#value(1)
            } do ${counter} = ${counter} + 1 ${body} end end`,
        );
      }
      case 12: {
        const name = this.#name();
        return this.#loop(
          name,
          depth,
          (body) =>
            `do local n_ = 0 repeat n_ = n_ + 1 local ${name}, l_ = n_, ${this.#simple()} ${body} until n_ > 2 or l_ == ${name} end`,
        );
      }
      case 13: {
        const name = this.#name();
        this.#functions++;
        const text = `local function ${name}(...) return ${this.#value(2)}, ... end S[#S + 1] = ${name}`;
        this.#functions--;
        this.#names.push(name);
        return text;
      }
      case 14:
        return `W(pcall(function(...) ${this.#block(depth + 1, 2)} return ${
          this.#value(2)
        } end, ${this.#simple()}))`;
      default:
        // not from inside a function that may be the one called
        if (this.#functions > 0) return `W(${this.#value()})`;
        return `if #S > 0 then W(pcall(S[#S], ${this.#simple()})) end`;
    }
  }

  #loop(name: string, depth: number, wrap: (body: string) => string): string {
    if (this.#loops > 1) return `W(${this.#value()})`;
    this.#loops++;
    const outer = this.#names;
    this.#names = [...outer, name];
    const exit = this.#r.chance(0.3) ? ` if ${this.#value(1)} then break end` : "";
    const body = `${this.#block(depth + 1, 2)}${exit}` +
      (this.#r.chance(0.4)
        ? ` S[#S + 1] = function(x_) ${this.#r.pick(this.#names)} = x_ return ${
          this.#r.pick(this.#names)
        } end`
        : "");
    const text = wrap(body);
    this.#names = outer;
    this.#loops--;
    return text;
  }
}

/** What every random program has at hand: a log, a table, an object, functions kept for later. */
const SETTING = "local L, T, S, G_ = {}, {5, 'two', k = 'kay'}, {}, 0 " +
  "local function show(v) local t = type(v) if t == 'string' then return v:sub(1, 12) end if t == 'number' or t == 'boolean' or v == nil then return tostring(v) end return t end " +
  "local function N(v) return tonumber(v) or 0 end " +
  "local function W(...) local o = {} for i = 1, select('#', ...) do o[i] = show((select(i, ...))) end if #L > 300 then error('enough', 0) end L[#L + 1] = table.concat(o, ',') end " +
  "local function F(a, b, ...) if a then return b, a end return a end " +
  "local O = setmetatable({}, {__index = function(_, k) return function(self, x) G_ = G_ + 1 return x, G_ end end}) " +
  "local G, p, q = 'g', 1, 'q' ";

/** A call that compiles and runs one random program and gives its log. */
export function programCase(r: Random): string {
  const writer = new StatementWriter(r);
  const statements = Array.from({ length: r.integer(2, 7) }, () => writer.statement(0)).join("\n");
  const source = `${SETTING}\nlocal ok, e = pcall(function(...)\n${statements}\nend, 7, nil)\n` +
    `local n = #S for i = 1, n do pcall(W, pcall(S[i], i)) end return ok, show(e), table.concat(L, " ")`;
  return `(function(f, m) if f then return f() end return m end)(loadstring(${quote(source)}, "=p"))`;
}
