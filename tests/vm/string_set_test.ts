import { assertEquals } from "@std/assert";
import { StringSet } from "../../vm/string_set.ts";

/** A string of its own for each call, however often the same is asked for. */
function copyOf(text: string): string {
  return text.slice(0, text.length >>> 1) + text.slice(text.length >>> 1);
}

for (const length of [300, 9000, 100_000]) {
  const head = "x".repeat(length - 1);

  Deno.test(`equal strings of ${length} bytes are known as the first, whichever comes between`, () => {
    const set = new StringSet();
    const texts = ["a", "b", "c"].map((end) => head + end);
    for (const text of texts) assertEquals(set.known(text), undefined);
    for (let round = 0; round < 5; round++) {
      for (const text of texts) {
        assertEquals(set.known(text), text);
        assertEquals(set.known(copyOf(text)), text);
      }
    }
    for (const text of texts) assertEquals(set.has(copyOf(text)), true);
    assertEquals(set.has(head + "d"), false);
  });

  Deno.test(`strings of ${length} bytes that differ anywhere are different`, () => {
    const set = new StringSet();
    const at = (i: number) => head.slice(0, i) + "y" + head.slice(i);
    const places = [0, 1, 17, length >>> 2, length >>> 1, length - 2];
    for (const i of places) assertEquals(set.known(at(i)), undefined);
    for (const i of places) assertEquals(set.known(at(i)), at(i));
  });
}
