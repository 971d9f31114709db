import { assertEquals } from "@std/assert";
import { checkFile } from "./golden.ts";

Deno.test("math: every program prints what the reference prints", () => {
  const { failures } = checkFile("math.lua");
  assertEquals(failures.join("\n"), "");
});
