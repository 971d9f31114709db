import { assertEquals } from "@std/assert";
import { checkFile } from "./golden.ts";

Deno.test("os: every program prints what the reference prints", () => {
  const { failures } = checkFile("os.lua");
  assertEquals(failures.join("\n"), "");
});
