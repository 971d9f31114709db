import { assertEquals } from "@std/assert";
import { chunkId, SYNTAX_ID_SIZE } from "../../compiler/chunk_id.ts";

Deno.test("chunk id: the three kinds of names", () => {
  assertEquals(chunkId("=name"), "name");
  assertEquals(chunkId("@dir/file.lua"), "dir/file.lua");
  assertEquals(chunkId("return 1"), '[string "return 1"]');
  assertEquals(chunkId("a = 1\nb = 2"), '[string "a = 1..."]');
  assertEquals(chunkId("a = 1\rb"), '[string "a = 1..."]');
  assertEquals(chunkId("\n"), '[string "..."]');
  assertEquals(chunkId(""), '[string ""]');
  assertEquals(chunkId("a\0b"), '[string "a"]');
});

Deno.test("chunk id: long names are cut to the room there is", () => {
  assertEquals(chunkId("=" + "n".repeat(100)), "n".repeat(59));
  assertEquals(chunkId("@" + "f".repeat(52)), "f".repeat(52));
  assertEquals(chunkId("@" + "f".repeat(53)), "..." + "f".repeat(52));
  assertEquals(chunkId("x".repeat(43)), `[string "${"x".repeat(43)}"]`);
  assertEquals(chunkId("x".repeat(44)), `[string "${"x".repeat(43)}..."]`);
  assertEquals(chunkId("x".repeat(100), SYNTAX_ID_SIZE), `[string "${"x".repeat(63)}..."]`);
});
