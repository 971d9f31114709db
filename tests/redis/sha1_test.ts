/** SHA-1 against Web Crypto. */

import { assertEquals } from "@std/assert";
import { sha1 } from "../../redis/sha1.ts";

async function expected(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-1", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

Deno.test("sha1: every length around the sizes of blocks", async () => {
  for (let length = 0; length < 200; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 37 + length) & 255);
    assertEquals(sha1(String.fromCharCode(...bytes)), await expected(bytes), `${length} bytes`);
  }
});

Deno.test("sha1: a long text", async () => {
  const text = "0123456789abcdef".repeat(20_000);
  assertEquals(sha1(text), await expected(new TextEncoder().encode(text)));
});
