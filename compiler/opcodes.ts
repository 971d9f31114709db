/**
 * The one opcode table.
 *
 * The interpreter, disassembler, validator, serializer and compiled tier take their facts from
 * {@linkcode OPCODES}; nothing else in the project lists the instructions. It imports nothing.
 *
 * ## Encoding
 *
 * An instruction is one 32-bit word, followed by a second word `D` for the opcodes marked wide:
 *
 *     bits 0-7 opcode | bits 8-15 A | bits 16-23 B | bits 24-31 C      word 0
 *     D, signed 32 bits                                                word 1 (wide opcodes only)
 *
 * `BC` below is the 16-bit field made of B (low byte) and C (high byte).
 *
 * ## Notation
 *
 * `R[x]` register, `K[x]` constant, `U[x]` upvalue, `S[x]` the string key of site `x` (an inline-cache
 * slot of the function, see `FunctionProto.sites`), `pc` the word index after this whole instruction.
 * `top` is the end of an open list of values left by `CALL`/`VARARG` with an open result count.
 *
 * One step is charged for each instruction executed, whatever its width.
 *
 * @module
 */

/** What an operand field means, for the disassembler and the validator. */
export type OperandKind =
  /** not used, must be 0 */
  | "none"
  /** register that is written with a value */
  | "dst"
  /** register that is read as a value */
  | "src"
  /** register holding a box (read as a box) */
  | "box"
  /** small unsigned integer whose meaning is given by the opcode */
  | "count"
  /** index of an upvalue */
  | "upvalue";

/** What the second word of a wide instruction means. */
export type WideKind =
  | "none"
  /** index of a constant of any type */
  | "constant"
  /** index of a numeric constant */
  | "number"
  /** index of an inline-cache site, whose key is a string constant */
  | "site"
  /** absolute word index of the instruction to go to */
  | "jump"
  /** index of a nested function prototype */
  | "proto"
  /** any integer */
  | "integer"
  /** table sizes: array size in the low 16 bits and hash size in the high 16, both as fb2int codes */
  | "sizes";

/** The static description of one opcode. */
export interface OpcodeInfo {
  /** mnemonic, as the disassembler prints it */
  readonly name: string;
  /** operand kinds of A, B and C; `BC: constant` is spelled by `bc` */
  readonly a: OperandKind;
  readonly b: OperandKind;
  readonly c: OperandKind;
  /** when set, B and C together are a 16-bit field of this kind and `b`, `c` are "none" */
  readonly bc: "none" | "constant" | "number" | "signed";
  /** the meaning of the second word; "none" for one-word instructions */
  readonly wide: WideKind;
}

function op(
  name: string,
  a: OperandKind,
  b: OperandKind,
  c: OperandKind,
  wide: WideKind,
  bc: OpcodeInfo["bc"] = "none",
): OpcodeInfo {
  return Object.freeze({ name, a, b, c, bc, wide });
}

/**
 * Every opcode in numeric order, with its effect in register-transfer notation above it: the number of an
 * opcode is its index here. Numbers are frozen per {@linkcode FORMAT_VERSION}; a test holds them.
 */
