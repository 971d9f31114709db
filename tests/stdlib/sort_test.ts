import { assertEquals } from "@std/assert";
import { checkFile } from "./golden.ts";

Deno.test("sort: every program prints what the reference prints", () => {
  const { failures } = checkFile("sort.lua");
  assertEquals(failures.join("\n"), "");
});
