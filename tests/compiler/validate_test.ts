import { assert, assertEquals } from "@std/assert";
import { MAX_REGISTERS, OP } from "../../compiler/opcodes.ts";
import type { FunctionProto } from "../../compiler/proto.ts";
import { validateProto } from "../../compiler/validate.ts";
import { compile, moduleFault } from "./support.ts";

/** One instruction: mnemonic, A, B, C and the second word of wide ones. */
type Instruction = [string, number?, number?, number?, number?];

function assemble(instructions: Instruction[]): Int32Array {
  const words: number[] = [];
  for (const [name, a = 0, b = 0, c = 0, d] of instructions) {
    words.push(OP[name]! | (a << 8) | (b << 16) | (c << 24));
    if (d !== undefined) words.push(d);
  }
  return Int32Array.from(words);
}

/** A function made of `instructions`, with constants nil, 1, "s", site 0 for "s", and six registers. */
function make(instructions: Instruction[], overrides: Partial<FunctionProto> = {}): FunctionProto {
  const code = assemble(instructions);
  return {
    source: "=t",
    lineDefined: 0,
    lastLineDefined: 0,
    numParams: 0,
    isVararg: true,
    needsArg: false,
    maxStack: 6,
    code,
    lines: new Int32Array(code.length),
    constants: [undefined, 1, "s"],
    protos: [],
    upvalues: [],
    locals: [],
    sites: Int32Array.of(2),
    ...overrides,
  };
}

function refused(why: string, instructions: Instruction[], overrides: Partial<FunctionProto> = {}): void {
  const message = moduleFault(() => validateProto(make(instructions, overrides)));
  assert(message !== undefined, `accepted: ${why}`);
  assert(message.includes(why), `${message} instead of ${why}`);
}

function accepted(instructions: Instruction[], overrides: Partial<FunctionProto> = {}): void {
  assertEquals(moduleFault(() => validateProto(make(instructions, overrides))), undefined);
}

const NIL: Instruction = ["LOADNIL", 0, 5];
const END: Instruction = ["RETURN0"];

Deno.test("validate: headers", () => {
  accepted([END]);
  refused("bad register count", [END], { maxStack: 1 });
  refused("bad register count", [END], { maxStack: MAX_REGISTERS + 1 });
  refused("bad parameter count", [END], { numParams: 7 });
  refused("arg without varargs", [END], { isVararg: false, needsArg: true });
  refused("bad line table", [END], { lines: new Int32Array(0) });
  refused("bad code size", [], {});
  refused("site without a string key", [END], { sites: Int32Array.of(1) });
  refused("site without a string key", [END], { sites: Int32Array.of(9) });
  const upvalue = { name: "u", fromParentLocal: true, index: 0 };
  refused("main function has upvalues", [END], { upvalues: [upvalue] });
  refused("bad upvalue index", [END], {
    protos: [make([END], { upvalues: [{ ...upvalue, index: 6 }] })],
  });
  refused("bad upvalue index", [END], {
    protos: [make([END], { upvalues: [{ ...upvalue, fromParentLocal: false }] })],
  });
});

Deno.test("validate: operands", () => {
  refused("unknown opcode", [END], { code: Int32Array.of(200), lines: new Int32Array(1) });
  refused("unused operand", [["RETURN0", 1]]);
  refused("register out of range", [["LOADBOOL", 6], END]);
  refused("register window", [["LOADNIL", 1, 5], END]);
  refused("constant out of range", [["LOADK", 0, 0, 0, 3], END]);
  refused("constant out of range", [["LOADK", 0, 0, 0, -1], END]);
  refused("constant is no number", [NIL, ["ADDK", 0, 0, 0, 2], END]);
  refused("bad flag", [NIL, ["ADDK", 0, 0, 2, 1], END]);
  refused("bad flag", [["LOADBOOL", 0, 2], END]);
  refused("site out of range", [["GETGLOBAL", 0, 0, 0, 1], END]);
  refused("upvalue out of range", [["GETUPVAL", 0, 0], END]);
  refused("function out of range", [["CLOSURE", 0, 0, 0, 0], END]);
  refused("bad operand range", [NIL, ["CONCAT", 0, 2, 1], END]);
  refused("negative index", [["NEWTABLE", 0, 0, 0, 0], NIL, ["SETLIST", 0, 1, 0, -1], END]);
  refused("table size out of proportion", [["NEWTABLE", 0, 0, 0, 0xff], END]);
  refused("table size out of proportion", [["NEWTABLE", 0, 0, 0, 0x7fff], END]);
  refused("varargs in a function without them", [["VARARG", 0, 2], END], { isVararg: false });
  refused("iterator without results", [NIL, ["TFORCALL", 0, 0, 0], ["TFORLOOP", 0, 0, 0, 0], END]);
  refused("instruction is cut off", [END, ["JMP"]]);
});

