/**
 * Civil dates: seconds since 1970 to year, month, day and back, in the proleptic Gregorian calendar.
 *
 * Plain arithmetic, so that no clock or time zone of the machine takes part; the offset of local time
 * comes from the host as a function of the moment.
 *
 * @module
 */

/** A moment broken down, as C's `struct tm` but with natural numbering. */
export interface DateFields {
  /** full year, may be negative */
  readonly year: number;
  /** 1-12 */
  readonly month: number;
  /** 1-31 */
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** 0 is Sunday */
  readonly weekday: number;
  /** 0 is the first of January */
  readonly yearDay: number;
}

/** Minutes to add to UTC at a moment given in milliseconds. */
export type UtcOffset = (milliseconds: number) => number;

const DAY = 86400;
const HALF_YEAR = 182 * DAY;
/** Days of 400 years. */
const ERA = 146097;
/** Days from the first of March of year 0 to the first of January 1970. */
const EPOCH = 719468;

/** Days since 1970-01-01 of a date; `month` is 1-12, `day` may be any integer. */
export function daysFromCivil(year: number, month: number, day: number): number {
  // years that begin in March put the leap day last
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5);
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * ERA + dayOfEra - EPOCH + (day - 1);
}

/** Breaks down `seconds` since the epoch; undefined when the year does not fit C's `int`. */
export function breakDown(seconds: number): DateFields | undefined {
  const rest = ((seconds % DAY) + DAY) % DAY;
  const days = (seconds - rest) / DAY;
  const shifted = days + EPOCH;
  const era = Math.floor(shifted / ERA);
  const dayOfEra = shifted - era * ERA;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  if (year - 1900 > 0x7fffffff || year - 1900 < -0x80000000) return undefined;
  return {
    year,
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
    hour: Math.floor(rest / 3600),
    minute: Math.floor(rest / 60) % 60,
    second: rest % 60,
    weekday: ((days + 4) % 7 + 7) % 7,
    yearDay: days - daysFromCivil(year, 1, 1),
  };
}

/** Seconds since the epoch of a date and time of UTC. `month` is 1-based; all parts may be out of range. */
export function secondsOf(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number {
  const carry = Math.floor((month - 1) / 12);
  const days = daysFromCivil(year + carry, month - carry * 12, 1) + (day - 1);
  return days * DAY + hour * 3600 + minute * 60 + second;
}

/** Seconds to add to UTC at `seconds` since the epoch. */
export function offsetAt(seconds: number, offset: UtcOffset | undefined): number {
  return offset === undefined ? 0 : Math.round(offset(seconds * 1000) * 60);
}

/** Whether daylight saving time is in force: the clock is ahead of what it is in the other half-year. */
export function isDaylight(seconds: number, offset: UtcOffset | undefined): boolean {
  if (offset === undefined) return false;
  const now = offsetAt(seconds, offset);
  return now > offsetAt(seconds - HALF_YEAR, offset) || now > offsetAt(seconds + HALF_YEAR, offset);
}

/**
 * The moment at which local clocks show `local` (seconds since the epoch, as if the clock showed UTC).
 * `daylight` says which of the two clocks was read; undefined: whichever is in force then.
 */
export function fromLocal(local: number, offset: UtcOffset | undefined, daylight?: boolean): number {
  let seconds = local - offsetAt(local, offset);
  seconds = local - offsetAt(seconds, offset);
  if (daylight === undefined || daylight === isDaylight(seconds, offset)) return seconds;
  return daylight ? seconds - 3600 : seconds + 3600;
}
