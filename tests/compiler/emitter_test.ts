import { assertEquals } from "@std/assert";
import { compileChunk } from "../../compiler/compile.ts";
import { disassemble } from "../../compiler/disassemble.ts";
import { compile, instructions } from "./support.ts";

/** Golden listings: the code of a chunk, without its final `RETURN0`. */
function check(source: string, ...expected: string[]): void {
  const listing = instructions(source);
  assertEquals(listing.slice(0, -1), expected, source);
  assertEquals(listing[listing.length - 1], "RETURN0");
}

Deno.test("emitter: an operation on a local is one instruction", () => {
  check("local a = 1 a = a + 1", "LOADINT R0 1", "ADDK R0 R0 0 K0 ; 1");
  check("local a, b a = b - a", "LOADNIL R0 1", "SUB R0 R1 R0");
  check("local a, b a = b", "LOADNIL R0 1", "MOVE R0 R1");
  check("local a a = -a a = not a a = #a", "LOADNIL R0 0", "UNM R0 R0", "NOT R0 R0", "LEN R0 R0");
});

Deno.test("emitter: constants on either side", () => {
  check(
    "local a = ... a = 2 + a a = 2 - a a = 2 * a a = 2 / a a = 2 % a a = a % 2",
    "VARARG R0 2",
    "ADDK R0 R0 1 K0 ; 2",
    "KSUB R0 R0 K0 ; 2",
    "MULK R0 R0 1 K0 ; 2",
    "KDIV R0 R0 K0 ; 2",
    "LOADINT R1 2",
    "MOD R0 R1 R0",
    "MODK R0 R0 K0 ; 2",
  );
});

Deno.test("emitter: nils merge", () => {
  check("local a local b, c local d = nil", "LOADNIL R0 3");
  check("local a do local b end local c", "LOADNIL R0 1");
});

Deno.test("emitter: conditions are fused jumps", () => {
  check(
    "local a, b if a < b and a ~= nil or a >= 3 then b = 1 else b = 2 end",
    "LOADNIL R0 1",
    "JNLT R0 R1 -> 5",
    "JNEK R0 K0 -> 7 ; nil",
    "JNGEK R0 K1 -> 10 ; 3",
    "LOADINT R1 1",
    "JMP -> 11",
    "LOADINT R1 2",
  );
  check(
    "local a while not a do a = a == 'x' end",
    "LOADNIL R0 0",
    "JT R0 -> 11",
    'JEQK R0 K0 -> 8 ; "x"',
    "LOADBOOL R0 0",
    "JMP -> 1",
    "LOADBOOL R0 1",
    "JMP -> 1",
  );
});

Deno.test("emitter: and/or values never clobber a variable they still read", () => {
  check("local a, b a = a and b", "LOADNIL R0 1", "JF R0 -> 4", "MOVE R0 R1");
  check("local a, b a = b or a", "LOADNIL R0 1", "TESTSET R0 R1 1 -> 3");
  check(
    "local a a = f() and a",
    "LOADNIL R0 0",
    'GETGLOBAL R1 S0 ; "f"',
    "CALL R1 1 2",
    "TESTSET R0 R1 0 -> 6",
  );
});

Deno.test("emitter: a jump into a constant condition takes no value along", () => {
  check(
    "local a, b if a or b then b = false and a end",
    "LOADNIL R0 1",
    "JT R0 -> 5",
    "JF R1 -> 9",
    "LOADBOOL R2 0",
    "TESTSET R1 R2 0 -> 9",
    "MOVE R1 R0",
  );
});

Deno.test("emitter: captured variables live in boxes from birth", () => {
  check(
    "local a = 1 local function f() a = a + 1 return f end a = 2 print(a)",
    "LOADINT R0 1",
    "NEWBOX R0",
    "LOADNIL R1 0",
    "NEWBOX R1",
    "CLOSURE R2 P0",
    "SETBOX R1 R2",
    "LOADINT R2 2",
    "SETBOX R0 R2",
    'GETGLOBAL R2 S0 ; "print"',
    "GETBOX R3 R0",
    "CALL R2 2 1",
    "RETURN0",
    "--",
    "GETUPVAL R0 U0 ; a",
    "ADDK R0 R0 0 K0 ; 1",
    "SETUPVAL R0 U0 ; a",
    "GETUPVAL R0 U1 ; f",
    "RETURN1 R0",
  );
});

Deno.test("emitter: captured parameters and the hidden arg are boxed at the start", () => {
  check(
    "return function(a, ...) return function() return a, arg end end",
    "CLOSURE R0 P0",
    "RETURN1 R0",
    "RETURN0",
    "--",
    "NEWBOX R0",
    "NEWBOX R1",
    "CLOSURE R2 P0",
    "RETURN1 R2",
    "RETURN0",
    "--",
    "GETUPVAL R0 U0 ; a",
    "GETUPVAL R1 U1 ; arg",
    "RETURN R0 3",
  );
  assertEquals(compile("return function(...) end").protos[0]!.needsArg, true);
  assertEquals(compile("return function(...) return ... end").protos[0]!.needsArg, false);
  assertEquals(compile("").needsArg, false);
});