Deno.test("validate: control flow", () => {
  refused("falls off the end", [["LOADNIL", 0, 0]]);
  refused("falls off the end", [NIL, ["JT", 0, 0, 0, 0]]);
  refused("jump out of range", [["JMP", 0, 0, 0, 5], END]);
  refused("jump out of range", [["JMP", 0, 0, 0, -1], END]);
  refused("jump into an instruction", [["JMP", 0, 0, 0, 1], END]);
  refused("loop preparation without its loop", [NIL, ["FORPREP", 0, 0, 0, 3], END]);
  refused("iterator call without its loop", [NIL, ["TFORCALL", 0, 0, 1], END]);
  refused("jump into the middle", [
    NIL,
    ["TFORCALL", 0, 0, 1],
    ["TFORLOOP", 0, 0, 0, 2],
    END,
  ]);
  accepted([["JMP", 0, 0, 0, 0]]);
});

Deno.test("validate: open lists", () => {
  refused("open list", [["VARARG", 0, 0], END]);
  refused("open list", [NIL, ["CALL", 0, 0, 1], END]);
  refused("open list", [["VARARG", 0, 0], ["LOADNIL", 0, 0], ["RETURN", 0, 0]]);
  refused("starts too low", [NIL, ["VARARG", 1, 0], ["RETURN", 2, 0]]);
  refused("does not hold a value", [["VARARG", 1, 0], ["RETURN", 0, 0]]);
  refused("tail call without its return", [NIL, ["TAILCALL", 0, 1], END]);
  refused("jump into the middle", [NIL, ["JT", 0, 0, 0, 4], ["VARARG", 0, 0], ["RETURN", 0, 0]]);
  accepted([["VARARG", 0, 0], ["RETURN", 0, 0]]);
  accepted([NIL, ["TAILCALL", 0, 1], ["RETURN", 0, 0]]);
});

Deno.test("validate: registers are written before they are read, on every path", () => {
  refused("does not hold a value", [["RETURN1", 0]]);
  accepted([["RETURN1", 0]], { numParams: 1 });
  accepted([["RETURN1", 0]], { needsArg: true });
  refused("does not hold a value", [["LOADNIL", 0, 0], ["JT", 0, 0, 0, 4], ["LOADNIL", 1, 0], [
    "RETURN1",
    1,
  ]]);
  refused("does not hold a value", [NIL, ["CALL", 0, 1, 2], ["RETURN1", 1]]); // the callee used it
});

Deno.test("validate: boxes and values are never confused", () => {
  refused("does not hold a value", [NIL, ["NEWBOX", 0], ["RETURN1", 0]]);
  refused("does not hold a value", [NIL, ["NEWBOX", 0], ["NEWBOX", 0], END]);
  refused("does not hold a box", [NIL, ["GETBOX", 0, 1], END]);
  refused("does not hold a box", [NIL, ["SETBOX", 1, 0], END]);
  refused("does not hold a box", [NIL, ["NEWBOX", 0], ["LOADNIL", 0, 0], ["GETBOX", 1, 0], END]);
  refused("does not hold a value", [NIL, ["JT", 1, 0, 0, 4], ["NEWBOX", 0], ["RETURN1", 0]]);
  refused("does not hold a box", [NIL, ["JT", 1, 0, 0, 4], ["NEWBOX", 0], ["GETBOX", 1, 0], END]);
  refused("does not hold a box", [NIL, ["CLOSURE", 0, 0, 0, 0], END], {
    protos: [make([END], { upvalues: [{ name: "u", fromParentLocal: true, index: 1 }] })],
  });
  // around a loop
  refused("does not hold a value", [NIL, ["MOVE", 1, 0], ["NEWBOX", 0], ["JMP", 0, 0, 0, 1]]);
  accepted([NIL, ["NEWBOX", 0], ["GETBOX", 1, 0], ["SETBOX", 0, 1], ["RETURN1", 1]]);
});

