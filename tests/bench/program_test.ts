/** The head comments of benchmark programs, and the choice of programs by name. */

import { assertEquals, assertThrows } from "@std/assert";
import { allSizes, parseProgram, selectPrograms } from "../../bench/program.ts";
import { withExpectations } from "../../bench/record.ts";

const SOURCE = `-- First line,
-- and second.
-- @section nested
-- @size check=1 quick=20 full=300
-- @scale 5 10 20
-- @expect 1 one
-- @expect 20 twenty and more

-- not of the head
return 1
`;

Deno.test("parseProgram reads title, section, sizes and expectations", () => {
  const program = parseProgram("sample", SOURCE, "/sample.lua");
  assertEquals(program.title, "First line, and second.");
  assertEquals(program.section, "nested");
  assertEquals(program.sizes, { check: 1, quick: 20, full: 300 });
  assertEquals(program.scale, [5, 10, 20]);
  assertEquals([...program.expected], [[1, "one"], [20, "twenty and more"]]);
  assertEquals(allSizes(program), [1, 5, 10, 20, 300]);
});

Deno.test("parseProgram refuses a head comment that lacks something", () => {
  const without = (text: string): string => SOURCE.replace(text, "-- ");
  assertThrows(
    () => parseProgram("a", without("-- @section nested")),
    Error,
    "a: needs exactly one @section",
  );
  assertThrows(() => parseProgram("a", SOURCE.replace("nested", "other")), Error, 'no section "other"');
  assertThrows(() => parseProgram("a", SOURCE.replace("full=300", "full=x")), Error, "@size");
});

Deno.test("withExpectations replaces what was recorded and nothing else", () => {
  const changed = withExpectations(SOURCE, new Map([[1, "uno"]]));
  assertEquals(changed, SOURCE.replace("@expect 1 one", "@expect 1 uno").replace(/-- @expect 20.*\n/, ""));
  const program = parseProgram("sample", SOURCE);
  assertEquals(withExpectations(SOURCE, program.expected), SOURCE);
});

Deno.test("selectPrograms takes names, sections and beginnings of names", () => {
  const named = (name: string, section: string) =>
    parseProgram(name, SOURCE.replace("nested", section), `/${name}`);
  const programs = [named("fib", "nested"), named("tak", "nested"), named("sort_a", "tables")];
  const names = (chosen: string[]) => selectPrograms(programs, chosen).map((program) => program.name);
  assertEquals(names([]), ["fib", "tak", "sort_a"]);
  assertEquals(names(["tak"]), ["tak"]);
  assertEquals(names(["sort*", "nested"]), ["fib", "tak", "sort_a"]);
  assertThrows(() => names(["fob"]), Error, 'called "fob"');
});

Deno.test("parseProgram reads the library a program needs", () => {
  const needing = SOURCE.replace("-- @scale", "-- @library cjson\n-- @scale");
  assertEquals(parseProgram("sample", needing).library, "cjson");
  assertEquals(parseProgram("sample", SOURCE).library, undefined);
  assertThrows(() => parseProgram("a", needing.replace("cjson", "cpickle")), Error, 'no library "cpickle"');
});
