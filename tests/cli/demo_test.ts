import { assert, assertEquals, assertStringIncludes } from "@std/assert";

const ROOT = new URL("../../", import.meta.url);

Deno.test("the demo runs every script, with permission to read only", async () => {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-prompt",
      "--no-check",
      `--allow-read=${new URL("examples/", ROOT).pathname}`,
      "examples/demo.ts",
    ],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
  }).output();
  const text = new TextDecoder().decode(stdout);
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  for (
    const part of [
      '"order 1001": "320.96"',
      "7 products worth 11396.80",
      '"type": "payment.paid"',
      '"found": []',
      "stopped (steps): step limit exceeded",
      "stopped (memory): memory limit exceeded",
      "does not compile: syntax_error.lua:2: 'then' expected near '='",
      "error: runtime_error.lua:2: attempt to index field 'coupon' (a nil value)",
      "runtime_error.lua:8: in function 'total'",
      '"price":119',
    ]
  ) assertStringIncludes(text, part);
  assert(!text.includes("\x1b"), "colours only on a terminal");
});