Deno.test("validate: loops own their control registers", () => {
  const loop: Instruction[] = [NIL, ["FORPREP", 0, 0, 0, 4], ["MOVE", 5, 3], ["FORLOOP", 0, 0, 0, 3], END];
  accepted(loop);
  refused("loop without its preparation", [NIL, ["FORLOOP", 0, 0, 0, 0], END]);
  const broken = loop.slice();
  broken[2] = ["LOADBOOL", 1, 0];
  refused("loop without its preparation", broken);
  refused("does not hold a value", [
    ["LOADNIL", 0, 1],
    ["FORPREP", 0, 0, 0, 3],
    ["FORLOOP", 0, 0, 0, 3],
    END,
  ]);
});

Deno.test("validate: lists are stored into new tables only", () => {
  accepted([NIL, ["NEWTABLE", 0, 0, 0, 0], ["SETLIST", 0, 2, 0, 0], END]);
  refused("new table", [NIL, ["SETLIST", 0, 2, 0, 0], END]);
  refused("new table", [NIL, ["NEWTABLE", 1, 0, 0, 0], ["MOVE", 0, 1], ["SETLIST", 0, 2, 0, 0], END]);
});

Deno.test("validate: debug tables tell boxes from values", () => {
  const local = { name: "x", register: 0, startPc: 1, endPc: 2, boxed: false };
  accepted([NIL, END], { locals: [local] });
  refused("variable", [NIL, END], { locals: [{ ...local, boxed: true }] });
  refused("variable", [NIL, ["NEWBOX", 0], END], { locals: [{ ...local, endPc: 3 }] });
  refused("variable", [NIL, END], { locals: [{ ...local, startPc: 0 }] });
  refused("two variables", [NIL, END], { locals: [local, local] });
  refused("out of range", [NIL, END], { locals: [{ ...local, register: 6 }] });
  refused("bad local variable range", [NIL, END], { locals: [{ ...local, endPc: 9 }] });
});

Deno.test("validate: nesting is bounded and needs no recursion", () => {
  let proto = make([END]);
  for (let i = 0; i < 100_000; i++) proto = make([END], { protos: [proto] });
  assertEquals(moduleFault(() => validateProto(proto)), "functions nest too deep");
});

Deno.test("validate: time is bounded whatever the jumps", () => {
  // every block jumps back and makes one more register unknown
  const hostile: Instruction[] = [["LOADNIL", 0, 249]];
  for (let i = 0; i < 20_000; i++) {
    hostile.push(["JT", 0, 0, 0, 1 + 2 * Math.max(0, i - (i % 200))]);
    if (i % 80 === 79) hostile.push(["CALL", 249 - (i % 240), 1, 1], ["MOVE", 1, 0]);
  }
  hostile.push(END);
  moduleFault(() => validateProto(make(hostile, { maxStack: 250 })));
});

Deno.test("validate: what the compiler makes is valid", () => {
  const sources = [
    "return",
    "return ...",
    "local a return function() a = 1 return a end",
    "for i = 1, 10 do local x = function() return i end if x() then break end end",
    "for a, b, c, d, e in f() do g(a, function() return e end) end",
    "local t = {f(), g(1, ...), x and y or z, [a and b] = c == d, h()}",
    "local function f(n, ...) if n == 0 then return arg end return f(n - 1, ...) end",
    "local a while a do local b = a repeat local c = b local d = function() return c end until c or b end",
    "local a = x and (y or z) == (w and v) or not (p and q)",
    "a.b.c, a.b[d], e = f:g(1)(2).h, ...",
  ];
  for (const source of sources) validateProto(compile(source));
});
