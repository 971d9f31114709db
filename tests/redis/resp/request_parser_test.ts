import { assert, assertEquals } from "@std/assert";
import { bytesOf } from "../../../redis/resp/latin1.ts";
import { defaultLimits, ProtocolError, RequestParser } from "../../../redis/resp/request_parser.ts";

/** Everything a parser makes of some input, given in pieces. An error ends it, as `!message`. */
function parse(pieces: readonly string[], limits = defaultLimits()): (string[] | string)[] {
  const parser = new RequestParser(limits);
  const found: (string[] | string)[] = [];
  for (const piece of pieces) {
    const bytes = bytesOf(piece);
    parser.feed(bytes);
    for (;;) {
      const next = parser.next();
      if (next === undefined) break;
      if (next instanceof ProtocolError) return [...found, "!" + next.message];
      found.push(next);
    }
    parser.release();
    bytes.fill(0x78); // a caller may reuse its buffer
  }
  return found;
}

// what a redis-server 7.0.15 makes of each input
const CASES: [input: string, expected: (string[] | string)[]][] = [
  ["*1\r\n$4\r\nPING\r\n", [["PING"]]],
  ["*-1\r\nPING\r\n", [["PING"]]],
  ["*0\r\nPING\r\n", [["PING"]]],
  ["*1048577\r\n", []],
  ["*2147483647\r\n", []],
  ["*2147483648\r\n", ["!invalid multibulk length"]],
  ["*abc\r\n", ["!invalid multibulk length"]],
  ["* 1\r\n", ["!invalid multibulk length"]],
  ["*01\r\n", ["!invalid multibulk length"]],
  ["*+1\r\n", ["!invalid multibulk length"]],
  ["*1\r\n:1\r\n", ["!expected '$', got ':'"]],
  ["*1\r\n\r\n\r\n", ["!expected '$', got ' '"]],
  ["*1\r\n\0abc\r\n", []],
  ["*1\r\n$-1\r\n", ["!invalid bulk length"]],
  ["*1\r\n$536870913\r\n", ["!invalid bulk length"]],
  ["*1\r\n$x\r\n", ["!invalid bulk length"]],
  ["*1\r\n$4\r\nPINGxxPING\r\n", [["PING"], ["PING"]]],
  ["*" + "1".repeat(70_000), ["!too big mbulk count string"]],
  ["*1\r\n$" + "1".repeat(70_000), ["!too big bulk count string"]],
  ["a".repeat(70_000), ["!too big inline request"]],
  ['"abc\r\n', ["!unbalanced quotes in request"]],
  ["set a 'b\r\n", ["!unbalanced quotes in request"]],
  ['ping "a"b\r\n', ["!unbalanced quotes in request"]],
  ['ping "\\x41\\n"\r\n', [["ping", "A\n"]]],
  ["ping 'a\\'b'\r\n", [["ping", "a'b"]]],
  ["\r\n\r\nping\r\n", [["ping"]]],
  ["  ping  \n", [["ping"]]],
  ["ping\0\r\nping\r\n", []],
  ["*1\n$4\nPING\n", []],
  ["*1\rX$4\rXPING\r\n", [["PING"]]],
  ['""\r\n', [[""]]],
  ["*1\r\n$0\r\n\r\n", [[""]]],
  ["ping\r\n*x\r\nping\r\n", [["ping"], "!invalid multibulk length"]],
];

Deno.test("requests are understood as redis-server understands them, however they are cut", () => {
  for (const [input, expected] of CASES) {
    assertEquals(parse([input]), expected, JSON.stringify(input.slice(0, 60)));
    if (input.length < 1000) assertEquals(parse([...input]), expected, JSON.stringify(input));
    const middle = input.length >> 1;
    assertEquals(parse([input.slice(0, middle), input.slice(middle)]), expected);
  }
});

