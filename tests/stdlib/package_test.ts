import { assertEquals } from "@std/assert";
import { checkFile } from "./golden.ts";

Deno.test("package: every program prints what the reference prints", () => {
  const { failures } = checkFile("package.lua");
  assertEquals(failures.join("\n"), "");
});
