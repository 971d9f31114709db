/**
 * Random calls of `cjson`, `cmsgpack`, `struct` and `bit`, with sense and without.
 *
 * @module
 */

import { Dice } from "./order_generator.ts";

const SCALARS = [
  "0",
  "1",
  "-1",
  "0.1",
  "1e15",
  "1e100",
  "-0.0",
  "2^31",
  "2^32",
  "2^53",
  "2^63",
  "-2^63",
  "255",
  "65536",
  "-129",
  "1/3",
  "1/0",
  "0/0",
  '""',
  '"a"',
  '"/\\"\\\\\\n\\0\\200"',
  '"12"',
  "true",
  "false",
  "nil",
  "cjson.null",
  "{}",
];

function value(dice: Dice, depth: number): string {
  if (depth <= 0 || dice.chance(3)) return dice.chance(3) ? "" + dice.below(1000) : dice.pick(SCALARS);
  const fields: string[] = [];
  const n = dice.below(7);
  const isArray = dice.chance(2);
  for (let i = 0; i < n; i++) {
    if (isArray) fields.push(value(dice, depth - 1));
    else if (dice.chance(4)) {
      fields.push(`[${dice.pick(["1", "2", "3", "5", "20", "1.5", "-1", "0"])}]=${value(dice, depth - 1)}`);
    } else {fields.push(
        `${dice.pick(["id", "name", "x", "user", "list", "a1"])}${dice.below(9)}=${value(dice, depth - 1)}`,
      );}
  }
  return `{${fields.join(",")}}`;
}

function luaString(text: string): string {
  let out = '"';
  for (const char of text) {
    const code = char.charCodeAt(0);
    out += code < 32 || code > 126 || char === '"' || char === "\\"
      ? "\\" + String(code).padStart(3, "0")
      : char;
  }
  return out + '"';
}

/** JSON with faults now and then. */
function json(dice: Dice, depth: number): string {
  if (dice.chance(60)) return dice.pick(["", "]", "}", ",", ":", "nul", "'a'", "\\", "\x00", "--", '"']);
  const space = dice.chance(6) ? dice.pick([" ", "\n", "\t ", "  "]) : "";
  if (depth <= 0 || dice.chance(3)) {
    return space + dice.pick([
      "0",
      "-1",
      "1.5e3",
      "1E-2",
      "123456789012345678",
      "true",
      "false",
      "null",
      '""',
      '"a"',
      '"\\u00e9\\n\\/"',
      '"\\ud83d\\ude00"',
      "01",
      "0x1f",
      "inf",
      "-nan",
      "+1",
      "1.",
      "[]",
      "{}",
    ]) + space;
  }
  const n = dice.below(5);
  const parts: string[] = [];
  if (dice.chance(2)) {
    for (let i = 0; i < n; i++) parts.push(json(dice, depth - 1));
    return `${space}[${parts.join(",")}]${space}`;
  }
  for (let i = 0; i < n; i++) parts.push(`"k${dice.below(30)}":${json(dice, depth - 1)}`);
  return `${space}{${parts.join(",")}}${space}`;
}

function bytes(dice: Dice, count: number): string {
  let text = "";
  for (let i = 0; i < count; i++) {
    text += String.fromCharCode(
      dice.chance(2) ? dice.below(256) : dice.pick([0x81, 0x92, 0xa1, 0xc0, 1, 0xcd, 0xd9, 0]),
    );
  }
  return text;
}

const LETTERS = [
  "b",
  "B",
  "h",
  "H",
  "i",
  "I",
  "l",
  "L",
  "T",
  "f",
  "d",
  "s",
  "x",
  "c3",
  "c0",
  "i3",
  "I7",
  "i16",
  " ",
];
const CONTROLS = ["<", ">", "!", "!4", "!2", "!8", "!1"];

function format(dice: Dice): { format: string; letters: string[] } {
  const letters: string[] = [];
  let text = "";
  const n = 1 + dice.below(6);
  for (let i = 0; i < n; i++) {
    if (dice.chance(4)) text += dice.pick(CONTROLS);
    const letter = dice.chance(60) ? dice.pick(["z", "=", "i40", "!3"]) : dice.pick(LETTERS);
    text += letter;
    letters.push(letter);
  }
  return { format: text, letters };
}

const STRUCT_NUMBERS = [
  "0",
  "1",
  "-1",
  "255",
  "-128",
  "65535",
  "2^31",
  "2^40",
  "-2^40",
  "1.9",
  "2^63",
  "1e30",
  "3",
];

function structCall(dice: Dice): string {
  const { format: text, letters } = format(dice);
  const args = letters.filter((letter) => letter !== "x" && letter !== " ").map((letter) => {
    if (/^[sc]/.test(letter)) return dice.pick(['"abc"', '"abcdef"', '""', '"a\\0b"']);
    return dice.pick(STRUCT_NUMBERS);
  });
  const packed = `struct.pack(${[luaString(text), ...args].join(",")})`;
  switch (dice.below(4)) {
    case 0:
      return packed;
    case 1:
      return `struct.unpack(${luaString(text)},${packed})`;
    case 2:
      return `struct.unpack(${luaString(text)},${luaString(bytes(dice, dice.below(40)))})`;
    default:
      return `struct.size(${luaString(text)})`;
  }
}

const BIT_NUMBERS = [
  "0",
  "1",
  "-1",
  "255",
  "2^31",
  "2^32-1",
  "-2^31",
  "1.5",
  "2.5",
  "-0.5",
  "2^40+7",
  "1e100",
  "'7'",
  "33",
];

function bitCall(dice: Dice): string {
  const number = () => dice.pick(BIT_NUMBERS);
  const name = dice.pick([
    "band",
    "bor",
    "bxor",
    "lshift",
    "rshift",
    "arshift",
    "rol",
    "ror",
    "tohex",
    "tobit",
    "bnot",
    "bswap",
  ]);
  return `bit.${name}(${number()},${number()}${dice.chance(4) ? "," + number() : ""})`;
}

function call(dice: Dice): string {
  switch (dice.below(8)) {
    case 0:
    case 1:
      return `cjson.encode(${value(dice, 4)})`;
    case 2:
      return `cjson.encode(cjson.decode(${luaString(json(dice, 4))}))`;
    case 3:
      return `cmsgpack.pack(${value(dice, 4)},${value(dice, 2)})`;
    case 4:
      return `cmsgpack.pack(cmsgpack.unpack(cmsgpack.pack(${value(dice, 4)})))`;
    case 5:
      return `cmsgpack.pack(cmsgpack.unpack(${luaString(bytes(dice, 1 + dice.below(20)))}))`;
    case 6:
      return structCall(dice);
    default:
      return bitCall(dice);
  }
}

const SHOW = `
local function show(...)
  local s={}
  for i=1,select('#',...) do
    local v=select(i,...)
    s[i]=type(v)=='number' and string.format('%.17g',v) or tostring(v)
  end
  return table.concat(s,'|')
end
local out={}`;

/** A script that makes `count` calls and returns what each gives or says. */
export function libraryScript(seed: number, count: number): string {
  const dice = new Dice(seed + 12345);
  const lines: string[] = [SHOW];
  for (let i = 0; i < count; i++) lines.push(`out[#out+1]=show(pcall(function() return ${call(dice)} end))`);
  lines.push("return out");
  return lines.join("\n");
}
