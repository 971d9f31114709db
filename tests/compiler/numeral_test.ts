import { assertEquals } from "@std/assert";
import { parseNumeral } from "../../compiler/numeral.ts";

Deno.test("numerals: what strtod takes", () => {
  const cases: [string, number][] = [
    ["0", 0],
    ["3.", 3],
    [".5", 0.5],
    ["3.25e2", 325],
    ["1E+5", 100000],
    ["1e-2", 0.01],
    ["1e400", Infinity],
    ["00012", 12],
    ["123456789012345678901", 123456789012345680000],
    ["0x10", 16],
    ["0XfF", 255],
    ["0x1p4", 16],
    ["0x0p99999", 0],
    ["0xep1", 28],
    ["0xffffffffffffffffff", 4722366482869645000000],
    ["4.9e-324", 5e-324],
  ];
  for (const [text, value] of cases) assertEquals(parseNumeral(text), value, text);
});

Deno.test("numerals: what is malformed", () => {
  const bad = [
    "3x",
    "0x",
    "0xg",
    "1e",
    "1e+",
    "1..2",
    "1.2.3",
    "1_0",
    "0b1",
    "0o7",
    "0x1p",
    "0x1.8",
    "1e5e5",
  ];
  for (const text of bad) assertEquals(parseNumeral(text), undefined, text);
});
