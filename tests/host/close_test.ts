/** Finalizers, and the end of an instance as `lua_close` makes it. */

import { assertEquals, assertThrows } from "@std/assert";
import { instantiate, type InstantiateOptions, LimitError, MemoryFiles, UsageError } from "../../mod.ts";

function lines(source: string, options: InstantiateOptions = { profile: "trusted" }): string[] {
  const printed: string[] = [];
  const instance = instantiate(source, { ...options, stdout: (text) => void printed.push(text) });
  instance.run();
  instance.close();
  return printed.join("").split("\n").slice(0, -1);
}

const MAKE = `local function make(name, f)
  local u = newproxy(true)
  getmetatable(u).__gc = f or function() print(name) end
  return u
end `;

Deno.test("collectgarbage calls finalizers of dead userdata, newest first, once", () => {
  assertEquals(
    lines(
      MAKE +
        `local kept = make("kept") make("a") make("b") make("c") collectgarbage() collectgarbage() print("end")`,
    ),
    ["c", "b", "a", "end", "kept"],
  );
});

Deno.test("an error in a finalizer is one of collectgarbage, and the other finalizers come later", () => {
  const source = MAKE +
    `make("a") make("b", function() error("oops", 0) end) print(pcall(collectgarbage)) print(pcall(collectgarbage))`;
  assertEquals(lines(source), ["false\toops", "a", "true\t0"]);
});

Deno.test("a userdata that its finalizer saves is not finalized again", () => {
  const source = MAKE + `make("", function(u) saved = u print("saved") end) collectgarbage() saved = nil ` +
    `collectgarbage() print("end")`;
  assertEquals(lines(source), ["saved", "end"]);
});

Deno.test("finalizers are called when memory is traced, too", () => {
  const source = MAKE + `local done = false make("", function() done = true end) ` +
    `local n = 0 while not done do n = n + 1 local t = {n} end print(done)`;
  for (const tier of ["interpreter", "compiled"] as const) {
    assertEquals(lines(source, { profile: "trusted", tier }), ["true"]);
  }
});

Deno.test("what is finalized leaves weak values at once and weak keys afterwards", () => {
  const source = MAKE + `local k, v = setmetatable({}, {__mode = "k"}), setmetatable({}, {__mode = "v"})
    do local u u = make("", function(u) print(k[u], v[1]) end) k[u] = "key" v[1] = u end
    collectgarbage() print(next(k) ~= nil) collectgarbage() print(next(k))`;
  assertEquals(lines(source), ["key\tnil", "true", "nil"]);
});

Deno.test("close ignores errors of finalizers and ends the instance", () => {
  const printed: string[] = [];
  const source = MAKE + `A = make("a") B = make("b", function() error("ignored") end) C = make("c")`;
  const instance = instantiate(source, { profile: "trusted", stdout: (text) => void printed.push(text) });
  instance.run();
  instance.close();
  assertEquals(printed, ["c\n", "a\n"]);
  instance.close();
  assertThrows(() => instance.run(), UsageError, "it was closed");
});

Deno.test("finalizers at close stop at the limits of a run", () => {
  const source = MAKE + `A = make("", function() while true do end end)`;
  const instance = instantiate(source, { profile: "trusted", limits: { steps: 100_000 } });
  instance.run();
  assertThrows(() => instance.close(), LimitError);
  assertEquals(instance.status, "dead");
});

Deno.test("the sandbox has no finalizers", () => {
  assertEquals(lines(MAKE + `make("a") collectgarbage() print("end")`, {}), ["end"]);
});

Deno.test("what a script has written is out at the end of a run", () => {
  const files = new MemoryFiles();
  const instance = instantiate(
    `f = io.open("t", "w") f:write("one") g = io.open("t") print(g:read("*a") == "") h = f`,
    { profile: "trusted", files },
  );
  instance.run();
  assertEquals(files.readFile("t"), "one");
});

Deno.test("buffers are written when full, at line ends, or at once, as setvbuf says", () => {
  const files = new MemoryFiles();
  const source = `local function size() local f = io.open("t") local n = f:seek("end") f:close() return n end
    local f = io.open("t", "w") local sizes = {}
    local function write(text) f:write(text) sizes[#sizes + 1] = size() end
    write(("x"):rep(4095)) write("y") write("z") write(("x"):rep(10000))
    f:setvbuf("line") write("a\\nb") write("c\\n") f:setvbuf("no") write("d") f:close()
    return table.concat(sizes, " "), size()`;
  const sizes = instantiate(source, { profile: "trusted", files }).main.all();
  assertEquals(sizes, ["0 0 4096 12288 14099 14102 14103", 14103]);
});
