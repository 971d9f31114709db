import { assertEquals } from "@std/assert";
import { checkFile, makeInstance } from "./golden.ts";

Deno.test("package: every program prints what the reference prints", () => {
  const { failures } = checkFile("package.lua");
  assertEquals(failures.join("\n"), "");
});

Deno.test("package: modules come from the host's resolver", () => {
  const asked: string[] = [];
  const instance = makeInstance({
    services: {
      resolve: (name) => {
        asked.push(name);
        if (name === "./lib/util.lua") return { source: "return {name = ...}", chunkName: "@util" };
        if (name === "./broken.lua") return { source: "x = = 1", chunkName: "@broken" };
        return undefined;
      },
    },
  });
  assertEquals(instance.run("return require('lib.util').name, require('lib.util') == require('lib.util')"), [
    "lib.util",
    true,
  ]);
  assertEquals(asked, ["./lib/util.lua"]);
  assertEquals(instance.run("return pcall(require, 'broken')"), [
    false,
    "error loading module 'broken' from file './broken.lua':\n\tbroken:1: unexpected symbol near '='",
  ]);
  assertEquals(instance.run("return loadfile('none')"), [
    undefined,
    "cannot open none: No such file or directory",
  ]);
});

Deno.test("package: two instances share nothing", () => {
  const [first, second] = [makeInstance(), makeInstance()];
  first.run("package.loaded.secret = {} package.preload.x = function() return 1 end");
  assertEquals(second.run("return package.loaded.secret, package.preload.x"), [undefined, undefined]);
});

Deno.test("package: a module that yields while it loads", () => {
  const source = "package.preload.x = function() coroutine.yield('loading') return 'module' end " +
    "local co = coroutine.wrap(function() return require 'x' end) return co(), co()";
  assertEquals(makeInstance().run(source), ["loading", "module"]);
});
