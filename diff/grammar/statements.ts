/**
 * Generated statements: every statement of the language, closures, coroutines, protected calls, errors and
 * tracebacks. One statement a line where possible, so that a program can be made smaller line by line.
 *
 * Programs end: each round of a loop and each call of a generated function takes from the program's fuel, and
 * without fuel it raises an error.
 *
 * @module
 */

import { literal, type Type } from "./values.ts";
import { fileLines, recursionLine, yieldLine } from "./lines.ts";
import { ExpressionWriter, type Variable } from "./writer.ts";

const DEEPEST = 3;

/** Writes statements, as lines. */
export class StatementWriter extends ExpressionWriter {
  readonly #lines: string[] = [];
  #depth = 0;
  #loops = 0;
  #names = 0;
  #functions = 0;
  #coroutines = 0;

  /** What has been written. */
  get text(): string {
    return this.#lines.join("\n") + "\n";
  }

  #line(text: string): void {
    this.#lines.push("  ".repeat(this.#depth) + text);
  }

  #fresh(prefix = "v"): string {
    return `${prefix}${++this.#names}`;
  }

  #declare(type: Type, name = this.#fresh()): string {
    this.scope.push({ name, type });
    return name;
  }

  /** A block: what it declares is forgotten at its end. */
  #block(count: number): void {
    const outer: readonly Variable[] = this.scope;
    this.scope = [...outer];
    this.#depth++;
    for (let i = 0; i < count; i++) this.statement();
    this.#depth--;
    this.scope = [...outer];
  }

  #loop(head: string, tail: string, declare: readonly Variable[] = []): void {
    const { r } = this;
    if (this.#loops > 1) return this.#print();
    const outer = this.scope;
    this.scope = [...outer, ...declare];
    this.#line(head);
    this.#loops++;
    this.repeated++;
    this.#depth++;
    this.#line("T()");
    this.#depth--;
    this.#block(r.integer(1, 3));
    this.#depth++;
    if (r.chance(0.3)) this.#line(`if ${this.expression("boolean", 1)} then break end`);
    this.#depth--;
    this.repeated--;
    this.#loops--;
    this.#line(tail);
    this.scope = outer;
  }

  /** Parameters and body of a function, written as lines between `head(` and `end`. */
  #functionBody(head: string, tail: string, statements: number, more: () => void = () => {}): void {
    const { r } = this;
    const outer = this.scope;
    const { varargs } = this;
    const loops = this.#loops;
    const parameters = Array.from({ length: r.integer(0, 3) }, () => this.#fresh("p"));
    this.varargs = r.chance(0.5);
    this.scope = [...outer, ...parameters.map((name) => ({ name, type: this.someType() }))];
    this.#loops = 0;
    this.#functions++;
    this.repeated++;
    this.#line(`${head}(${[...parameters, ...(this.varargs ? ["..."] : [])].join(", ")})`);
    this.#depth++;
    this.#line("T()");
    for (let i = 0; i < statements; i++) this.statement();
    more();
    if (r.chance(0.8)) this.#line(this.#return());
    this.#depth--;
    this.#line(tail);
    this.repeated--;
    this.#functions--;
    this.#loops = loops;
    this.varargs = varargs;
    this.scope = outer;
  }

  #return(): string {
    const { r } = this;
    if (r.chance(0.12)) return "return";
    if (r.chance(0.2)) return `return ${this.call((type) => this.expression(type, 2))}`;
    if (this.varargs && r.chance(0.15)) return "return ...";
    return `return ${this.#values(r.integer(1, 3))}`;
  }

  #values(count: number): string {
    return Array.from({ length: count }, () => this.expression("any", 1)).join(", ");
  }

  protected override functionValue(depth: number): string {
    const { r } = this;
    if (depth > 2 || this.#functions > 2) return super.functionValue(depth);
    const varargs = this.varargs;
    const outer = this.scope;
    const name = this.#fresh("p");
    this.scope = [...outer, { name, type: this.someType() }];
    this.varargs = true;
    this.repeated++;
    this.#functions++;
    const body = r.chance(0.5)
      ? `return ${this.expression("any", depth + 1)}`
      : `T() P(${this.expression("any", depth + 1)}) return ${this.expression("any", depth + 2)}, ${name}`;
    this.#functions--;
    this.repeated--;
    this.varargs = varargs;
    this.scope = outer;
    return `(function(${name}, ...) ${body} end)`;
  }

  #print(): void {
    this.#line(`P(${this.#values(this.r.integer(1, 2))})`);
  }

  #target(): string {
    const { r } = this;
    const assignable = this.scope.filter((variable) => !/^[OU]\d|^CO$/.test(variable.name));
    if (assignable.length > 0 && r.chance(0.55)) return r.pick(assignable).name;
    switch (r.integer(0, 4)) {
      case 0:
        return r.pick(["GN", "GS", "GX"]);
      case 1:
        return `GT[ ${this.expression("any", 2)}]`;
      case 2:
        return `${r.pick(["GT.k", "GX", "GS", "undefined_global", "O3.x"])}.${r.pick(["x", "k"])}`;
      case 3:
        return `O${r.integer(1, 3)}[ ${this.expression("any", 3)}]`;
      default:
        return `GT.${r.pick(["x", "k", "n"])}`;
    }
  }

  /** Code for the body of a function without varargs. */
  #inside(write: () => string): string {
    const { varargs } = this;
    this.varargs = false;
    this.repeated++;
    const text = write();
    this.repeated--;
    this.varargs = varargs;
    return text;
  }

  /** One statement. */
  statement(): void {
    const { r } = this;
    const kind = r.integer(0, this.#depth >= DEEPEST ? 9 : 27);
    const type = this.someType();
    switch (kind) {
      case 0:
      case 1: {
        const value = this.expression(type);
        return this.#line(`local ${this.#declare(type)} = ${value}`);
      }
      case 2: {
        const values = this.#values(r.integer(0, 3));
        const names = Array.from({ length: r.integer(1, 3) }, () => this.#declare(this.someType()));
        return this.#line(`local ${names.join(", ")}${values === "" ? "" : ` = ${values}`}`);
      }
      case 3: {
        const targets = Array.from({ length: r.integer(1, 3) }, () => this.#target());
        return this.#line(`${targets.join(", ")} = ${this.#values(r.integer(1, 3))}`);
      }
      case 4:
      case 5:
        return this.#print();
      case 6:
        return this.#line(`P(${this.libraryCall()})`);
      case 7:
        return this.#line(`P(pcall(${this.#protected()}))`);
      case 8: {
        const call = this.call((type) => this.expression(type, 2));
        return this.#line(/^[(#-]/.test(call) || !call.endsWith(")") ? `local _ = ${call}` : call);
      }
      case 9:
        return this.#line(r.pick([
          "do local t = {} for i = 1, 3 do t[i] = function() i = i + 1 return i end end P(t[1](), t[1](), t[2]()) end",
          "for i = #GT, 1, -1 do GT[i] = nil end",
          "GT[#GT + 1] = GN",
          "P(debug.traceback('here'))",
          `P(pcall(function() for k in ${this.expression("any", 4)} do P(k) break end end))`,
          `P(getinfo(${r.integer(0, 4)}))`,
          "P(coroutine.status(CO), coroutine.resume(CO, GN))",
          "P((function(...) return select('#', ...) end)(GF()))",
        ]));
      case 10:
      case 11:
        this.#line(`if ${this.expression("boolean", 1)} then`);
        this.#block(r.integer(1, 2));
        if (r.chance(0.3)) {
          this.#line(`elseif ${this.expression("any", 1)} then`);
          this.#block(1);
        }
        if (r.chance(0.5)) {
          this.#line("else");
          this.#block(r.integer(1, 2));
        }
        return this.#line("end");
      case 12:
        this.#line("do");
        this.#block(r.integer(1, 3));
        return this.#line("end");
      case 13:
        return this.#loop(`while ${this.expression("boolean", 1)} do`, "end");
      case 14:
        return this.#loop("repeat", `until ${this.expression("boolean", 1)}`);
      case 15: {
        const name = this.#fresh("i");
        const step = r.chance(0.4)
          ? `, ${r.pick(["1", "2", "-1", "0.5", "-0.1", "1e15", "0", "'1'", "GN"])}`
          : "";
        const head = r.chance(0.7)
          ? `${r.integer(-2, 3)}, ${r.integer(-1, 5)}`
          : `${this.expression("number", 2)}, ${this.expression("number", 2)}`;
        return this.#loop(`for ${name} = ${head}${step} do`, "end", [{ name, type: "number" }]);
      }
      case 16:
      case 17: {
        const [key, value] = [this.#fresh("k"), this.#fresh("w")];
        return this.#loop(`for ${key}, ${value} in ${this.#iterator()} do`, "end", [
          { name: key, type: "any" },
          { name: value, type: "any" },
        ]);
      }
      case 18: {
        const name = this.#fresh("f");
        const style = r.integer(0, 3);
        if (style === 0) this.scope.push({ name, type: "function" });
        this.#functionBody(
          [
            `local function ${name}`,
            `function GT.f`,
            `function O1:method`,
            `local ${name} = function`,
          ][style]!,
          "end",
          r.integer(1, 3),
        );
        if (style === 3) this.scope.push({ name, type: "function" });
        return;
      }
      case 19:
      case 20:
        this.#functionBody("P(pcall(function", `end, ${this.#values(r.integer(1, 2))}))`, r.integer(1, 3));
        return;
      case 21:
        this.#functionBody("P(xpcall(function", `end, ${this.#handler()}))`, r.integer(1, 3));
        return;
      case 22:
        return this.#coroutine();
      case 23:
        return this.#line(
          `error(${this.expression("any", 2)}${r.pick(["", "", ", 0", ", 1", ", 2", ", 3", ", nil"])})`,
        );
      case 24:
        return this.#metatable();
      case 25:
        return this.#line(`P(loadstring(${this.#source()}))`);
      case 26:
        return this.#file();
      default:
        return this.#recursion();
    }
  }

  #protected(): string {
    const { r } = this;
    if (r.chance(0.5)) {
      return `function() return ${this.#inside(() => this.call((type) => this.expression(type, 2)))} end`;
    }
    return `${this.expression("function", 1)}, ${this.#values(1)}`;
  }

  #handler(): string {
    return this.r.pick([
      "debug.traceback",
      "function(m) return 'handled ' .. tostring(m) end",
      "function(m) return debug.traceback(tostring(m), 1) end",
      "function(m) return debug.traceback(tostring(m), 2) end",
      "function(m) error('again') end",
      "function() return 1, 2 end",
      "nil",
      "GN",
      "print",
      "O1",
    ]);
  }

  #iterator(): string {
    const { r } = this;
    switch (r.integer(0, 8)) {
      case 0:
      case 1:
        return `ipairs(${this.expression("table", 2)})`;
      case 2:
      case 3:
        return `spairs(${this.expression("table", 2)})`;
      case 4:
        return `string.gmatch(${this.expression("string", 2)}, "${
          r.pick(["%a+", "(.)(.)", ".", "()", "%d"])
        }")`;
      case 5:
        return "coroutine.wrap(function(a, b) T() coroutine.yield(1, b) coroutine.yield('two') end), 5";
      case 6:
        return `function(s, c) T() c = (c or 0) + 1 if c < ${r.integer(1, 4)} then return c, s end end, ${
          this.expression("any", 3)
        }, ${r.pick(["0", "nil"])}`;
      case 7:
        return "next, {1, 2, 3}";
      default:
        // nothing that cannot be called: messages name it after whatever its register held before
        return r.pick(["GT.f", "GF, 1", "ipairs", "O3.f, O1", "tostring"]);
    }
  }

  #coroutine(): void {
    const { r } = this;
    if (this.#coroutines > 1) return this.#print();
    this.#coroutines++;
    const name = this.#fresh("co");
    const kind = r.pick(["create", "wrap", "wrap"]);
    this.#functionBody(`local ${name} = coroutine.${kind}(function`, "end)", r.integer(0, 2), () => {
      for (let n = r.integer(1, 3); n > 0; n--) this.#yield();
    });
    this.scope.push({ name, type: "any" });
    for (let n = r.integer(1, 5); n > 0; n--) {
      const values = [name, this.#values(r.integer(0, 2))].filter((text) => text !== "");
      if (kind === "create") this.#line(`P(coroutine.resume(${values.join(", ")}))`);
      else {this.#line(
          r.chance(0.7) ? `P(pcall(${values.join(", ")}))` : `P(${name}(${values.slice(1).join(", ")}))`,
        );}
    }
    if (kind === "create") this.#line(`P(coroutine.status(${name}), debug.traceback(${name}))`);
    this.#coroutines--;
  }

  #yield(): void {
    const values = this.#values(this.r.integer(1, 2));
    this.#line(yieldLine(this.r, values));
  }

  #metatable(): void {
    const { r } = this;
    const event = r.pick([
      ..."add sub mul div mod pow unm concat eq lt le index newindex call tostring len mode metatable".split(
        " ",
      ),
    ]);
    const object = r.pick(["O1", "O2", "O3", "U1"]);
    const handler = r.pick([
      `function(a, b) P("${event}", a == ${object}, b == ${object}) return ${literal(r, "any")}, 2 end`,
      `function(a, b, c) return ${this.#inside(() => this.expression("any", 2))} end`,
      `function(a, b) error("in ${event}") end`,
      `function(a, b) T() return coroutine.yield("${event}") end`,
      "function() end",
      literal(r, "any"),
      "GT",
      "rawequal",
      "nil",
    ]);
    this.#line(`debug.getmetatable(${object}).__${event} = ${handler}`);
  }

  #source(): string {
    const { r } = this;
    const text = [`return ${this.expression("any", 1)}`, `local a = ${this.expression("any", 2)} return a`];
    let source = r.pick(text).replace(/[^ -~]/g, "?");
    if (r.chance(0.5)) {
      // break it
      const at = r.integer(0, source.length);
      source = source.slice(0, at) + r.pick(["", "(", " end", " = ", '"', "$", " 1", " x ", ".", "]]"]) +
        source.slice(at + r.integer(0, 4));
    }
    const quoted = `"${source.replace(/["\\]/g, "\\$&")}"`;
    return quoted + r.pick(["", "", ", '=name'", ", '@file.lua'", ", 'chunk\\nname'"]);
  }

  #file(): void {
    for (const line of fileLines(this.r)) this.#line(line);
  }

  #recursion(): void {
    const name = this.#fresh("f");
    const value = this.#inside(() => this.expression("any", 2));
    const text = this.#inside(() => this.expression("string", 2));
    this.#line(recursionLine(this.r, name, value, text));
  }

  /** Notes what the prelude of a program declares. */
  know(variables: readonly Variable[]): void {
    this.scope.push(...variables);
  }
}
