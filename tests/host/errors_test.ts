import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertNotMatch,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  compile,
  CompileError,
  FerrousError,
  instantiate,
  LimitError,
  LinkError,
  LuaError,
  type LuaFunction,
  UsageError,
  validate,
} from "../../mod.ts";

function failure(source: string, imports: Record<string, unknown> = {}): LuaError {
  return assertThrows(() => instantiate(source, { imports }).run(), LuaError);
}

// ---- compiling ----------------------------------------------------------------------------------------

Deno.test("CompileError has Lua's message, position, line and caret", () => {
  const error = assertThrows(() => compile("local x = 1\n\tlocal = 2\n", { name: "a.lua" }), CompileError);
  assertEquals(error.message, "a.lua:2: '<name>' expected near '='");
  assertEquals([error.chunkName, error.line, error.column], ["a.lua", 2, 8]);
  assertEquals(error.sourceLine, "\tlocal = 2");
  assertEquals(error.caret, "\tlocal = 2\n\t      ^");
  assertEquals(error.name, "CompileError");
  assertInstanceOf(error, FerrousError);
});

Deno.test("chunk names follow Lua's rules", () => {
  const named = (name?: string) => validate("x =", name === undefined ? {} : { name })?.message;
  assertEquals(named(), "script:1: unexpected symbol near '<eof>'");
  assertEquals(named("=stdin"), "stdin:1: unexpected symbol near '<eof>'");
  assertEquals(named("@dir/file.lua"), "dir/file.lua:1: unexpected symbol near '<eof>'");
  assertEquals(named("ünï"), "ünï:1: unexpected symbol near '<eof>'");
});

Deno.test("validate gives null or the error", () => {
  assertEquals(validate("return 1"), null);
  assertInstanceOf(validate("return 1 1"), CompileError);
  assertEquals(validate(new Uint8Array([0x80, 0x81])) instanceof CompileError, true);
  assertEquals(validate("#!/usr/bin/lua\nreturn 1"), null);
  assertThrows(() => validate(5 as unknown as string), UsageError);
});

// ---- errors of scripts ----------------------------------------------------------------------------------

Deno.test("LuaError has message, value, traceback and frames", () => {
  const error = failure("local function f()\n  local t\n  return t.x\nend\nf()");
  assertEquals(error.message, "script:3: attempt to index local 't' (a nil value)");
  assertEquals(error.value, error.message);
  assertEquals(
    error.traceback,
    "stack traceback:\n\tscript:3: in function 'f'\n\tscript:5: in main chunk\n\t[C]: ?",
  );
  assertEquals(error.frames, [
    { source: "script", line: 3, name: "f" },
    { source: "script", line: 5, name: "main chunk" },
    { source: "[C]", line: 0, name: undefined },
  ]);
});

Deno.test("error values of any type arrive", () => {
  assertEquals({ ...failure("error({ code = 7 })").value as object }, { code: 7 });
  assertEquals(failure("error({ code = 7 })").message, "(error object is a table value)");
  assertEquals(failure("error(nil)").value, undefined);
  assertEquals(failure("error(true)").value, true);
  assertEquals(failure("error(12, 0)").message, "12");
  assertEquals(failure("error('plain', 0)").message, "plain");
  assertEquals(failure("error('caf\\195\\169', 0)").message, "café");
  assertEquals(failure("local t = {} t.t = t error(t)").value, undefined, "one that cannot cross");
  assert(typeof failure("error(print)").value === "function");
});

// ---- errors of host functions -----------------------------------------------------------------------------

Deno.test("a host function's exception reaches the script as a message with its position", () => {
  const boom = () => {
    throw new RangeError("too big");
  };
  assertEquals(
    instantiate("\nreturn pcall(function() boom() end)", { imports: { boom } }).main.all(),
    [false, "script:2: too big"],
  );
  const error = failure("\n\nboom()", { boom });
  assertEquals(error.message, "script:3: too big");
  assertInstanceOf(error.cause, RangeError);
  assertEquals(error.frames[0], { source: "[C]", line: 0, name: "boom" });
});

