/**
 * Settings of one `cjson` instance and the functions that read and change them.
 * Not one of the libraries of Lua 5.1 §5.
 *
 * The library's own settings live in `Runtime.state`; each instance made by `cjson.new` has its own.
 *
 * @module
 */

import type { Runtime } from "../vm/runtime.ts";
import type { Builtin, Value } from "../vm/value.ts";
import { checkInteger, variadic } from "./lib.ts";
import { checkOption } from "./options.ts";

/** Settings of one instance, at their defaults. */
export class CjsonConfig {
  sparseConvert = 0;
  sparseRatio = 2;
  sparseSafe = 10;
  encodeMaxDepth = 1000;
  decodeMaxDepth = 1000;
  /** 0: refuse, 1: write as C does, 2: write `null` */
  encodeInvalid = 0;
  decodeInvalid = 1;
  /** kept for scripts that ask; buffers are not reused */
  keepBuffer = 1;
  precision = 14;
}

/** Where a function finds its settings. */
export type ConfigSource = (rt: Runtime) => CjsonConfig;

const SHARED = Symbol("cjson settings");

/** The settings of the library itself, as opposed to those of `cjson.new()`. */
export const sharedConfig: ConfigSource = (rt) => {
  let config = rt.state.get(SHARED) as CjsonConfig | undefined;
  if (config === undefined) rt.state.set(SHARED, config = new CjsonConfig());
  return config;
};

const MAX_INT = 0x7fffffff;
/** Largest `encode_number_precision`. */
const MAX_PRECISION = 14;

type NumberSetting = {
  [K in keyof CjsonConfig]: CjsonConfig[K] extends number ? K : never;
}[keyof CjsonConfig];

function checkCount(rt: Runtime, args: readonly Value[], most: number): void {
  rt.argCount = args.length;
  if (args.length > most) rt.argError(most + 1, "found too many arguments");
}

function integerOption(
  rt: Runtime,
  config: CjsonConfig,
  setting: NumberSetting,
  value: Value,
  n: number,
  range: readonly [least: number, most: number],
): number {
  if (value !== undefined) {
    const [least, most] = range;
    const integer = checkInteger(rt, value, n);
    // the argument's number is 1 in every message, as in the reference
    if (integer < least || integer > most) rt.argError(1, `expected integer between ${least} and ${most}`);
    config[setting] = integer;
  }
  return config[setting];
}

const SWITCH = ["off", "on"] as const;
const SWITCH_OR_NULL = ["off", "on", "null"] as const;

function switchOption(
  rt: Runtime,
  config: CjsonConfig,
  setting: NumberSetting,
  value: Value,
  options: readonly string[],
): Value {
  if (typeof value === "boolean") config[setting] = value ? 1 : 0;
  else if (value !== undefined) {
    config[setting] = options.indexOf(checkOption(rt, value, 1, undefined, options));
  }
  const now = config[setting];
  return now <= 1 ? now === 1 : options[now];
}

function integerSetting(
  name: string,
  source: ConfigSource,
  setting: NumberSetting,
  most: number,
): Builtin {
  return variadic(name, (rt, args) => {
    checkCount(rt, args, 1);
    return integerOption(rt, source(rt), setting, args[0], 1, [1, most]);
  });
}

function switchSetting(
  name: string,
  source: ConfigSource,
  setting: NumberSetting,
  options: readonly string[],
): Builtin {
  return variadic(name, (rt, args) => {
    checkCount(rt, args, 1);
    return switchOption(rt, source(rt), setting, args[0], options);
  });
}

/** The functions that change settings; each also returns the current value. */
export function configFunctions(source: ConfigSource): Builtin[] {
  return [
    integerSetting("decode_max_depth", source, "decodeMaxDepth", MAX_INT),
    switchSetting("decode_invalid_numbers", source, "decodeInvalid", SWITCH),
    switchSetting("encode_keep_buffer", source, "keepBuffer", SWITCH),
    integerSetting("encode_number_precision", source, "precision", MAX_PRECISION),
    integerSetting("encode_max_depth", source, "encodeMaxDepth", MAX_INT),
    switchSetting("encode_invalid_numbers", source, "encodeInvalid", SWITCH_OR_NULL),
    variadic("encode_sparse_array", (rt, args) => {
      const config = source(rt);
      checkCount(rt, args, 3);
      return [
        switchOption(rt, config, "sparseConvert", args[0], SWITCH),
        integerOption(rt, config, "sparseRatio", args[1], 2, [0, MAX_INT]),
        integerOption(rt, config, "sparseSafe", args[2], 3, [0, MAX_INT]),
      ];
    }),
  ];
}
