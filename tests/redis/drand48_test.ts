/** The random numbers of scripts: those of a server, observed. */

import { assertEquals } from "@std/assert";
import { Drand48 } from "../../redis/drand48.ts";

Deno.test("Drand48: the first numbers of seeds", () => {
  const first = (seed: number) => {
    const generator = new Drand48();
    generator.seed(seed);
    return [generator.next(), generator.next(), generator.next()];
  };
  assertEquals(first(0), [0.1708280361121651, 0.74990198051086721, 0.096371655397290201]);
  assertEquals(first(1), [0.041630344484760586, 0.45449244484980239, 0.83481721851733381]);
  assertEquals(first(42), [0.74452500033403046, 0.34270147855519384, 0.11108528222473585]);
});

Deno.test("Drand48: numbers are from 0 up to 1, and seeds are taken as 32 bits", () => {
  const [a, b] = [new Drand48(), new Drand48()];
  a.seed(-5);
  b.seed(2 ** 32 - 5);
  for (let i = 0; i < 10_000; i++) {
    const x = a.next();
    assertEquals(x >= 0 && x < 1, true);
    assertEquals(b.next(), x);
  }
});
