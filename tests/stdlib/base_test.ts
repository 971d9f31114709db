import { assertEquals } from "@std/assert";
import { checkFile } from "./golden.ts";

Deno.test("base: every program prints what the reference prints", () => {
  const { failures } = checkFile("base.lua");
  assertEquals(failures.join("\n"), "");
});
