/**
 * The `os` library (Lua 5.1 §5.8), as far as it needs no operating system.
 *
 * Time comes from `rt.services`: without a clock, asking for the present time is an error. `os.exit` is
 * not here: no instance has it by default. `os.execute`, `os.remove`, `os.rename` and `os.tmpname` are in
 * `os_files.ts`.
 *
 * @module
 */

import type { Runtime } from "../vm/runtime.ts";
import type { LuaTable } from "../vm/table.ts";
import { type Builtin, type BuiltinGenerator, Continuation, type Value } from "../vm/value.ts";
import { breakDown, fromLocal, isDaylight, offsetAt, secondsOf } from "./calendar.ts";
import { getIndex, raise } from "./continuations.ts";
import {
  checkNumber,
  checkString,
  checkTable,
  fixed,
  optNumber,
  optString,
  truncate,
  truthy,
} from "./lib.ts";
import { checkOption, cString } from "./options.ts";
import { formatDate, type Moment } from "./strftime.ts";

/** Seconds since the epoch. */
function now(rt: Runtime): number {
  const clock = rt.services.wallClock;
  if (clock === undefined) rt.error("this instance has no clock");
  return Math.floor(clock() / 1000);
}

/** `os.clock()` */
const clock = fixed("clock", (rt: Runtime) => {
  const source = rt.services.clock;
  if (source === undefined) rt.error("this instance has no clock");
  return source() / 1000;
});

/** `os.difftime(t2, t1)` */
const difftime = fixed("difftime", (rt: Runtime, a: Value, b: Value) => {
  const start = truncate(optNumber(rt, b, 2, 0));
  return truncate(checkNumber(rt, a, 1)) - start;
});

/** `os.getenv(varname)`: there is no environment. */
const getenv = fixed("getenv", (rt: Runtime, name: Value) => {
  checkString(rt, name, 1);
  return undefined;
});

const CATEGORIES = ["all", "collate", "ctype", "monetary", "numeric", "time"] as const;

/** `os.setlocale(locale [, category])`: the only locale is "C". */
const setlocale = fixed("setlocale", (rt: Runtime, locale: Value, category: Value) => {
  const name = optString(rt, locale, 1, "C");
  checkOption(rt, category, 2, "all", CATEGORIES);
  return ["", "C", "POSIX"].includes(cString(name)) ? "C" : undefined;
});

// ---- os.time ----------------------------------------------------------------------------------------

/** The fields of a date table in the order they are read, with what they are when absent. */
const TIME_FIELDS: readonly (readonly [name: string, otherwise: number | undefined])[] = Object.freeze([
  ["sec", 0] as const,
  ["min", 0] as const,
  ["hour", 12] as const,
  ["day", undefined] as const,
  ["month", undefined] as const,
  ["year", undefined] as const,
]);

/** `os.time([table])` */
const time = fixed("time", (rt: Runtime, t: Value) => {
  if (t === undefined) return now(rt);
  return new Continuation(timeOf(rt, checkTable(rt, t, 1)));
}, { mayCall: true });

function* timeOf(rt: Runtime, table: LuaTable): BuiltinGenerator {
  const parts: number[] = [];
  for (const [name, otherwise] of TIME_FIELDS) {
    const value = rt.toNumber(yield* getIndex(rt, table, name));
    if (value !== undefined) parts.push(truncate(value) | 0);
    else if (otherwise !== undefined) parts.push(otherwise);
    else raise(rt, `field '${name}' missing in date table`);
  }
  const [second, minute, hour, day, month, year] = parts as [number, number, number, number, number, number];
  const dst = yield* getIndex(rt, table, "isdst");
  // C's tm_mon and tm_year are ints and may wrap
  const local = secondsOf(((year - 1900) | 0) + 1900, ((month - 1) | 0) + 1, day, hour, minute, second);
  const seconds = fromLocal(local, rt.services.utcOffset, dst === undefined ? undefined : truthy(dst));
  const fields = breakDown(seconds);
  // C cannot tell the last second of 1969 from a failure
  return fields === undefined || seconds === -1 ? undefined : seconds;
}

// ---- os.date ----------------------------------------------------------------------------------------

/** Name of a time zone that is only known by its offset, as the tz database writes it. */
function zoneName(offset: number): string {
  if (offset === 0) return "UTC";
  const minutes = Math.floor(Math.abs(offset) / 60);
  const hours = String(Math.floor(minutes / 60)).padStart(2, "0");
  const rest = minutes % 60 === 0 ? "" : String(minutes % 60).padStart(2, "0");
  return (offset < 0 ? "-" : "+") + hours + rest;
}

/** `os.date([format [, time]])` */
const date = fixed("date", (rt: Runtime, formatValue: Value, timeValue: Value) => {
  let format = cString(optString(rt, formatValue, 1, "%c"));
  const seconds = timeValue === undefined ? now(rt) : truncate(checkNumber(rt, timeValue, 2));
  const utc = format.startsWith("!");
  if (utc) format = format.slice(1);
  const { utcOffset } = rt.services;
  const offset = utc ? 0 : offsetAt(seconds, utcOffset);
  const fields = breakDown(seconds + offset);
  if (fields === undefined) return undefined;
  if (format === "*t") {
    const table = rt.newTable(0, 9);
    const set = (name: string, value: Value) => table.setString(rt.heap, name, value);
    set("sec", fields.second);
    set("min", fields.minute);
    set("hour", fields.hour);
    set("day", fields.day);
    set("month", fields.month);
    set("year", fields.year);
    set("wday", fields.weekday + 1);
    set("yday", fields.yearDay + 1);
    set("isdst", !utc && isDaylight(seconds, utcOffset));
    return table;
  }
  const moment: Moment = {
    fields,
    offset,
    zone: utc ? "GMT" : zoneName(offset),
    utcOffset,
    seconds: utc ? undefined : seconds,
  };
  // no conversion gives more than 12 times its own length
  rt.charge(format.length);
  rt.heap.charge(format.length * 12);
  const text = formatDate(format, moment);
  rt.chargeString(text.length);
  return text;
});

/** The functions of `os` that every instance has. */
export const osLibrary: readonly Builtin[] = Object.freeze([clock, date, difftime, getenv, setlocale, time]);