Deno.test("no stack, path or class name of the host reaches the script", () => {
  const throwers: [unknown, string][] = [
    [new Error("cannot open '/home/user/secret.txt' now"), "cannot open '(path)' now"],
    [new Error("at file:///srv/app/main.ts:3:4"), "at (path)"],
    [new Error("C:\\Users\\me\\x.txt missing"), "(path) missing"],
    [new Error("first line\n    at f (/srv/x.ts:1:2)"), "first line"],
    [new Error("see https://example.com/a/b/c"), "see https://example.com/a/b/c"],
    [new Error(""), "host function failed"],
    ["a string", "a string"],
    [42, "host function failed"],
    [null, "host function failed"],
    [undefined, "host function failed"],
    [{ message: { nested: true } }, "host function failed"],
    [
      {
        get message() {
          throw new Error("hostile");
        },
      },
      "host function failed",
    ],
  ];
  for (const [value, message] of throwers) {
    const boom = () => {
      throw value;
    };
    const source = "local _, m = pcall(boom) return m, debug and debug.traceback and debug.traceback()";
    const [text, trace] = instantiate(source, { imports: { boom }, profile: "trusted" }).main.all();
    assertEquals(text, message);
    assertNotMatch(String(trace), /\.ts|file:|\bat /);
  }
});

Deno.test("errors of the engine in host code are messages as well", () => {
  const imports = {
    // deno-lint-ignore no-explicit-any
    f: (x: any) => x.y.z,
  };
  const [ok, message] = instantiate("return pcall(f, {})", { imports }).main.all();
  assertEquals(ok, false);
  assert(typeof message === "string");
});

Deno.test("option errorMessage decides what scripts see", () => {
  const boom = () => {
    throw new Error("secret");
  };
  const instance = instantiate("boom()", { imports: { boom }, errorMessage: () => "failed" });
  const error = assertThrows(() => instance.run(), LuaError);
  assertEquals(error.message, "script:1: failed");
  assertEquals((error.cause as Error).message, "secret");
});

Deno.test("an errorMessage that fails itself does no harm", () => {
  const boom = () => {
    throw new Error("secret");
  };
  const errorMessage = () => {
    throw new Error("worse");
  };
  const instance = instantiate("return pcall(function() boom() end)", { imports: { boom }, errorMessage });
  assertEquals(instance.main.all(), [false, "script:1: host function failed"]);
});

Deno.test("exceptions of a file system are Lua errors", () => {
  const fail = () => {
    throw new TypeError("broken disk at /srv/disk/0");
  };
  const files = { open: fail, remove: fail, rename: fail, temporaryName: fail };
  const instance = instantiate("return pcall(function() io.open('x') end)", { files });
  assertEquals(instance.main.all(), [false, "script:1: broken disk at (path)"]);
});

Deno.test("a thrown LuaError raises its value", () => {
  const boom = () => {
    throw new LuaError({ code: 404, tags: ["a"] });
  };
  const source = "local ok, e = pcall(boom) return ok, e.code, e.tags[1]";
  assertEquals(instantiate(source, { imports: { boom } }).main.all(), [false, 404, "a"]);
  const text = () => {
    throw new LuaError("plain text");
  };
  assertEquals(failure("text()", { text }).message, "plain text");
});

Deno.test("errors keep their identity through JS and back", () => {
  const imports = { call: (f: LuaFunction) => f() };
  const source = `
    local token = setmetatable({}, { __tostring = function() return "token" end })
    local ok, e = pcall(call, function() error(token) end)
    return ok, rawequal(e, token)
  `;
  assertEquals(instantiate(source, { imports }).main.all(), [false, true]);
});

Deno.test("an error crosses several levels of Lua and JS", () => {
  const imports = { call: (f: LuaFunction) => f() };
  const error = failure("call(function() call(function() error('deep') end) end)", {
    imports: {},
    ...imports,
  });
  assertEquals(error.message, "script:1: deep");
});

Deno.test("arguments and results that cannot cross are Lua errors with a place", () => {
  const imports = {
    take: (_: unknown) => {},
    give: () => ({ when: new Date(0) }),
  };
  const [, argument] = instantiate("local t = {} t.t = t return pcall(function() take(1, t) end)", {
    imports,
  })
    .main.all();
  assertEquals(argument, "script:1: bad argument #2 to 'take' (value.t: a table that contains itself)");
  const [, result] = instantiate("return pcall(function() give() end)", { imports }).main.all();
  assertStringIncludes(String(result), "script:1: host function: result.when: an instance of Date");
});

Deno.test("exceptions of output and clocks are Lua errors", () => {
  const stdout = () => {
    throw new Error("disk full");
  };
  assertEquals(
    instantiate("return pcall(print, 1)", { stdout }).main.all()[1],
    "disk full",
  );
  const wallClock = () => {
    throw new Error("no time");
  };
  assertEquals(
    assertThrows(() => instantiate("os.time()", { wallClock }).run(), LuaError).message,
    "script:1: no time",
  );
});

