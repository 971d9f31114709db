import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import type { Effect } from "../../../redis/keyspace/keyspace.ts";
import { crc32 } from "../../../redis/persistence/crc32.ts";
import { loadLog, LogError } from "../../../redis/persistence/load.ts";
import { encodeRecord, HEADER } from "../../../redis/persistence/record.ts";
import { MemoryFile } from "./memory_files.ts";

const GROUPS: Effect[][] = [
  [{ db: 0, args: ["SET", "k", "v"] }],
  [{ db: 0, args: ["SET", "binary", "\0\r\n\xff\xf5FLR\n"] }, { db: 15, args: ["INCR", "n"] }],
  [{ db: 3, args: ["SET", "large", "x".repeat(100_000)] }],
  [{ db: 0, args: ["FLUSHALL"] }],
];

/** A file with all groups, and where each record begins. */
function written(): { file: MemoryFile; starts: number[] } {
  const file = new MemoryFile();
  file.append(HEADER);
  const starts: number[] = [];
  for (const [index, effects] of GROUPS.entries()) {
    starts.push(file.size);
    file.append(encodeRecord(BigInt(index + 1), effects));
  }
  return { file, starts };
}

function load(file: MemoryFile): { groups: Effect[][]; torn: number; end: number } {
  const groups: Effect[][] = [];
  const { torn, end } = loadLog(file, (effects) => void groups.push([...effects]));
  return { groups, torn, end };
}

Deno.test("crc32 has the values everybody else's has", () => {
  assertEquals(crc32(new TextEncoder().encode("123456789")), 0xcbf43926);
  assertEquals(crc32(new TextEncoder().encode("6789"), crc32(new TextEncoder().encode("12345"))), 0xcbf43926);
});

Deno.test("what was written is read back, bytes and all", () => {
  assertEquals(load(written().file), { groups: GROUPS, torn: 0, end: written().file.size });
});

Deno.test("a log cut anywhere loses only the records that are not complete", () => {
  const { file, starts } = written();
  const ends = [...starts.slice(1), file.size];
  const interesting = new Set<number>();
  for (const end of [HEADER.length, ...ends]) for (let by = -25; by <= 25; by++) interesting.add(end + by);
  for (let size = 0; size < 200; size++) interesting.add(size);
  for (const size of interesting) {
    if (size < 0 || size > file.size) continue;
    const cut = new MemoryFile();
    cut.append(file.bytes.slice(0, size));
    const complete = ends.filter((end) => end <= size).length;
    const end = size < HEADER.length ? 0 : complete === 0 ? HEADER.length : ends[complete - 1] ?? 0;
    assertEquals(load(cut), { groups: GROUPS.slice(0, complete), torn: size - end, end }, `cut to ${size}`);
  }
});

Deno.test("any damaged byte before the last record is refused, wherever it is", () => {
  const { file, starts } = written();
  const last = starts.at(-1) ?? 0;
  for (let at = 0; at < last; at += at > 300 && at < last - 300 ? 997 : 1) {
    const damaged = new MemoryFile();
    damaged.append(file.bytes);
    damaged.bytes[at] = (damaged.bytes[at] ?? 0) ^ 0x41;
    const groups: Effect[][] = [];
    const error = assertThrows(() => loadLog(damaged, (effects) => void groups.push([...effects])), LogError);
    assertStringIncludes(error.message, at < HEADER.length ? "no log" : "damaged at byte");
    assertEquals(groups, GROUPS.slice(0, groups.length));
  }
});

Deno.test("a damaged last record is dropped, a missing one in the middle is refused", () => {
  const { file, starts } = written();
  const [, second = 0, third = 0, fourth = 0] = starts;
  const damaged = new MemoryFile();
  damaged.append(file.bytes);
  damaged.bytes[file.size - 1] = 0;
  assertEquals(load(damaged), { groups: GROUPS.slice(0, 3), torn: file.size - fourth, end: fourth });
  for (const [from, to] of [[HEADER.length, second], [second, third]] as const) {
    const shorter = new MemoryFile();
    shorter.append(file.bytes.slice(0, from));
    shorter.append(file.bytes.slice(to));
    assertThrows(() => load(shorter), LogError, "damaged at byte");
  }
});

Deno.test("zeros behind the last record, as some file systems leave them, are dropped", () => {
  const { file } = written();
  const size = file.size;
  file.append(new Uint8Array(5000));
  assertEquals(load(file), { groups: GROUPS, torn: 5000, end: size });
});

Deno.test("a file of something else is refused", () => {
  const file = new MemoryFile();
  file.append(new TextEncoder().encode("*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n"));
  assertThrows(() => load(file), LogError, "no log");
  assert(file.size > 0);
});
