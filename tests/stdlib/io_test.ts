import { assert, assertEquals } from "@std/assert";
import { MemoryFiles } from "../../stdlib/memory_files.ts";
import { LimitTrap } from "../../vm/errors.ts";
import { FileError } from "../../vm/file_system.ts";
import { checkFile, makeInstance } from "./golden.ts";

Deno.test("io: every program prints what the reference prints", () => {
  const { failures } = checkFile("io.lua");
  assertEquals(failures.join("\n"), "");
});

Deno.test("io: without files there is nothing to open", () => {
  const instance = makeInstance();
  assertEquals(instance.run("return io.open, io.popen, io.tmpfile, os.remove, io.type(io.stdout)"), [
    undefined,
    undefined,
    undefined,
    undefined,
    "file",
  ]);
  assertEquals(instance.run("return pcall(io.lines, 'x')"), [
    false,
    "bad argument #1 to '?' (x: Permission denied)",
  ]);
});

Deno.test("io: popen is refused even where there are files", () => {
  const instance = makeInstance({ services: { files: new MemoryFiles() } });
  assertEquals(instance.run("return pcall(io.popen, 'ls')"), [false, "'popen' not supported"]);
});

Deno.test("io: seeking a standard stream is an illegal seek", () => {
  assertEquals(makeInstance().run("return io.stdout:seek()"), [undefined, "Illegal seek", 29]);
});

Deno.test("io: standard output and error go to their own sinks, one write a call", () => {
  const out: string[] = [];
  const err: string[] = [];
  const instance = makeInstance({
    services: { stdout: (bytes) => void out.push(bytes), stderr: (bytes) => void err.push(bytes) },
  });
  instance.run("io.write('a', 1, '\\n') io.stdout:write('b') io.stderr:write('c', 'd')");
  assertEquals([out, err], [["a1\n", "b"], ["cd"]]);
});

Deno.test("io: standard input is read as it comes", () => {
  const chunks = ["li", "ne 1\nli", "", "ne 2", "\n"];
  const instance = makeInstance({ services: { stdin: () => chunks.shift() } });
  assertEquals(instance.run("return io.read(), io.read(), io.read()"), ["line 1", "line 2", undefined]);
});

Deno.test("io: what follows a NUL is lost with its line end, as C's fgets has it", () => {
  const chunks = ["a\0b\nc\nd\0"];
  const instance = makeInstance({ services: { stdin: () => chunks.shift() } });
  assertEquals(instance.run("return io.read(), io.read(), io.read()"), ["ac", "d", undefined]);
});

Deno.test("io: endless input runs into the memory limit", () => {
  const instance = makeInstance({ memory: 4 << 20, services: { stdin: () => "x".repeat(1000) } });
  for (const format of ["*l", "*a", "*n"]) {
    const endless = makeInstance({
      memory: 4 << 20,
      services: { stdin: () => (format === "*n" ? "1" : "x").repeat(1000) },
    });
    assertThrowsTrap(() => endless.run(`return io.read('${format}')`));
  }
  assertEquals((instance.run("return io.read(10)")[0] as string).length, 10);
});

Deno.test("io: an error of the host's reader becomes nil, message and number", () => {
  const failing = {
    read: () => {
      throw new FileError("Input/output error", 5);
    },
    write: () => {
      throw new FileError("No space left on device", 28);
    },
    seek: () => 0,
    flush: () => {},
    close: () => {},
  };
  const instance = makeInstance({
    services: {
      files: { open: () => failing, remove: () => {}, rename: () => {}, temporaryName: () => "t" },
    },
  });
  assertEquals(instance.run("f = io.open('x', 'r+') return f:read()"), [undefined, "Input/output error", 5]);
  // what is written waits in the buffer, as in C
  assertEquals(instance.run("return f:write('x')"), [true]);
  assertEquals(instance.run("return f:flush()"), [undefined, "No space left on device", 28]);
  assertEquals(instance.run("return pcall(f:lines())"), [false, "Input/output error"]);
});

Deno.test("MemoryFiles: keeps within its capacity", () => {
  const files = new MemoryFiles({ capacity: 1000, maxFiles: 2 });
  const instance = makeInstance({ services: { files } });
  const source = "local f = io.open('a', 'w') local ok, e = f:write(('x'):rep(900)) " +
    "return ok, e, f:flush(), f:write(('x'):rep(200)), f:flush()";
  assertEquals(instance.run(source), [true, undefined, true, true, undefined, "No space left on device", 28]);
  assertEquals(instance.run("io.open('b', 'w') return io.open('c', 'w')"), [
    undefined,
    "c: No space left on device",
    28,
  ]);
  const second =
    "io.open('a', 'w'):close() local f = io.open('b', 'w') return f:write(('y'):rep(900)), f:close()";
  assertEquals(instance.run(second), [true, true]);
  assertEquals(files.readFile("b"), "y".repeat(900));
});

function assertThrowsTrap(fn: () => unknown): void {
  try {
    fn();
  } catch (error) {
    assert(error instanceof LimitTrap);
    return;
  }
  throw new Error("no limit was reached");
}
