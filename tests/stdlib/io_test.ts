import { assertEquals } from "@std/assert";
import { checkFile } from "./golden.ts";

Deno.test("io: every program prints what the reference prints", () => {
  const { failures } = checkFile("io.lua");
  assertEquals(failures.join("\n"), "");
});
