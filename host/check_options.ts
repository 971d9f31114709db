/**
 * Options as the host passed them, read once and checked.
 *
 * What comes out is a plain object whose fields have the types they are declared with: nothing that is read
 * from it later runs code of the host.
 *
 * @module
 */

import { FerrousError, UsageError } from "./errors.ts";
import type { InstantiateOptions } from "./options.ts";
import { Library } from "./library.ts";
import { isA, shown } from "./safe.ts";

const NONE: InstantiateOptions = Object.freeze({});

/** What a value of an option may be, and how messages say it; `read` gives what is kept of it. */
interface Kind {
  readonly what: string;
  allows(value: unknown): boolean;
  readonly read?: (value: unknown) => unknown;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function hasMethods(value: unknown, names: readonly string[]): boolean {
  return isObject(value) && names.every((name) => typeof value[name] === "function");
}

function isFunction(value: unknown): boolean {
  return typeof value === "function";
}

/** Checked in detail where it is used. */
const ANY: Kind = { what: "anything", allows: () => true };
const FUNCTION: Kind = { what: "a function", allows: isFunction };
const BOOLEAN: Kind = { what: "true or false", allows: (value) => typeof value === "boolean" };
const STRING: Kind = { what: "a string", allows: (value) => typeof value === "string" };
const SINK: Kind = {
  what: "a function or an object with writeSync",
  allows: (value) => isFunction(value) || hasMethods(value, ["writeSync"]),
};

/** An object with some of these fields. */
function fieldsOf(option: string, names: readonly string[]): Kind {
  const known = new Map(names.map((name) => [name, ANY]));
  return {
    what: "an object",
    allows: isObject,
    read: (value) => readFields(value as Record<string, unknown>, known, `${option}.`),
  };
}

const KINDS: ReadonlyMap<string, Kind> = new Map<keyof InstantiateOptions, Kind>([
  ["profile", ANY],
  ["libs", {
    what: "an array of libraries or their names",
    allows: (value) =>
      Array.isArray(value) && value.every((it) => typeof it === "string" || isA(it, Library)),
    read: (value) => [...value as (string | Library)[]],
  }],
  ["imports", { what: "an object or a Map", allows: isObject }],
  [
    "limits",
    fieldsOf("limits", ["steps", "memory", "callDepth", "timeout", "stringLength", "output", "hostCalls"]),
  ],
  ["onOutOfSteps", FUNCTION],
  ["signal", { what: "an AbortSignal", allows: (value) => isA(value, AbortSignal) && isSignal(value) }],
  ["slice", ANY],
  ["stdout", SINK],
  ["stderr", SINK],
  ["stdin", FUNCTION],
  ["clock", FUNCTION],
  ["wallClock", FUNCTION],
  ["utcOffset", FUNCTION],
  ["random", { what: "a number", allows: (value) => typeof value === "number" && value === value }],
  ["modules", {
    what: "a function or an object of sources",
    allows: (value) => isFunction(value) || isObject(value),
  }],
  ["files", {
    what: "an object with open, remove, rename and temporaryName",
    allows: (value) => hasMethods(value, ["open", "remove", "rename", "temporaryName"]),
  }],
  ["packagePath", STRING],
  ["packageCpath", STRING],
  ["load", BOOLEAN],
  ["binaryChunks", BOOLEAN],
  ["convert", fieldsOf("convert", ["strings", "emptyTable", "cycles", "maxDepth"])],
  ["errorMessage", FUNCTION],
  ["strictGlobals", BOOLEAN],
  ["strictYield", BOOLEAN],
  ["tier", ANY],
  ["name", STRING],
]);

/** Whether it works as one: something made from the prototype alone does not. */
function isSignal(signal: AbortSignal): boolean {
  try {
    return typeof signal.aborted === "boolean";
  } catch {
    return false;
  }
}

/**
 * The options of `instantiate`, checked and copied; null counts as none.
 *
 * @throws {UsageError} one has a value it cannot have, does not exist, or cannot be read
 */
export function checkedOptions(options: unknown): InstantiateOptions {
  if (options === undefined || options === null) return NONE;
  if (!isObject(options)) throw new UsageError(`options are an object, not ${shown(options)}`);
  try {
    return readFields(options, KINDS, "");
  } catch (error) {
    if (isA(error, FerrousError)) throw error;
    throw new UsageError("reading the options failed", { cause: error });
  }
}

function readFields(
  object: Record<string, unknown>,
  kinds: ReadonlyMap<string, Kind>,
  prefix: string,
): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const name in object) {
    const kind = kinds.get(name);
    if (kind === undefined) throw new UsageError(`there is no option "${prefix}${name}"`);
    readField(fields, object[name], name, kind);
  }
  const prototype = Object.getPrototypeOf(object);
  if (prototype === Object.prototype || prototype === null) return fields;
  // methods and accessors of classes are not enumerable
  for (const [name, kind] of kinds) {
    if (!Object.hasOwn(fields, name)) readField(fields, object[name], name, kind);
  }
  return fields;
}

function readField(fields: Record<string, unknown>, value: unknown, name: string, kind: Kind): void {
  if (value === undefined) return;
  if (!kind.allows(value)) throw new UsageError(`${name} is ${kind.what}, not ${shown(value)}`);
  fields[name] = kind.read === undefined ? value : kind.read(value);
}
