import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { instantiate, MarshalError } from "../../mod.ts";
import { decodeFrame, encodeFrame, readFrames } from "../../pool/frames.ts";
import { type Message, Reader, WireFault, writeValue } from "../../pool/wire.ts";
import { random } from "./support.ts";

const noFunctions = () => "no functions here";
const nothing = () => undefined;

function write(value: unknown): Message {
  const message: Message = [];
  writeValue(message, value, "value", noFunctions);
  return message;
}

/** Through the wire, a frame, and structured cloning. */
function cross(value: unknown): unknown {
  const message = structuredClone(write(value));
  const framed = decodeFrame(encodeFrame(message).subarray(4));
  assertEquals(framed, message);
  return new Reader(framed, nothing).value();
}

Deno.test("values cross as copies", () => {
  for (
    const value of [
      undefined,
      true,
      false,
      0,
      -0,
      NaN,
      Infinity,
      -1e300,
      "",
      "a",
      "\ud800",
      "é\0",
      "x".repeat(99),
    ]
  ) {
    assertStrictEquals(cross(value), value);
  }
  assertEquals(cross(null), null);
  assertEquals(cross(new Uint8Array([0, 255])), new Uint8Array([0, 255]));
  assertEquals(cross([1, [2, []], "x"]), [1, [2, []], "x"]);
  assertEquals(
    cross(new Map<unknown, unknown>([[1, "a"], [true, [2]]])),
    new Map<unknown, unknown>([[1, "a"], [true, [2]]]),
  );
  // deno-lint-ignore no-sparse-arrays
  assertEquals(cross([1, , 3]), [1, undefined, 3]);
});

Deno.test("records keep every key as data and have no prototype", () => {
  const source = JSON.parse(`{ "__proto__": { "x": 1 }, "then": "t", "constructor": 2, "toString": 3 }`);
  const copy = cross(source) as Record<string, unknown>;
  assertStrictEquals(Object.getPrototypeOf(copy), null);
  assertEquals(Object.keys(copy), ["__proto__", "then", "constructor", "toString"]);
  assertEquals(Object.keys(copy["__proto__"] as object), ["x"]);
});

Deno.test("what is met twice is sent once: containers, bytes, long strings", () => {
  const shared = [1];
  const [a, b] = cross([shared, shared]) as unknown[];
  assertStrictEquals(a, b);
  const long = "x".repeat(100_000);
  const bytes = new Uint8Array(100_000);
  const many = write(Array.from({ length: 1000 }, () => [long, bytes, { [long]: 1 }]));
  assertEquals(many.filter((item) => item === long).length, 1);
  assertEquals(many.filter((item) => item instanceof Uint8Array).length, 1);
  const circle: unknown[] = [];
  circle.push(circle);
  const copy = cross(circle) as unknown[];
  assertStrictEquals(copy[0], copy);
});

Deno.test("depth is no recursion", () => {
  let deep: unknown[] = [];
  for (let i = 0; i < 200_000; i++) deep = [deep];
  let copy = cross(deep) as unknown[];
  let depth = 0;
  for (; copy.length > 0; copy = copy[0] as unknown[]) depth++;
  assertEquals(depth, 200_000);
});

Deno.test("what is no data is refused with its path, and no code of it runs", () => {
  let ran = 0;
  const accessor = {
    a: [{
      get b() {
        return ran++;
      },
    }],
  };
  assertThrows(() => write(accessor), MarshalError, "value.a[0].b: an accessor property");
  assertEquals(ran, 0);
  assertThrows(
    () => write({ user: { born: new Date(0) } }),
    MarshalError,
    "value.user.born: an instance of Date",
  );
  assertThrows(() => write([1n]), MarshalError, "value[0]: a bigint");
  assertThrows(() => write(Promise.resolve()), MarshalError, "value: a promise");
  const f = instantiate("return function() end").run();
  assertThrows(
    () => write([f]),
    MarshalError,
    "value[0]: a Lua function, coroutine or userdata cannot leave",
  );
});

Deno.test("random values cross unchanged", () => {
  const next = random(7);
  const pick = (depth: number): unknown => {
    const kind = Math.floor(next() * (depth > 4 ? 5 : 8));
    const size = Math.floor(next() * 5);
    switch (kind) {
      case 0:
        return next() * 1e6;
      case 1:
        return next() < 0.5;
      case 2:
        return "k".repeat(Math.floor(next() * 130));
      case 3:
        return undefined;
      case 4:
        return new Uint8Array(size);
      case 5:
        return Array.from({ length: size }, () => pick(depth + 1));
      case 6:
        return new Map(Array.from({ length: size }, () => [next(), pick(depth + 1)]));
      default: {
        const record = Object.create(null);
        for (let i = 0; i < size; i++) record["k" + i] = pick(depth + 1);
        return record;
      }
    }
  };
  for (let i = 0; i < 2000; i++) {
    const value = pick(0);
    assertEquals(cross(value), value);
  }
});

Deno.test("damaged messages are refused", () => {
  const cases: unknown[] = [
    [],
    [null],
    [null, 9],
    [null, 0, 1e9],
    [null, 0, -1],
    [null, 0, 0.5],
    [null, 1, 1, 5, 5],
    [null, 3, 0, "f"],
    [null, 4, 0],
    [null, "0", 1],
    [{}],
    "text",
    { length: 3 },
  ];
  for (const message of cases) {
    assertThrows(() => new Reader(message as Message, nothing).value(), WireFault);
  }
  const next = random(3);
  const bytes = encodeFrame(
    write({ a: [1, "text", new Uint8Array(9)], b: new Map([[1, 2]]), c: "x".repeat(80) }),
  );
  for (let i = 0; i < 20_000; i++) {
    const damaged = bytes.slice(4, 4 + Math.floor(next() * bytes.length));
    for (let n = 0; n < 3; n++) damaged[Math.floor(next() * damaged.length)] = Math.floor(next() * 256);
    try {
      new Reader(decodeFrame(damaged), nothing).value();
    } catch (error) {
      assert(error instanceof WireFault, String(error));
    }
  }
});

Deno.test("frames are found however a stream is cut", async () => {
  const messages: Message[] = [[1, "a"], [], [undefined, null, "b".repeat(3000)], [new Uint8Array(70_000)]];
  const frames = messages.map(encodeFrame);
  const all = new Uint8Array(frames.reduce((sum, frame) => sum + frame.length, 0));
  let at = 0;
  for (const frame of frames) {
    all.set(frame, at);
    at += frame.length;
  }
  for (const size of [1, 3, 4, 7, 1000, all.length]) {
    const pieces: Uint8Array[] = [];
    for (let i = 0; i < all.length; i += size) pieces.push(all.subarray(i, i + size));
    const found: Message[] = [];
    for await (const message of readFrames(ReadableStream.from(pieces))) found.push(message);
    assertEquals(found, messages);
  }
});
