import { assert, assertEquals } from "@std/assert";
import { Lexer } from "../../compiler/lexer.ts";
import { TK, tokenName } from "../../compiler/tokens.ts";
import { syntaxFault } from "./support.ts";

function tokens(source: string): string[] {
  const lexer = new Lexer(source, "=t", 0, false);
  const list: string[] = [];
  for (;;) {
    lexer.next();
    if (lexer.token === TK.EOS) return list;
    if (lexer.token === TK.NAME) list.push(`name ${lexer.name.text}`);
    else if (lexer.token === TK.STRING) list.push(`string ${lexer.string}`);
    else if (lexer.token === TK.NUMBER) list.push(`number ${lexer.number}`);
    else list.push(tokenName(lexer.token));
  }
}

Deno.test("lexer: every token", () => {
  assertEquals(
    tokens("a and=====~=<=>=< >...... .:[ ] {}#%^*/+-;,_x1 endx end").join(" "),
    "name a and == == = ~= <= >= < > ... ... . : [ ] { } # % ^ * / + - ; , name _x1 name endx end",
  );
});

Deno.test("lexer: strings and their escapes", () => {
  assertEquals(tokens(`'a"b' "a'b" '\\a\\b\\f\\n\\r\\t\\v\\\\\\'\\"\\65\\0669\\q'`), [
    `string a"b`,
    `string a'b`,
    "string \x07\b\f\n\r\t\v\\'\"AB9q",
  ]);
  assertEquals(tokens("'a\\\nb' 'a\\\r\nb' 'a\\\rb' 'a\\\n\rb'"), Array(4).fill("string a\nb"));
  assertEquals(tokens("'\\0\\255\0x'"), ["string \0\xff\0x"]);
});

Deno.test("lexer: long brackets of every level", () => {
  assertEquals(tokens("[[a]] [[\na]] [=[a]]b]=] [==[]==] [[a\r\nb\n\rc\rd]]"), [
    "string a",
    "string a",
    "string a]]b",
    "string ",
    "string a\nb\nc\nd",
  ]);
  assertEquals(tokens("x--[[ a\n ]]y--[==[ ]] ]==]z --[ w\n--[=x\nv--"), [
    "name x",
    "name y",
    "name z",
    "name v",
  ]);
});

Deno.test("lexer: lines count with every newline convention", () => {
  const lexer = new Lexer("a\nb\r\nc\n\rd\re [[\n\n]] f", "=t", 0, false);
  const lines: number[] = [];
  for (lexer.next(); lexer.token !== TK.EOS; lexer.next()) lines.push(lexer.line);
  assertEquals(lines, [1, 2, 3, 4, 5, 7, 7]);
});

Deno.test("lexer: peek leaves the current name in place", () => {
  const lexer = new Lexer("first second = 1", "=t", 0, false);
  lexer.next();
  assertEquals(lexer.peek(), TK.NAME);
  assertEquals(lexer.name.text, "first");
  lexer.next();
  assertEquals(lexer.name.text, "second");
  assertEquals(lexer.peek(), 61);
  lexer.next();
  assertEquals(lexer.token, 61);
});

Deno.test("lexer: names are interned", () => {
  const lexer = new Lexer("some_long_identifier some_long_identifier", "=t", 0, false);
  lexer.next();
  const first = lexer.name;
  lexer.next();
  assert(first === lexer.name);
});

Deno.test("lexer: hostile input takes linear time", () => {
  const count = 500_000;
  const cases = [
    "[" + "=".repeat(count),
    "[=[" + "]==".repeat(count),
    "[[" + "]=".repeat(count),
    "'" + "\\1".repeat(count),
    "1" + "1".repeat(count) + "x",
  ];
  for (const source of cases) syntaxFault(() => tokens(source));
  tokens("--[==".repeat(count));
  tokens("1.5 ".repeat(count));
  tokens("[[" + "\r".repeat(count) + "]]");
});
