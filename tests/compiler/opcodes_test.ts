import { assertEquals } from "@std/assert";
import { FORMAT_VERSION, MAX_REGISTERS, OP, OPCODES } from "../../compiler/opcodes.ts";

/** Numbers of format version 1. A change of number, operands or width needs a new version. */
const VERSION_1 = `
  0 MOVE dst src none none none | 1 LOADK dst none none none constant | 2 LOADINT dst none none signed none |
  3 LOADBOOL dst count none none none | 4 LOADNIL dst count none none none |
  5 GETUPVAL dst upvalue none none none | 6 SETUPVAL src upvalue none none none |
  7 NEWBOX src none none none none | 8 GETBOX dst box none none none | 9 SETBOX box src none none none |
  10 GETGLOBAL dst none none none site | 11 SETGLOBAL src none none none site |
  12 GETTABLE dst src src none none | 13 GETFIELD dst src none none site | 14 SETTABLE src src src none none |
  15 SETFIELD src src none none site | 16 SELF dst src none none site | 17 NEWTABLE dst none none none sizes |
  18 SETLIST src count none none integer | 19 ADD dst src src none none | 20 SUB dst src src none none |
  21 MUL dst src src none none | 22 DIV dst src src none none | 23 MOD dst src src none none |
  24 POW dst src src none none | 25 ADDK dst src count none number | 26 SUBK dst src none none number |
  27 MULK dst src count none number | 28 DIVK dst src none none number | 29 MODK dst src none none number |
  30 POWK dst src none none number | 31 KSUB dst src none none number | 32 KDIV dst src none none number |
  33 UNM dst src none none none | 34 NOT dst src none none none | 35 LEN dst src none none none |
  36 CONCAT dst src src none none | 37 JMP none none none none jump | 38 JT src none none none jump |
  39 JF src none none none jump | 40 TESTSET dst src count none jump | 41 JEQ src src none none jump |
  42 JNE src src none none jump | 43 JLT src src none none jump | 44 JNLT src src none none jump |
  45 JLE src src none none jump | 46 JNLE src src none none jump | 47 JEQK src none none constant jump |
  48 JNEK src none none constant jump | 49 JLTK src none none number jump | 50 JNLTK src none none number jump |
  51 JLEK src none none number jump | 52 JNLEK src none none number jump | 53 JGTK src none none number jump |
  54 JNGTK src none none number jump | 55 JGEK src none none number jump | 56 JNGEK src none none number jump |
  57 CALL src count count none none | 58 TAILCALL src count none none none | 59 RETURN src count none none none |
  60 RETURN0 none none none none none | 61 RETURN1 src none none none none | 62 FORPREP src none none none jump |
  63 FORLOOP src none none none jump | 64 TFORCALL src none count none none |
  65 TFORLOOP src none none none jump | 66 CLOSURE dst none none none proto | 67 VARARG dst count none none none
`;

Deno.test("opcodes: numbers, operands and widths are frozen for the format version", () => {
  assertEquals(FORMAT_VERSION, 1);
  const now = OPCODES.map((o, i) => `${i} ${o.name} ${o.a} ${o.b} ${o.c} ${o.bc} ${o.wide}`);
  assertEquals(now, VERSION_1.split("|").map((line) => line.trim().replace(/\s+/g, " ")));
  assertEquals(MAX_REGISTERS, 250);
});

Deno.test("opcodes: OP names every number", () => {
  OPCODES.forEach((info, number) => assertEquals(OP[info.name], number));
});

Deno.test("opcodes: a condition and its opposite are neighbours, as the emitter's inversion needs", () => {
  for (let op = OP.JEQ!; op < OP.JNGEK!; op += 2) {
    assertEquals(OPCODES[op + 1]!.name, OPCODES[op]!.name.replace("J", "JN").replace("NEQ", "NE"));
  }
});