export const OPCODES: readonly OpcodeInfo[] = Object.freeze([
  // R[A] := R[B]
  /* 0 */ op("MOVE", "dst", "src", "none", "none"),
  // R[A] := K[D]
  /* 1 */ op("LOADK", "dst", "none", "none", "constant"),
  // R[A] := BC (signed)
  /* 2 */ op("LOADINT", "dst", "none", "none", "none", "signed"),
  // R[A] := B ~= 0
  /* 3 */ op("LOADBOOL", "dst", "count", "none", "none"),
  // R[A], ..., R[A+B] := nil
  /* 4 */ op("LOADNIL", "dst", "count", "none", "none"),
  // R[A] := U[B]
  /* 5 */ op("GETUPVAL", "dst", "upvalue", "none", "none"),
  // U[B] := R[A]
  /* 6 */ op("SETUPVAL", "src", "upvalue", "none", "none"),
  // R[A] := box holding R[A]
  /* 7 */ op("NEWBOX", "src", "none", "none", "none"),
  // R[A] := contents of box R[B]
  /* 8 */ op("GETBOX", "dst", "box", "none", "none"),
  // contents of box R[A] := R[B]
  /* 9 */ op("SETBOX", "box", "src", "none", "none"),
  // R[A] := env[S[D]]
  /* 10 */ op("GETGLOBAL", "dst", "none", "none", "site"),
  // env[S[D]] := R[A]
  /* 11 */ op("SETGLOBAL", "src", "none", "none", "site"),
  // R[A] := R[B][R[C]]
  /* 12 */ op("GETTABLE", "dst", "src", "src", "none"),
  // R[A] := R[B][S[D]]
  /* 13 */ op("GETFIELD", "dst", "src", "none", "site"),
  // R[A][R[B]] := R[C]
  /* 14 */ op("SETTABLE", "src", "src", "src", "none"),
  // R[A][S[D]] := R[B]
  /* 15 */ op("SETFIELD", "src", "src", "none", "site"),
  // R[A+1] := R[B]; R[A] := R[B][S[D]]
  /* 16 */ op("SELF", "dst", "src", "none", "site"),
  // R[A] := {} (sizes D)
  /* 17 */ op("NEWTABLE", "dst", "none", "none", "sizes"),
  // R[A][D+i] := R[A+i], 1 <= i <= B; B = 0: up to top
  /* 18 */ op("SETLIST", "src", "count", "none", "integer"),
  // R[A] := R[B] + R[C]
  /* 19 */ op("ADD", "dst", "src", "src", "none"),
  // R[A] := R[B] - R[C]
  /* 20 */ op("SUB", "dst", "src", "src", "none"),
  // R[A] := R[B] * R[C]
  /* 21 */ op("MUL", "dst", "src", "src", "none"),
  // R[A] := R[B] / R[C]
  /* 22 */ op("DIV", "dst", "src", "src", "none"),
  // R[A] := R[B] % R[C]
  /* 23 */ op("MOD", "dst", "src", "src", "none"),
  // R[A] := R[B] ^ R[C]
  /* 24 */ op("POW", "dst", "src", "src", "none"),
  // R[A] := R[B] + K[D]; C = 1: K[D] + R[B]
  /* 25 */ op("ADDK", "dst", "src", "count", "number"),
  // R[A] := R[B] - K[D]
  /* 26 */ op("SUBK", "dst", "src", "none", "number"),
  // R[A] := R[B] * K[D]; C = 1: K[D] * R[B]
  /* 27 */ op("MULK", "dst", "src", "count", "number"),
  // R[A] := R[B] / K[D]
  /* 28 */ op("DIVK", "dst", "src", "none", "number"),
  // R[A] := R[B] % K[D]
  /* 29 */ op("MODK", "dst", "src", "none", "number"),
  // R[A] := R[B] ^ K[D]
  /* 30 */ op("POWK", "dst", "src", "none", "number"),
  // R[A] := K[D] - R[B]
  /* 31 */ op("KSUB", "dst", "src", "none", "number"),
  // R[A] := K[D] / R[B]
  /* 32 */ op("KDIV", "dst", "src", "none", "number"),
  // R[A] := -R[B]
  /* 33 */ op("UNM", "dst", "src", "none", "none"),
  // R[A] := not R[B]
  /* 34 */ op("NOT", "dst", "src", "none", "none"),
  // R[A] := #R[B]
  /* 35 */ op("LEN", "dst", "src", "none", "none"),
  // R[A] := R[B] .. ... .. R[C]
  /* 36 */ op("CONCAT", "dst", "src", "src", "none"),
  // pc := D
  /* 37 */ op("JMP", "none", "none", "none", "jump"),
  // if R[A] then pc := D
  /* 38 */ op("JT", "src", "none", "none", "jump"),
  // if not R[A] then pc := D
  /* 39 */ op("JF", "src", "none", "none", "jump"),
  // if truth(R[B]) == (C ~= 0) then R[A] := R[B]; pc := D
  /* 40 */ op("TESTSET", "dst", "src", "count", "jump"),
  // if R[A] == R[B] then pc := D
  /* 41 */ op("JEQ", "src", "src", "none", "jump"),
  // if not (R[A] == R[B]) then pc := D
  /* 42 */ op("JNE", "src", "src", "none", "jump"),
  // if R[A] < R[B] then pc := D
  /* 43 */ op("JLT", "src", "src", "none", "jump"),
  // if not (R[A] < R[B]) then pc := D
  /* 44 */ op("JNLT", "src", "src", "none", "jump"),
  // if R[A] <= R[B] then pc := D
  /* 45 */ op("JLE", "src", "src", "none", "jump"),
  // if not (R[A] <= R[B]) then pc := D
  /* 46 */ op("JNLE", "src", "src", "none", "jump"),
  // if R[A] == K[BC] then pc := D
  /* 47 */ op("JEQK", "src", "none", "none", "jump", "constant"),
  // if R[A] ~= K[BC] then pc := D
  /* 48 */ op("JNEK", "src", "none", "none", "jump", "constant"),
  // if R[A] < K[BC] then pc := D
  /* 49 */ op("JLTK", "src", "none", "none", "jump", "number"),
  // if not (R[A] < K[BC]) then pc := D
  /* 50 */ op("JNLTK", "src", "none", "none", "jump", "number"),
  // if R[A] <= K[BC] then pc := D
  /* 51 */ op("JLEK", "src", "none", "none", "jump", "number"),
  // if not (R[A] <= K[BC]) then pc := D
  /* 52 */ op("JNLEK", "src", "none", "none", "jump", "number"),
  // if K[BC] < R[A] then pc := D
  /* 53 */ op("JGTK", "src", "none", "none", "jump", "number"),
  // if not (K[BC] < R[A]) then pc := D
  /* 54 */ op("JNGTK", "src", "none", "none", "jump", "number"),
  // if K[BC] <= R[A] then pc := D
  /* 55 */ op("JGEK", "src", "none", "none", "jump", "number"),
  // if not (K[BC] <= R[A]) then pc := D
  /* 56 */ op("JNGEK", "src", "none", "none", "jump", "number"),
  // R[A], ... := R[A](R[A+1], ...): B-1 arguments (0: up to top), C-1 results (0: sets top)
  /* 57 */ op("CALL", "src", "count", "count", "none"),
  // return R[A](R[A+1], ...): B-1 arguments (0: up to top). A callee that is not a Lua function is called;
  // its results are left open from R[A] on, for the RETURN A 0 that always follows
  /* 58 */ op("TAILCALL", "src", "count", "none", "none"),
  // return R[A], ...: B-1 values (0: up to top)
  /* 59 */ op("RETURN", "src", "count", "none", "none"),
  // return
  /* 60 */ op("RETURN0", "none", "none", "none", "none"),
  // return R[A]
  /* 61 */ op("RETURN1", "src", "none", "none", "none"),
  // check that R[A] (initial), R[A+1] (limit), R[A+2] (step) are numbers; R[A] -= R[A+2]; pc := D
  /* 62 */ op("FORPREP", "src", "none", "none", "jump"),
  // R[A] += R[A+2]; if R[A] has not passed R[A+1] then R[A+3] := R[A]; pc := D
  /* 63 */ op("FORLOOP", "src", "none", "none", "jump"),
  // R[A+3], ..., R[A+2+C] := R[A](R[A+1], R[A+2])
  /* 64 */ op("TFORCALL", "src", "none", "count", "none"),
  // if R[A+3] ~= nil then R[A+2] := R[A+3]; pc := D
  /* 65 */ op("TFORLOOP", "src", "none", "none", "jump"),
  // R[A] := closure of function D
  /* 66 */ op("CLOSURE", "dst", "none", "none", "proto"),
  // R[A], ..., R[A+B-2] := varargs; B = 0: all of them, sets top
  /* 67 */ op("VARARG", "dst", "count", "none", "none"),
]);

/** Version of the opcode numbers and of the binary module format built on them. */
export const FORMAT_VERSION = 1;

/** Opcode numbers by name, for the emitter and for tests; the interpreter uses literals. */
export const OP: Readonly<Record<string, number>> = Object.freeze(
  Object.fromEntries(OPCODES.map((info, number) => [info.name, number])),
);

/** Number of registers a function may use (`MAXSTACK` of Lua 5.1). */
export const MAX_REGISTERS = 250;
