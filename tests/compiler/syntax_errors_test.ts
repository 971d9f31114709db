import { assertEquals } from "@std/assert";
import { compileChunk } from "../../compiler/compile.ts";
import { SyntaxFault } from "../../compiler/errors.ts";
import { syntaxFault } from "./support.ts";

/**
 * Chunk name (empty: the source itself), source, and what `loadstring` of lua5.1 says about it ("OK" when
 * nothing); chars are bytes.
 */
const RECORDED = JSON.parse(
  Deno.readTextFileSync(new URL("./data/syntax_errors.json", import.meta.url)),
) as [string, string, string][];

Deno.test("syntax errors: messages are those of lua5.1, byte for byte", () => {
  const differences: string[] = [];
  for (const [name, source, expected] of RECORDED) {
    let message = "OK";
    try {
      // the reference was asked by a running script, two C calls deep
      compileChunk(source, name === "" ? source : name, { skipShebang: false, syntaxLevel: 2 });
    } catch (fault) {
      if (!(fault instanceof SyntaxFault)) throw fault;
      message = fault.message;
    }
    if (message !== expected) {
      differences.push(`${JSON.stringify(source.slice(0, 60))}: ${message} instead of ${expected}`);
    }
  }
  assertEquals(differences.join("\n"), "");
  assertEquals(RECORDED.length > 300, true);
});

Deno.test("syntax errors: the fault says where to put a caret", () => {
  const fault = syntaxFault(() => compileChunk("local a = 1\n  x = = 2\nprint(a)", "@f.lua"));
  assertEquals(fault.message, "f.lua:2: unexpected symbol near '='");
  assertEquals([fault.chunk, fault.line, fault.column], ["@f.lua", 2, 7]);
  assertEquals(fault.sourceLine, "  x = = 2");
});

Deno.test("syntax errors: at the end of the source the caret is behind it", () => {
  const fault = syntaxFault(() => compileChunk("x =", "=c"));
  assertEquals([fault.line, fault.column, fault.sourceLine], [1, 4, "x ="]);
});

Deno.test("syntax errors: long lines are cut", () => {
  const fault = syntaxFault(() => compileChunk("x = = " + "y".repeat(10000), "=c"));
  assertEquals(fault.sourceLine.length, 512);
});

Deno.test("syntax errors: a whole host call may use 200 levels", () => {
  const nested = (n: number) => "return " + "(".repeat(n) + "1" + ")".repeat(n);
  compileChunk(nested(198), "=t");
  assertEquals(
    syntaxFault(() => compileChunk(nested(199), "=t")).message,
    "t:1: chunk has too many syntax levels",
  );
});
