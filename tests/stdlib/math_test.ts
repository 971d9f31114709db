import { assertEquals } from "@std/assert";
import { seedRandom } from "../../stdlib/math.ts";
import { RandomGenerator } from "../../stdlib/random.ts";
import { checkFile, makeInstance } from "./golden.ts";

Deno.test("math: every program prints what the reference prints", () => {
  const { failures } = checkFile("math.lua");
  assertEquals(failures.join("\n"), "");
});

Deno.test("math: instances draw the same numbers, each from its own generator", () => {
  const draw = "return math.random(1000), math.random(1000), math.random(1000)";
  const first = makeInstance();
  const second = makeInstance();
  const numbers = first.run(draw);
  first.run(draw);
  assertEquals(second.run(draw), numbers);
});

Deno.test("math: a host can seed the generator", () => {
  const [seeded, other] = [makeInstance(), makeInstance()];
  seedRandom(seeded.rt, 42);
  assertEquals(
    seeded.run("return math.random(1e6)"),
    other.run("math.randomseed(42) return math.random(1e6)"),
  );
});

Deno.test("RandomGenerator: the outputs of C's rand for seed 1", () => {
  const generator = new RandomGenerator();
  assertEquals([generator.next(), generator.next(), generator.next()], [1804289383, 846930886, 1681692777]);
});
