/**
 * Runs one file of a test suite as the command line would under the trusted profile, and counts the assertions
 * it reaches: `conformance_child.ts TIER COUNT_FILE FILE`.
 *
 * @module
 */

import { exitFunction } from "../cli/os.ts";
import { stdout } from "../cli/output.ts";
import { reportError } from "../cli/report.ts";
import { argTable, instanceOptions } from "../cli/setup.ts";
import { declareBuiltin } from "../host/host_functions.ts";
import { compile, type HostFunction, type Instance, instantiate } from "../mod.ts";
import { baseLibrary } from "../stdlib/base.ts";
import { variadic } from "../stdlib/lib.ts";

const [tier, countFile, file] = Deno.args as ["interpreter" | "compiled", string, string];
let assertions = 0;

function finish(code: number): never {
  stdout.flush();
  Deno.writeTextFileSync(countFile, String(assertions));
  Deno.exit(code);
}

/** A function that stands for a builtin in imports. */
const assertFunction: HostFunction = () => undefined;
const original = baseLibrary.find((builtin) => builtin.name === "assert")!;
declareBuiltin(
  assertFunction,
  variadic("assert", (rt, args) => {
    assertions++;
    return original.fn(rt, args);
  }),
);

let code = 0;
let instance: Instance | undefined;
try {
  const module = compile(Deno.readFileSync(file), { name: `@${file}` });
  const options = instanceOptions({ profile: "trusted", tier, limits: {}, stats: false, output: undefined });
  const { os } = options.imports as { os: Record<string, HostFunction> };
  instance = instantiate(module, {
    ...options,
    imports: { os: { ...os, exit: exitFunction(finish) }, assert: assertFunction, arg: argTable(file, []) },
  });
  instance.run();
} catch (error) {
  code = reportError(error);
}
instance?.close();
finish(code);
