import { assertEquals } from "@std/assert";
import { checkFile } from "./golden.ts";

Deno.test("table: every program prints what the reference prints", () => {
  const { failures } = checkFile("table.lua");
  assertEquals(failures.join("\n"), "");
});
