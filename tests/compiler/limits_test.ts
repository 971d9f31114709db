import { assert, assertEquals } from "@std/assert";
import { validateProto } from "../../compiler/validate.ts";
import { compile, names, syntaxFault } from "./support.ts";

const MILLION = 1_000_000;

/** Chains are as long as the source allows; neither parser nor emitter may recurse along them. */
const CHAINS: [string, string][] = [
  ["sums", "local a return " + "a+".repeat(MILLION) + "a"],
  ["comparisons", "local a return " + "a<".repeat(MILLION) + "a"],
  ["conjunctions", "local a return " + "a and ".repeat(MILLION) + "a"],
  ["and/or", "local a return " + "a and a or ".repeat(MILLION / 2) + "a"],
  ["calls", "local f f" + "()".repeat(MILLION)],
  ["methods", "local f f" + ":m()".repeat(MILLION / 4)],
  ["fields", "local f f" + ".a".repeat(MILLION) + " = 1"],
  ["elements", "local f f" + "[f]".repeat(MILLION) + " = 1"],
  ["elseif", "local a if a then " + "elseif a then ".repeat(MILLION / 2) + "end"],
  ["breaks", "while a do " + "if a then break end ".repeat(MILLION / 4) + "end"],
  ["items", "return {" + "1,".repeat(MILLION) + "}"],
  ["statements", "a = a ".repeat(MILLION / 2)],
];

for (const [what, source] of CHAINS) {
  Deno.test(`limits: ${what} in a chain as long as the source`, () => {
    validateProto(compile(source));
  });
}

Deno.test("limits: nesting at the limit compiles, beyond it is a fault", () => {
  const shapes: [string, string, string, number][] = [
    ["return ", "(", ")", 198],
    ["return ", "{", "}", 198],
    ["", "do ", " end", 199],
    ["", "if a then ", " end", 199],
    ["", "while a do ", " end", 199],
    ["", "for i = 1, 2 do ", " end", 50],
    ["return ", "f(", ")", 198],
    ["return ", "not ", "", 198],
    ["return ", "function() return ", " end", 66],
    ["return ", "-(", ")", 99],
  ];
  for (const [head, open, close, depth] of shapes) {
    const core = head === "" ? "" : "1";
    validateProto(compile(head + open.repeat(depth) + core + close.repeat(depth)));
    const fault = syntaxFault(() => compile(head + open.repeat(2000) + core + close.repeat(2000)));
    assert(/too many syntax levels|too many|more than/.test(fault.message), fault.message);
  }
});

Deno.test("limits: 200 locals, 60 upvalues, 250 registers", () => {
  validateProto(compile(`local ${names(200)}`));
  assertEquals(
    syntaxFault(() => compile(`local ${names(201)}`)).message,
    "t:1: main function has more than 200 local variables",
  );
  const upvalues = (n: number) => `local ${names(n)}\nreturn function() return ${names(n, "+")} end`;
  validateProto(compile(upvalues(60)));
  assertEquals(
    syntaxFault(() => compile(upvalues(61))).message,
    "t:2: function at line 2 has more than 60 upvalues",
  );
  validateProto(compile("f(" + "1,".repeat(246) + "1)"));
  assertEquals(
    syntaxFault(() => compile("f(" + "1,".repeat(260) + "1)")).message,
    "t:1: function or expression too complex near '1'",
  );
});

Deno.test("limits: a function has at most 262143 constants", () => {
  const source = "local t " + Array.from({ length: 262_200 }, (_, i) => `t.n_${i}=nil`).join(" ");
  assertEquals(syntaxFault(() => compile(source)).message, "constant table overflow");
});

Deno.test("limits: deeply nested loops stay verifiable", () => {
  const depth = 60;
  let source = "local s = 0 ";
  for (let i = 0; i < depth; i++) {
    source += i % 3 === 0
      ? "while f(s) do local x = g(s, s) "
      : i % 3 === 1
      ? "repeat "
      : "for k, v in h(s) do ";
  }
  source += "s = s + f(s, g(s)) local q = function() return s end ";
  for (let i = depth - 1; i >= 0; i--) source += i % 3 === 1 ? "until f(s) " : "s = g(s) end ";
  validateProto(compile(source));
});