Deno.test("arguments are binary safe at every length", () => {
  const every = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte)).join("");
  for (const length of [0, 1, 12, 13, 255, 4095, 4097, 70_000, 1_000_000]) {
    const value = every.repeat(Math.ceil(length / 256)).slice(0, length);
    const input = `*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$${length}\r\n${value}\r\n`.repeat(2);
    const pieces: string[] = [];
    for (let at = 0; at < input.length; at += 33_333) pieces.push(input.slice(at, at + 33_333));
    assertEquals(parse([input]), [["SET", "k", value], ["SET", "k", value]]);
    assertEquals(parse(pieces), [["SET", "k", value], ["SET", "k", value]]);
  }
});

Deno.test("before authentication only small requests are taken", () => {
  const limits = { ...defaultLimits(), unauthenticated: true };
  assertEquals(parse(["*10\r\n"], limits), []);
  assertEquals(parse(["*11\r\n"], limits), ["!unauthenticated multibulk length"]);
  assertEquals(parse(["*1\r\n$16384\r\n"], limits), []);
  assertEquals(parse(["*1\r\n$16385\r\n"], limits), ["!unauthenticated bulk length"]);
});

Deno.test("limits can be lowered, and an endless request ends", () => {
  const limits = { ...defaultLimits(), maxBulk: 10, maxArguments: 3 };
  assertEquals(parse(["*4\r\n"], limits), ["!invalid multibulk length"]);
  assertEquals(parse(["*1\r\n$11\r\n"], limits), ["!invalid bulk length"]);
  const endless = ["*2000000000\r\n", ...Array.from({ length: 10 }, () => "$1\r\nx\r\n".repeat(1000))];
  assertEquals(parse(endless, { ...defaultLimits(), maxBuffer: 100_000 }), ["!"]);
});

Deno.test("pulling may stop in the middle: what is left waits and survives the buffer", () => {
  const parser = new RequestParser();
  const bytes = bytesOf(
    "*1\r\n$4\r\nPING\r\n*2\r\n$4\r\nECHO\r\n$20\r\n01234567890123456789\r\n*1\r\n$1\r\n",
  );
  parser.feed(bytes);
  assertEquals(parser.next(), ["PING"]);
  parser.release();
  bytes.fill(0);
  assert(parser.buffered > 0);
  parser.feed(bytesOf("a\r\nping\r\n"));
  assertEquals(parser.next(), ["ECHO", "01234567890123456789"]);
  assertEquals(parser.next(), ["a"]);
  assertEquals(parser.next(), ["ping"]);
  assertEquals(parser.next(), undefined);
  assertEquals(parser.buffered, 0);
});

/** A small generator of numbers, so that failures can be repeated. */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed;;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state;
  }
}

Deno.test("random input never throws, and means the same however it is cut", () => {
  const random = numbers(7);
  const below = (limit: number): number => (random.next().value >>> 8) % limit;
  const atoms = [
    "*1\r\n",
    "*2\r\n",
    "*3\r\n",
    "$4\r\n",
    "$0\r\n",
    "$20\r\n",
    "PING",
    "\r\n",
    "\r",
    "\n",
    "\0",
    '"',
    "'",
    "\\x4",
    "*",
    "$",
    "-1",
    "99999999999999999999",
    " ",
    "x".repeat(20),
    "ping a\r\n",
    "\xff\x80",
    ":1\r\n",
    "*1\r\n$4\r\nPING\r\n",
    "*2\r\n$3\r\nGET\r\n$1\r\nk\r\n",
  ];
  const outcomes = new Set<string>();
  for (let round = 0; round < 20_000; round++) {
    let input = "";
    for (let count = below(12); count >= 0; count--) {
      input += below(20) === 0 ? String.fromCharCode(below(256)) : atoms[below(atoms.length)];
    }
    const pieces: string[] = [];
    for (let at = 0; at < input.length;) {
      const length = 1 + below(9);
      pieces.push(input.slice(at, at + length));
      at += length;
    }
    const whole = parse([input]);
    assertEquals(parse(pieces), whole, JSON.stringify(input));
    const last = whole.at(-1);
    outcomes.add(typeof last === "string" ? last : last === undefined ? "nothing" : "command");
  }
  for (
    const wanted of [
      "nothing",
      "command",
      "!invalid bulk length",
      "!invalid multibulk length",
      "!unbalanced quotes in request",
    ]
  ) assert(outcomes.has(wanted), wanted);
});
