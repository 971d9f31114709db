/**
 * Target a: anything to `compile`. It gives a module or a `CompileError`; what it gives a module for is valid
 * to the validator, and is the same module after a round trip through bytes.
 *
 * @module
 */

import { compile, CompileError, Module, validate } from "../mod.ts";
import { compileChunk } from "../compiler/compile.ts";
import { SyntaxFault } from "../compiler/errors.ts";
import { describeError, slow } from "./report.ts";
import { randomSource } from "./mutate_source.ts";
import { broken, clean, type Input, type Target, toBytes, type Verdict } from "./target.ts";
import { smallerText } from "./minimize.ts";

/** Milliseconds a source of the size made here may take, on a busy machine. */
const SLOW = 3000;

/** Settings have no meaning for this target. */
const NO_SETTINGS = Object.freeze({ steps: 0, memory: 0, callDepth: 0, stringLength: 0, slice: 0 });

function check({ data }: Input): Verdict {
  if (data.length % 16 === 3) {
    // as text: chars above 127 are encoded, those of surrogates among them
    try {
      compile(data.replaceAll("\xff", "\ud800").replaceAll("\xfe", "\u20ac"));
    } catch (error) {
      if (!(error instanceof CompileError)) return broken(`compile of text threw ${describeError(error)}`);
    }
  }
  const bytes = toBytes(data);
  const start = performance.now();
  let module: Module;
  try {
    module = compile(bytes, { name: "=s" });
  } catch (error) {
    if (!(error instanceof CompileError)) return broken(`compile threw ${describeError(error)}`);
    return checkError(error, data);
  }
  if (performance.now() - start > SLOW) return broken(slow("compile", start));
  return checkModule(module, bytes);
}

function checkError(error: CompileError, data: string): Verdict {
  const lines = 1 + (data.match(/\n|\r/g)?.length ?? 0);
  if (!/^s:\d+: /.test(error.message)) return broken(`CompileError without position: ${error.message}`);
  if (error.line < 1 || error.line > lines) {
    return broken(`CompileError outside the source: line ${error.line}`);
  }
  if (error.column < 0 || error.column > data.length + 1) {
    return broken(`CompileError outside the source: column ${error.column}`);
  }
  try {
    void error.caret;
  } catch (thrown) {
    return broken(`caret threw ${describeError(thrown)}`);
  }
  return clean("refused");
}

function checkModule(module: Module, bytes: Uint8Array): Verdict {
  try {
    const serialized = module.serialize();
    const again = Module.deserialize(serialized);
    if (again.serialize().join() !== serialized.join()) {
      return broken("serialize: round trip changes the module");
    }
    if (again.disassemble() !== module.disassemble()) {
      return broken("disassemble: round trip changes the listing");
    }
    void module.globals;
    if (bytes.length % 8 === 0 && validate(bytes) !== null) return broken("validate refuses what compiles");
    // load() enters the compiler with levels of C calls already in use
    if (bytes.length % 4 === 0) compileChunk("return " + bytes.length, "=s", { syntaxLevel: 190 });
  } catch (error) {
    if (error instanceof SyntaxFault) return broken("compileChunk refuses a number");
    return broken(`a compiled module: ${describeError(error)}`);
  }
  return clean("compiled");
}

/** Random bytes, tokens and mutated programs to `compile`. */
export const compileTarget: Target = {
  title: "random bytes and mutated sources to compile",
  make: (r) => ({ data: randomSource(r), settings: NO_SETTINGS }),
  check,
  smaller: smallerText,
};
