/**
 * C's `strftime` in the "C" locale, for `os.date` (Lua 5.1 §5.8).
 *
 * @module
 */

import { type DateFields, fromLocal, secondsOf, type UtcOffset } from "./calendar.ts";

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/** What a format may refer to. */
export interface Moment {
  readonly fields: DateFields;
  /** seconds to add to UTC to get `fields` */
  readonly offset: number;
  readonly zone: string;
  readonly utcOffset: UtcOffset | undefined;
  /** seconds since the epoch, undefined when `fields` are UTC and `%s` has to take them for local time */
  readonly seconds: number | undefined;
}

function pad(value: number, width: number, fill = "0"): string {
  return value < 0 ? "-" + String(-value).padStart(width - 1, fill) : String(value).padStart(width, fill);
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Year and number of the ISO 8601 week. */
function isoWeek(fields: DateFields): { year: number; week: number } {
  // the week belongs to the year its Thursday is in
  const thursday = fields.yearDay - ((fields.weekday + 6) % 7) + 3;
  const before = isLeap(fields.year - 1) ? 366 : 365;
  const length = isLeap(fields.year) ? 366 : 365;
  if (thursday < 0) return { year: fields.year - 1, week: Math.floor((thursday + before) / 7) + 1 };
  if (thursday >= length) return { year: fields.year + 1, week: 1 };
  return { year: fields.year, week: Math.floor(thursday / 7) + 1 };
}

/** One conversion, `%` and a single character; what C does not know is copied. */
export function convert(conversion: string, moment: Moment): string {
  const { fields } = moment;
  const all = (format: string) => formatDate(format, moment);
  switch (conversion) {
    case "a":
      return DAYS[fields.weekday]!.slice(0, 3);
    case "A":
      return DAYS[fields.weekday]!;
    case "b":
    case "h":
      return MONTHS[fields.month - 1]!.slice(0, 3);
    case "B":
      return MONTHS[fields.month - 1]!;
    case "c":
      return all("%a %b %e %H:%M:%S %Y");
    case "C":
      return String(Math.floor(fields.year / 100));
    case "d":
      return pad(fields.day, 2);
    case "D":
    case "x":
      return all("%m/%d/%y");
    case "e":
      return pad(fields.day, 2, " ");
    case "F":
      return all("%Y-%m-%d");
    case "g":
      return pad(modulo100(isoWeek(fields).year), 2);
    case "G":
      return String(isoWeek(fields).year);
    case "H":
      return pad(fields.hour, 2);
    case "I":
      return pad((fields.hour + 11) % 12 + 1, 2);
    case "j":
      return pad(fields.yearDay + 1, 3);
    case "k":
      return pad(fields.hour, 2, " ");
    case "l":
      return pad((fields.hour + 11) % 12 + 1, 2, " ");
    case "m":
      return pad(fields.month, 2);
    case "M":
      return pad(fields.minute, 2);
    case "n":
      return "\n";
    case "p":
      return fields.hour < 12 ? "AM" : "PM";
    case "P":
      return fields.hour < 12 ? "am" : "pm";
    case "r":
      return all("%I:%M:%S %p");
    case "R":
      return all("%H:%M");
    case "s":
      return String(moment.seconds ?? asLocal(moment));
    case "S":
      return pad(fields.second, 2);
    case "t":
      return "\t";
    case "T":
    case "X":
      return all("%H:%M:%S");
    case "u":
      return String((fields.weekday + 6) % 7 + 1);
    case "U":
      return pad(Math.floor((fields.yearDay - fields.weekday + 7) / 7), 2);
    case "V":
      return pad(isoWeek(fields).week, 2);
    case "w":
      return String(fields.weekday);
    case "W":
      return pad(Math.floor((fields.yearDay - (fields.weekday + 6) % 7 + 7) / 7), 2);
    case "y":
      return pad(modulo100(fields.year), 2);
    case "Y":
      // glibc adds 1900 in an int, which wraps in the last years that fit
      return String(fields.year | 0);
    case "z": {
      const minutes = Math.floor(Math.abs(moment.offset) / 60);
      return (moment.offset < 0 ? "-" : "+") + pad(Math.floor(minutes / 60) * 100 + minutes % 60, 4);
    }
    case "Z":
      return moment.zone;
    case "%":
      return "%";
  }
  // a digit is a field width that applies to the copied text
  const width = /^[1-9]$/.test(conversion) ? Number(conversion) : 0;
  return ("%" + conversion).padStart(width);
}

function modulo100(year: number): number {
  return ((year % 100) + 100) % 100;
}

/** `%s` of a broken-down UTC time, which C takes for local time. */
function asLocal(moment: Moment): number {
  const { year, month, day, hour, minute, second } = moment.fields;
  return fromLocal(secondsOf(year, month, day, hour, minute, second), moment.utcOffset, false);
}

/** Replaces every conversion in `format`; a `%` at the end is copied. */
export function formatDate(format: string, moment: Moment): string {
  let result = "";
  for (let i = 0; i < format.length; i++) {
    const char = format.charAt(i);
    if (char !== "%" || i + 1 === format.length) result += char;
    else result += convert(format.charAt(++i), moment);
  }
  return result;
}