// ---- limits -------------------------------------------------------------------------------------------

Deno.test("steps: the run ends with a LimitError no script can catch, and the next one has its own", () => {
  const instance = instantiate(
    "function spin() while true do end end function f() return 1 end " +
      "function guard() pcall(spin) return 'survived' end",
    { limits: { steps: 10_000 } },
  );
  instance.run();
  const error = assertThrows(() => instance.call("guard"), LimitError);
  assertEquals(error.kind, "steps");
  assertStringIncludes(error.traceback, "in function <script:1>");
  assert(error.usage.steps >= 10_000 && error.usage.steps < 10_200);
  assertEquals(instance.call("f"), 1);
});

Deno.test("memory: the instance is dead afterwards, the host is not", () => {
  const instance = instantiate("local t = {} for i = 1, 1e9 do t[i] = { i } end", {
    limits: { memory: 4 << 20 },
  });
  const error = assertThrows(() => instance.run(), LimitError);
  assertEquals(error.kind, "memory");
  assertEquals(instance.status, "dead");
  assertThrows(() => instance.run(), UsageError, "the instance is dead");
  assertThrows(() => instance.get("x"), UsageError, "the instance is dead");
  assertEquals(instantiate("return 1").run(), 1);
});

Deno.test("time: a busy loop ends", () => {
  const error = assertThrows(
    () => instantiate("while true do end", { limits: { timeout: 30 } }).run(),
    LimitError,
  );
  assertEquals(error.kind, "time");
  let now = 0;
  const fake = instantiate("while true do end", { limits: { timeout: 5 }, clock: () => now++ });
  assertEquals(assertThrows(() => fake.run(), LimitError).kind, "time");
});

Deno.test("a limit hit inside a nested call ends the script, whatever the host function does", () => {
  const imports = {
    swallow: (f: LuaFunction) => {
      try {
        f();
      } catch {
        return "swallowed";
      }
    },
  };
  const instance = instantiate("pcall(swallow, function() while true do end end) return 'alive'", {
    imports,
    limits: { steps: 10_000 },
  });
  assertEquals(assertThrows(() => instance.run(), LimitError).kind, "steps");
  assertEquals(instance.status, "idle");
});

Deno.test("onOutOfSteps may add steps", () => {
  const asked: number[] = [];
  const instance = instantiate("for i = 1, 1000 do end return 'done'", {
    limits: { steps: 100 },
    onOutOfSteps: (usage) => {
      asked.push(usage.steps);
      return 500;
    },
  });
  assertEquals(instance.run(), "done");
  assertEquals(asked, [100, 600]);
});

Deno.test("endless recursion is Lua's stack overflow, also through host functions", () => {
  const overflow = failure("local function f() return 1 + f() end f()");
  assertStringIncludes(overflow.message, "stack overflow");
  const imports = { call: (f: LuaFunction) => f() };
  const ping = instantiate("local function f() return call(f) end return pcall(f)", { imports });
  const [ok, message] = ping.main.all();
  assertEquals(ok, false);
  assertStringIncludes(String(message), "C stack overflow");
});

// ---- linking and options ------------------------------------------------------------------------------

Deno.test("LinkError: imports, libraries, and globals nobody provides", () => {
  assertThrows(
    () => instantiate("", { imports: { x: new Date() } }),
    LinkError,
    "import x: an instance of Date",
  );
  assertThrows(() => instantiate("", { libs: ["nope" as "base"] }), LinkError, 'no library "nope"');
  const source = "function mine() end mine() print(fetchh(1), config.x)";
  assertThrows(
    () => instantiate(source, { strictGlobals: true, imports: { config: {} } }),
    LinkError,
    "globals that nothing provides: fetchh",
  );
});

Deno.test("options that make no sense are refused", () => {
  const bad: [Record<string, unknown>, string][] = [
    [{ profile: "root" }, 'no profile "root"'],
    [{ limits: { steps: -1 } }, "limits.steps"],
    [{ limits: { memory: NaN } }, "limits.memory"],
    [{ limits: { timeout: "5" } }, "limits.timeout"],
    [{ tier: "quantum" }, "tier is one of"],
    [{ convert: { strings: "utf16" } }, "convert.strings is one of"],
    [{ stdout: 5 }, "stdout is a function or an object with writeSync"],
  ];
  for (const [options, message] of bad) assertThrows(() => instantiate("", options), UsageError, message);
});