Deno.test("emitter: loops box their variables at the start of each iteration", () => {
  check(
    "for i = 1, 2 do f(function() return i end) end",
    "LOADINT R0 1",
    "LOADINT R1 2",
    "LOADINT R2 1",
    "FORPREP R0 -> 11",
    "NEWBOX R3",
    'GETGLOBAL R4 S0 ; "f"',
    "CLOSURE R5 P0",
    "CALL R4 2 1",
    "FORLOOP R0 -> 5",
    "RETURN0",
    "--",
    "GETUPVAL R0 U0 ; i",
    "RETURN1 R0",
  );
  check(
    "for k, v in x do break end",
    'GETGLOBAL R0 S0 ; "x"',
    "LOADNIL R1 1",
    "JMP -> 7",
    "JMP -> 10",
    "TFORCALL R0 2",
    "TFORLOOP R0 -> 5",
  );
});

Deno.test("emitter: a local on the left of an operator is read after the right side", () => {
  check(
    "local a local function f() a = 5 end print(a + f())",
    "LOADNIL R0 0",
    "NEWBOX R0",
    "CLOSURE R1 P0",
    'GETGLOBAL R2 S0 ; "print"',
    "MOVE R3 R1",
    "CALL R3 1 2",
    "GETBOX R4 R0",
    "ADD R3 R4 R3",
    "CALL R2 2 1",
    "RETURN0",
    "--",
    "LOADINT R0 5",
    "SETUPVAL R0 U0 ; a",
  );
});

Deno.test("emitter: multiple assignment stores from right to left and avoids conflicts", () => {
  check("local a, b a, b = b, a", "LOADNIL R0 1", "MOVE R2 R1", "MOVE R1 R0", "MOVE R0 R2");
  check(
    "local i, t t[i], i = 1, 2",
    "LOADNIL R0 1",
    "MOVE R2 R0",
    "LOADINT R3 1",
    "LOADINT R0 2",
    "SETTABLE R1 R2 R3",
  );
});

Deno.test("emitter: calls, methods and tail calls", () => {
  check(
    "local o o:m(1, ...) return o.f((o.g()))",
    "LOADNIL R0 0",
    'SELF R1 R0 S0 ; "m"',
    "LOADINT R3 1",
    "VARARG R4 0",
    "CALL R1 0 1",
    'GETFIELD R1 R0 S1 ; "f"',
    'GETFIELD R2 R0 S2 ; "g"',
    "CALL R2 1 2",
    "TAILCALL R1 2",
    "RETURN R1 0",
  );
});

Deno.test("emitter: constructors flush every fifty items and size their table", () => {
  const items = Array.from({ length: 51 }, () => "nil").join(",");
  const listing = instructions(`local t = {${items}, x = 1, ...}`);
  assertEquals(listing[0], "NEWTABLE R0 29 1"); // 51 items as a floating point byte
  assertEquals(listing.filter((line) => line.startsWith("SETLIST")), ["SETLIST R0 50 0", "SETLIST R0 0 50"]);
});

Deno.test("emitter: concatenation is one instruction", () => {
  check(
    "local a a = a .. 1 .. a .. 'x'",
    "LOADNIL R0 0",
    "MOVE R1 R0",
    "LOADINT R2 1",
    "MOVE R3 R0",
    'LOADK R4 K0 ; "x"',
    "CONCAT R0 R1 R4",
  );
});

Deno.test("emitter: folds what Lua folds", () => {
  check("local a = 2 * 3 + -4 - 2 ^ 3", "LOADINT R0 -6");
  check("local a = 1 / 0", "LOADINT R0 1", "DIVK R0 R0 K0 ; 0");
  check("local a = 5 % 0", "LOADINT R0 5", "MODK R0 R0 K0 ; 0");
  check(
    "local a = not nil == not 1",
    "LOADBOOL R0 1",
    "JEQK R0 K0 -> 6 ; false",
    "LOADBOOL R0 0",
    "JMP -> 7",
    "LOADBOOL R0 1",
  );
});

Deno.test("emitter: zero and minus zero are one constant, whichever comes first", () => {
  check("local a, b = 0, -0", "LOADINT R0 0", "LOADINT R1 0");
  check("local a, b = -0, 0", "LOADK R0 K0 ; -0", "LOADK R1 K0 ; -0");
});

Deno.test("emitter: lines are those of Lua's one-pass compiler", () => {
  const listing = disassemble(compileChunk("x = 1 local t\nprint(t\n  .x,\n  t.y +\n  t.z\n)\nf\n{}", "=t"));
  const lines = [...listing.matchAll(/\[(\d+)\] (\w+)/g)].map((m) => `${m[1]} ${m[2]}`);
  assertEquals(lines, [
    "1 LOADINT",
    "1 SETGLOBAL",
    "1 LOADNIL",
    "2 GETGLOBAL",
    "3 GETFIELD",
    "4 GETFIELD",
    "5 GETFIELD",
    "5 ADD",
    "2 CALL",
    "7 GETGLOBAL",
    "7 NEWTABLE",
    "8 CALL",
    "8 RETURN0",
  ]);
});

Deno.test("emitter: variable records", () => {
  const proto = compile(
    "local a for i = 1, 2 do local b end for k in x do end local function f() return a end",
  );
  assertEquals(proto.locals.map((v) => `${v.name} R${v.register}${v.boxed ? " boxed" : ""}`), [
    "a R0 boxed",
    "(for index) R1",
    "(for limit) R2",
    "(for step) R3",
    "i R4",
    "b R5",
    "(for generator) R1",
    "(for state) R2",
    "(for control) R3",
    "k R4",
    "f R1",
  ]);
});

Deno.test("emitter: a first line starting with # is skipped on demand", () => {
  assertEquals([...compileChunk("#!/usr/bin/lua\nx = 1", "=t").lines], [2, 2, 2, 2, 2].slice(0, 4));
});
