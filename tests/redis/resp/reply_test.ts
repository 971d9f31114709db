import { assertEquals, assertThrows } from "@std/assert";
import {
  BigNumberReply,
  DoubleReply,
  ErrorReply,
  MapReply,
  NULL_ARRAY,
  OK,
  type Reply,
  SetReply,
  Status,
  VerbatimReply,
} from "../../../redis/reply.ts";
import { formatDouble17 } from "../../../redis/resp/double.ts";
import { bytesOf, decodeBytes } from "../../../redis/resp/latin1.ts";
import { ReplyParser } from "../../../redis/resp/reply_parser.ts";
import { Push, replyToText, ReplyWriter } from "../../../redis/resp/reply_writer.ts";

const CASES: [reply: Reply | Push, resp2: string, resp3: string][] = [
  [1, ":1\r\n", ":1\r\n"],
  [-5, ":-5\r\n", ":-5\r\n"],
  [9223372036854775807n, ":9223372036854775807\r\n", ":9223372036854775807\r\n"],
  ["a\0\xff", "$3\r\na\0\xff\r\n", "$3\r\na\0\xff\r\n"],
  ["", "$0\r\n\r\n", "$0\r\n\r\n"],
  [null, "$-1\r\n", "_\r\n"],
  [NULL_ARRAY, "*-1\r\n", "_\r\n"],
  [true, ":1\r\n", "#t\r\n"],
  [false, ":0\r\n", "#f\r\n"],
  [OK, "+OK\r\n", "+OK\r\n"],
  [new Status("a\r\nb"), "+a  b\r\n", "+a  b\r\n"],
  [new ErrorReply("ERR x\ny"), "-ERR x y\r\n", "-ERR x y\r\n"],
  [
    [1, ["a", null], []],
    "*3\r\n:1\r\n*2\r\n$1\r\na\r\n$-1\r\n*0\r\n",
    "*3\r\n:1\r\n*2\r\n$1\r\na\r\n_\r\n*0\r\n",
  ],
  [new MapReply(["a", 1]), "*2\r\n$1\r\na\r\n:1\r\n", "%1\r\n$1\r\na\r\n:1\r\n"],
  [new SetReply(["a"]), "*1\r\n$1\r\na\r\n", "~1\r\n$1\r\na\r\n"],
  [new DoubleReply(0.1), "$19\r\n0.10000000000000001\r\n", ",0.10000000000000001\r\n"],
  [new DoubleReply(-Infinity), "$4\r\n-inf\r\n", ",-inf\r\n"],
  [new BigNumberReply("12345"), "$5\r\n12345\r\n", "(12345\r\n"],
  [new VerbatimReply("txt", "hi"), "$2\r\nhi\r\n", "=6\r\ntxt:hi\r\n"],
  [
    new Push(["message", "c", "x"]),
    "*3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$1\r\nx\r\n",
    ">3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$1\r\nx\r\n",
  ],
];

Deno.test("every kind of reply is written for both protocols", () => {
  for (const [reply, resp2, resp3] of CASES) {
    assertEquals(replyToText(reply, 2), resp2);
    assertEquals(replyToText(reply, 3), resp3);
  }
});

Deno.test("what is written for RESP3 is read back, in any pieces", () => {
  const bytes = bytesOf(CASES.map(([, , resp3]) => resp3).join(""));
  const whole = new ReplyParser();
  whole.feed(bytes);
  const single = new ReplyParser();
  const replies: (Reply | Push)[] = [];
  for (const byte of bytes) {
    single.feed(Uint8Array.of(byte));
    const reply = single.next();
    if (reply !== undefined) replies.push(reply);
  }
  assertEquals(replies.length, CASES.length);
  for (const [index, [, , resp3]] of CASES.entries()) {
    const reply = whole.next();
    assertEquals(reply, replies[index]);
    assertEquals(replyToText(reply ?? null, 3), resp3);
  }
  assertEquals(whole.next(), undefined);
  const attribute = new ReplyParser();
  attribute.feed(bytesOf("|1\r\n+ttl\r\n:1\r\n*2\r\n|1\r\n+a\r\n+b\r\n:5\r\n:6\r\n"));
  assertEquals(attribute.next(), [5, 6]);
});

Deno.test("what is no reply is refused", () => {
  for (const text of ["x\r\n", "$abc\r\n", ":1.5\r\n", "*-2\r\n", "\r\n"]) {
    const parser = new ReplyParser();
    parser.feed(bytesOf(text));
    assertThrows(() => parser.next(), SyntaxError);
  }
});

Deno.test("large and many replies come out whole and in order", () => {
  const writer = new ReplyWriter();
  const large = "0123456789".repeat(30_000);
  let expected = "";
  for (let index = 0; index < 50_000; index++) {
    writer.write(index, 2);
    expected += `:${index}\r\n`;
  }
  writer.write([large, "small", large], 2);
  expected += `*3\r\n$300000\r\n${large}\r\n$5\r\nsmall\r\n$300000\r\n${large}\r\n`;
  assertEquals(writer.size, expected.length);
  const text = writer.take().map((chunk) => decodeBytes(chunk, 0, chunk.length)).join("");
  assertEquals(text === expected, true);
  assertEquals(writer.size, 0);
});

Deno.test("nesting is not bounded by the host's stack", () => {
  let reply: Reply = 1;
  for (let depth = 0; depth < 50_000; depth++) reply = [reply];
  const text = replyToText(reply, 2);
  assertEquals(text.length, 50_000 * 4 + 4);
  const parser = new ReplyParser();
  parser.feed(bytesOf(text));
  assertEquals(replyToText(parser.next() ?? null, 2), text);
});

Deno.test("doubles have seventeen digits, as printf has them", () => {
  const cases: [number, string][] = [
    [3, "3"],
    [-0, "-0"],
    [0.1, "0.10000000000000001"],
    [3.5, "3.5"],
    [1e16, "10000000000000000"],
    [1e17, "1e+17"],
    [2 ** 53, "9007199254740992"],
    [2 ** 63, "9.2233720368547758e+18"],
    [1e100, "1e+100"],
    [1e-5, "1.0000000000000001e-05"],
    [0.0001, "0.0001"],
    [-1234567.891, "-1234567.8910000001"],
    [Infinity, "inf"],
  ];
  for (const [value, text] of cases) assertEquals(formatDouble17(value), text);
});
