import { assertEquals } from "@std/assert";
import { breakDown, secondsOf } from "../../stdlib/calendar.ts";
import { checkFile, makeInstance } from "./golden.ts";

Deno.test("os: every program prints what the reference prints", () => {
  const { failures } = checkFile("os.lua");
  assertEquals(failures.join("\n"), "");
});

/** Central European time of 2020 to 2021, in minutes. */
function berlin(milliseconds: number): number {
  const summer = [
    [Date.UTC(2019, 2, 31, 1), Date.UTC(2019, 9, 27, 1)],
    [Date.UTC(2020, 2, 29, 1), Date.UTC(2020, 9, 25, 1)],
    [Date.UTC(2021, 2, 28, 1), Date.UTC(2021, 9, 31, 1)],
  ];
  return summer.some(([start, end]) => milliseconds >= start! && milliseconds < end!) ? 120 : 60;
}

Deno.test("os: local time follows the offset the host gives", () => {
  const instance = makeInstance({ services: { utcOffset: berlin } });
  const run = (expression: string) => instance.run(`return ${expression}`);
  // recorded from lua5.1 with TZ=Europe/Berlin, but for the name of the zone
  assertEquals(run("os.date('%c %z %Z', 1577836800)"), ["Wed Jan  1 01:00:00 2020 +0100 +01"]);
  assertEquals(run("os.date('%c %z', 1593561600)"), ["Wed Jul  1 02:00:00 2020 +0200"]);
  assertEquals(run("os.date('!%c %z %Z', 1593561600)"), ["Wed Jul  1 00:00:00 2020 +0000 GMT"]);
  assertEquals(run("os.date('*t', 1577836800).isdst, os.date('*t', 1593561600).isdst"), [false, true]);
  assertEquals(run("os.time{year = 2020, month = 1, day = 1, hour = 0}"), [1577833200]);
  assertEquals(run("os.time{year = 2020, month = 7, day = 1, hour = 0}"), [1593554400]);
  assertEquals(run("os.time{year = 2020, month = 1, day = 1, hour = 0, isdst = true}"), [1577829600]);
  assertEquals(run("os.time{year = 2020, month = 7, day = 1, hour = 0, isdst = false}"), [1593558000]);
  assertEquals(run("os.date('!%s', 1577836800)"), ["1577833200"]);
});

Deno.test("os: an offset of half an hour west", () => {
  const instance = makeInstance({ services: { utcOffset: () => -210 } });
  assertEquals(instance.run("return os.date('%H:%M %z %Z', 86400)"), ["20:30 -0330 -0330"]);
});

Deno.test("os: without a clock the present time is an error", () => {
  const instance = makeInstance({ services: { wallClock: undefined, clock: undefined } });
  const messages = instance.run(
    "return select(2, pcall(os.time)), select(2, pcall(os.date)), select(2, pcall(os.clock)), os.date('!%H', 0)",
  );
  const message = "this instance has no clock";
  assertEquals(messages, [message, message, message, "00"]);
});

Deno.test("os: the clocks are the host's", () => {
  const instance = makeInstance({ services: { wallClock: () => 1234567, clock: () => 2500 } });
  assertEquals(instance.run("return os.time(), os.clock(), os.date('!%H:%M:%S')"), [1234, 2.5, "00:20:34"]);
});

Deno.test("calendar: every day of eight centuries there and back", () => {
  for (let day = -146097; day <= 146097; day++) {
    const fields = breakDown(day * 86400 + 3661)!;
    assertEquals(secondsOf(fields.year, fields.month, fields.day, 1, 1, 1), day * 86400 + 3661);
  }
});
