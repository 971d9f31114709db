import { assert, assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { CommandError, parseCommandLine } from "../../cli/options.ts";
import { VERSION } from "../../cli/version.ts";

const MAIN = new URL("../../cli/main.ts", import.meta.url).pathname;
const CONFIG = new URL("../../deno.json", import.meta.url).pathname;

interface Result {
  code: number;
  out: string;
  err: string;
}

/** Runs the command line in `folder`. */
async function cli(
  args: string[],
  options: { folder?: string; stdin?: string; permissions?: string[] } = {},
): Promise<Result> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-prompt",
      "--no-check",
      "--config",
      CONFIG,
      ...options.permissions ?? ["-A"],
      MAIN,
      ...args,
    ],
    cwd: options.folder ?? Deno.cwd(),
    env: { NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(options.stdin ?? ""));
  await writer.close();
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

/** Runs `body` in a fresh folder with the given files. */
async function withFiles(
  files: Record<string, string>,
  body: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    for (const [name, text] of Object.entries(files)) await Deno.writeTextFile(`${folder}/${name}`, text);
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

// ---- arguments ------------------------------------------------------------------------------------------

Deno.test("options may stand before or after the command", () => {
  for (
    const argv of [
      ["--memory", "64M", "--steps=5M", "run", "--timeout", "2s", "x.lua", "--stats", "-e"],
      ["run", "--memory", "64M", "--steps=5M", "--timeout=2000ms", "x.lua", "--stats", "-e"],
    ]
  ) {
    const line = parseCommandLine(argv);
    assertEquals(line.command, "run");
    assertEquals(line.args, ["x.lua", "--stats", "-e"], "what follows the file is the script's");
    assertEquals(line.settings.limits, { memory: 64 << 20, steps: 5e6, timeout: 2000 });
    assertEquals(line.settings.stats, false);
  }
  const compile = parseCommandLine(["compile", "a.lua", "-o", "a.out"]);
  assertEquals([compile.args, compile.settings.output], [["a.lua"], "a.out"]);
  assertEquals(parseCommandLine(["check", "a.lua", "--tier", "compiled", "b.lua"]).args, ["a.lua", "b.lua"]);
  assertEquals(parseCommandLine(["-e", "print(1)", "x", "y"]).args, ["x", "y"]);
  assertEquals(parseCommandLine(["-e", "-- a=b\nx = 1", "--stats"]).code, "-- a=b\nx = 1");
  assertEquals(parseCommandLine(["-e", ""]).code, "");
  assertEquals(parseCommandLine([]).command, "repl");
  assertEquals(parseCommandLine(["run", "x", "-7"]).args, ["x", "-7"]);
});

Deno.test("sizes and counts have suffixes", () => {
  const memory = (given: string) => parseCommandLine(["--memory", given, "repl"]).settings.limits.memory;
  assertEquals(["1024", "1k", "1.5M", "2GiB", "8MB", "none"].map(memory), [
    1024,
    1024,
    1572864,
    2 ** 31,
    8 << 20,
    Infinity,
  ]);
  assertEquals(parseCommandLine(["--steps", "1e6", "repl"]).settings.limits.steps, 1e6);
});

Deno.test("arguments that make no sense are refused", () => {
  const bad: [string[], string][] = [
    [["frobnicate"], "unknown command frobnicate"],
    [["--frob", "run", "x"], "unknown option --frob"],
    [["run", "--profile", "redis", "x"], "the redis profile is not part of this version"],
    [["run", "--profile", "root", "x"], "unknown profile root"],
    [["run", "--tier", "warp", "x"], "unknown tier warp"],
    [["run", "--memory", "lots", "x"], "--memory is a number"],
    [["run", "--timeout", "soon", "x"], "--timeout is a number"],
    [["-e"], "-e needs code"],
    [["--stats", "--steps"], "--steps needs a value"],
    [["--steps", "1M", "--steps", "2M", "-e", "x=1"], "--steps is given more than once"],
    [["--steps", "1M", "run", "--steps=2M", "x"], "--steps is given more than once"],
    [["check", "x", "--tier", "auto", "y", "--tier=auto"], "--tier is given more than once"],
    [["-e", "x=1", "-e", "x=2"], "-e is given more than once"],
    [["-o", "out", "-e", "x=1"], "-o belongs to the compile command"],
    [["run", "-o", "out", "x"], "-o belongs to the compile command"],
  ];
  for (const [argv, message] of bad) assertThrows(() => parseCommandLine(argv), CommandError, message);
});

Deno.test("the version is the project's", () => {
  assertEquals(VERSION, config.version);
});

// ---- running --------------------------------------------------------------------------------------------

Deno.test("run gives scripts their arguments", async () => {
  const script = "#!/usr/bin/env lua\nprint(arg[0], arg[1], #arg, select('#', ...), ...)";
  await withFiles({ "s.lua": script }, async (folder) => {
    assertEquals(await cli(["run", "s.lua", "a", "--b"], { folder }), {
      code: 0,
      out: "s.lua\ta\t2\t2\ta\t--b\n",
      err: "",
    });
  });
});

Deno.test("-e and standard input are run; neither needs a permission", async () => {
  const permissions: string[] = [];
  assertEquals(await cli(["-e", "print('é', ...)", "x"], { permissions }), {
    code: 0,
    out: "é\tx\n",
    err: "",
  });
  const piped = await cli(["run", "-"], { stdin: "error('e')", permissions });
  assertEquals(piped.code, 1);
  assertStringIncludes(piped.err, "lua: stdin:1: e\nstack traceback:\n\t[C]: in function 'error'");
});

Deno.test("errors are printed as lua does, and exit with 1", async () => {
  const files = {
    "runtime.lua": "print('before')\nlocal function f()\n  local t\n  return t.x\nend\nf()\n",
    "syntax.lua": "x = 1\n  y = = 2\n",
    "value.lua": "error({})",
    "nil.lua": "error()",
  };
  await withFiles(files, async (folder) => {
    assertEquals(await cli(["run", "runtime.lua"], { folder }), {
      code: 1,
      out: "before\n",
      err: "lua: runtime.lua:4: attempt to index local 't' (a nil value)\nstack traceback:\n" +
        "\truntime.lua:4: in function 'f'\n\truntime.lua:6: in main chunk\n\t[C]: ?\n",
    });
    assertEquals(await cli(["run", "syntax.lua"], { folder }), {
      code: 1,
      out: "",
      err: "lua: syntax.lua:2: unexpected symbol near '='\n",
    });
    assertEquals((await cli(["run", "value.lua"], { folder })).err, "lua: (error object is not a string)\n");
    assertEquals(await cli(["run", "nil.lua"], { folder }), { code: 1, out: "", err: "" });
    assertEquals(await cli(["run", "missing.lua"], { folder }), {
      code: 1,
      out: "",
      err: "lua: cannot open missing.lua\n",
    });
  });
});

Deno.test("usage errors exit with 2", async () => {
  for (const args of [["run"], ["--frob"], ["run", "--profile", "redis", "x.lua"], ["compile", "x.lua"]]) {
    const { code, err } = await cli(args);
    assertEquals(code, 2, args.join(" "));
    assertMatch(err, /^ferrous: .+\nTry --help\.\n$/);
  }
});

Deno.test("help and version", async () => {
  const help = await cli(["--help"]);
  assertEquals(help.code, 0);
  for (const word of ["run FILE", "-e CODE", "--profile", "--steps", "--stats", "repl"]) {
    assertStringIncludes(help.out, word);
  }
  assertEquals((await cli(["--version"])).out, `Ferrous Lua ${VERSION} (Lua 5.1)\n`);
});

Deno.test("limits end a script", async () => {
  const spin = "pcall(function() while true do end end)";
  const steps = await cli(["--steps", "10K", "-e", spin]);
  assertEquals(steps.code, 1);
  assertStringIncludes(steps.err, "lua: step limit exceeded\nstack traceback:");
  const time = await cli(["--timeout", "50", "-e", spin]);
  assertStringIncludes(time.err, "time limit exceeded");
  const memory = await cli(["--memory", "1M", "-e", "local t = {} while true do t[#t + 1] = {} end"]);
  assertStringIncludes(memory.err, "lua: ");
  assertStringIncludes(memory.err, "memory");
});

Deno.test("stats are printed to standard error", async () => {
  const { code, out, err } = await cli(["--stats", "-e", "print(1)"]);
  assertEquals([code, out], [0, "1\n"]);
  assertMatch(err, /^steps \d+\nmemory [\d.]+ KB, peak [\d.]+ KB\ntime [\d.]+ ms\n$/);
});

Deno.test("the sandbox has no files; trusted has them", async () => {
  const files = {
    "main.lua": `
      local lib = require("lib")
      local f = assert(io.open("out.txt", "w"))
      f:write(lib.name, "\\n")
      f:close()
      for line in io.lines("out.txt") do print(line) end
      print(os.rename("out.txt", "moved.txt"), io.open("out.txt"))
      print(os.remove("moved.txt"), os.remove("moved.txt"))
      print(os.getenv("FERROUS_NO_SUCH"), type(debug.traceback()))
      io.stdout:write("bye\\n")
      os.exit(3)
    `,
    "lib.lua": "return { name = 'lib' }",
  };
  await withFiles(files, async (folder) => {
    const trusted = await cli(["run", "--profile", "trusted", "main.lua"], { folder });
    assertEquals(trusted, {
      code: 3,
      out: "lib\ntrue\tnil\tout.txt: No such file or directory\t2\n" +
        "true\tnil\tmoved.txt: No such file or directory\t2\nnil\tstring\nbye\n",
      err: "",
    });
    const sandboxed = await cli(["run", "main.lua"], { folder });
    assertEquals(sandboxed.code, 1);
    assertStringIncludes(sandboxed.err, "attempt to call global 'require' (a nil value)");
  });
});

Deno.test("os.exit and os.getenv check their arguments as lua does", async () => {
  const script = `
    print(pcall(os.getenv))
    print(pcall(os.exit, "x"))
    print(pcall(function() os.getenv({}) end))
    print(os.getenv("NO_COLOR"), os.getenv(""), os.getenv("a=b"), os.getenv(7))
    os.exit("x")
  `;
  await withFiles({ "s.lua": script }, async (folder) => {
    assertEquals(await cli(["run", "--profile", "trusted", "s.lua"], { folder }), {
      code: 1,
      out: "false\tbad argument #1 to '?' (string expected, got no value)\n" +
        "false\tbad argument #1 to '?' (number expected, got string)\n" +
        "false\ts.lua:4: bad argument #1 to 'getenv' (string expected, got table)\n" +
        "1\tnil\tnil\tnil\n",
      err: "lua: s.lua:6: bad argument #1 to 'exit' (number expected, got string)\nstack traceback:\n" +
        "\t[C]: in function 'exit'\n\ts.lua:6: in main chunk\n\t[C]: ?\n",
    });
  });
});

Deno.test("the command can be installed", async () => {
  await withFiles({ "s.lua": "print('installed', ...)" }, async (folder) => {
    const install = await new Deno.Command(Deno.execPath(), {
      args: [
        "install",
        "-g",
        "-A",
        "--root",
        folder,
        "--config",
        "deno.json",
        "-n",
        "ferrous",
        "cli/main.ts",
      ],
      cwd: new URL("../..", import.meta.url).pathname,
      env: { NO_COLOR: "1" },
    }).output();
    assertEquals(install.code, 0, new TextDecoder().decode(install.stderr));
    const run = await new Deno.Command(`${folder}/bin/ferrous`, {
      args: ["run", "s.lua", "x"],
      cwd: folder,
      env: { NO_COLOR: "1", PATH: `${Deno.execPath().replace(/[^/]+$/, "")}:${Deno.env.get("PATH")}` },
    }).output();
    assertEquals([run.code, new TextDecoder().decode(run.stdout)], [0, "installed\tx\n"]);
  });
});

Deno.test("input and output are bytes", async () => {
  const source = "for line in io.lines() do io.write(line:reverse(), '\\n') end";
  assertEquals((await cli(["-e", source], { stdin: "abc\nxyz" })).out, "cba\nzyx\n");
});

Deno.test("a reader that goes away ends the program quietly", async () => {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--config", CONFIG, MAIN, "-e", "while true do print('line') end"],
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const reader = child.stdout.getReader();
  await reader.read();
  await reader.cancel();
  const [status, err] = await Promise.all([child.status, new Response(child.stderr).text()]);
  assertEquals([status.code, err], [141, ""]);
});

// ---- the other commands -----------------------------------------------------------------------------------

Deno.test("check says nothing of a correct file", async () => {
  await withFiles({ "good.lua": "return 1", "bad.lua": "x = 1\n  y = = 2\n" }, async (folder) => {
    assertEquals(await cli(["check", "good.lua"], { folder }), { code: 0, out: "", err: "" });
    const { code, err } = await cli(["check", "good.lua", "bad.lua"], { folder });
    assertEquals(code, 1);
    assertEquals(err, "lua: bad.lua:2: unexpected symbol near '='\n  y = = 2\n      ^\n");
  });
});

Deno.test("compiled modules run, disassemble alike, and are refused when damaged", async () => {
  await withFiles({ "m.lua": "local x = ...\nprint('got ' .. x)\nerror('here')" }, async (folder) => {
    assertEquals((await cli(["compile", "m.lua", "-o", "m.out"], { folder })).code, 0);
    const { code, out, err } = await cli(["run", "m.out", "arg"], { folder });
    assertEquals([code, out], [1, "got arg\n"]);
    assertStringIncludes(err, "lua: m.lua:3: here");
    const listings = await Promise.all(["m.lua", "m.out"].map((file) => cli(["disasm", file], { folder })));
    assertEquals(listings[0]?.out, listings[1]?.out);
    assertStringIncludes(listings[0]?.out ?? "", "VARARG");
    const bytes = await Deno.readFile(`${folder}/m.out`);
    bytes[bytes.length - 1]! ^= 1;
    await Deno.writeFile(`${folder}/m.out`, bytes);
    const damaged = await cli(["run", "m.out"], { folder });
    assertEquals(damaged.code, 1);
    assertStringIncludes(damaged.err, "not a valid module");
  });
});

Deno.test("repl: statements over several lines, =expr, errors survived", async () => {
  const stdin = [
    "x = 20",
    "=x, nil, 'a'",
    "for i = 1, 2 do",
    "  print(i)",
    "end",
    "error('oops')",
    "y = = 1",
    "=x + 1",
    "local t = setmetatable({}, { __tostring = function() return 'custom' end }) print(t)",
    "=",
    "print('unfinished'",
  ].join("\n");
  const { code, out, err } = await cli(["repl"], { stdin });
  assertEquals(out, "20\tnil\ta\n1\n2\n21\ncustom\n");
  assertStringIncludes(
    err,
    "stdin:1: oops\nstack traceback:\n\t[C]: in function 'error'\n\tstdin:1: in main chunk",
  );
  assertStringIncludes(err, "stdin:1: unexpected symbol near '='");
  assert(!err.includes("[repl]"), err);
  assertEquals(code, 0);
});

Deno.test("repl: a limit is survived, with a new instance where the old one is dead", async () => {
  const stdin = "x = 1\nwhile true do end\n=x\nlocal t = {} while true do t[#t + 1] = {} end\n=x\n";
  const { out, err } = await cli(["repl", "--steps", "1M", "--memory", "300K"], { stdin });
  assertEquals(out, "1\nnil\n");
  assertStringIncludes(err, "step limit exceeded");
  assertStringIncludes(err, "starting with a new one");
});

Deno.test("repl: Ctrl-C ends the statement, not the session", async () => {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--config", CONFIG, MAIN, "repl"],
    env: { NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  const source = "x = 5\nio.stderr:write('spinning\\n') while true do end\n=x\n";
  await writer.write(new TextEncoder().encode(source));
  await writer.close();
  const out = new Response(child.stdout).text();
  let err = "";
  for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
    err += text;
    if (err === "spinning\n") child.kill("SIGINT");
  }
  assertEquals(await out, "5\n");
  assertEquals(err, "spinning\ninterrupted!\nstack traceback:\n\tstdin:1: in main chunk\n\t[C]: ?\n");
  assertEquals((await child.status).code, 0);
});
