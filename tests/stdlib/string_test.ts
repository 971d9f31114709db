import { assert, assertEquals } from "@std/assert";
import { LimitTrap, LuaThrow } from "../../vm/errors.ts";
import { Builtin, Closure, type Value } from "../../vm/value.ts";
import { DUMP_HOOK, stringAliases, stringLibrary } from "../../stdlib/string.ts";
import { call, newRuntime, type RecordedCase, runCase, sameResults } from "./string_support.ts";

const named = new Map(stringLibrary.map((f) => [f.name, f]));

function run(rt: ReturnType<typeof newRuntime>, name: string, ...args: Value[]): Value[] {
  return call(rt, named.get(name), args);
}

/** The message of the Lua error that a call raises. */
function messageOf(body: () => unknown): Value {
  try {
    body();
  } catch (error) {
    if (error instanceof LuaThrow) return error.value;
    throw error;
  }
  return "no error";
}

/** The kind of the limit that a call runs into. */
function trapOf(body: () => unknown): string {
  try {
    body();
  } catch (error) {
    if (error instanceof LimitTrap) return error.kind;
    throw error;
  }
  return "no trap";
}

Deno.test("string functions give what lua5.1 gives", async () => {
  const url = new URL("./data/string_fixed.json", import.meta.url);
  const cases = JSON.parse(await Deno.readTextFile(url)) as RecordedCase[];
  const rt = newRuntime();
  for (const [name, args, expected] of cases) {
    const got = runCase(rt, name, args);
    assert(
      sameResults(got, expected),
      `${name} ${JSON.stringify(args)}: ${JSON.stringify(got)} != ${expected}`,
    );
  }
});

Deno.test("the string library has every function of 5.1", () => {
  const names = [...stringLibrary.map((f) => f.name), ...stringAliases.map(([name]) => name)].sort();
  assertEquals(
    names,
    "byte char dump find format gfind gmatch gsub len lower match rep reverse sub upper".split(" "),
  );
});

Deno.test("string.rep checks limits before it builds", () => {
  const rt = newRuntime({ stringLength: 1000, memory: 10_000 });
  assertEquals(messageOf(() => run(rt, "rep", "ab", 501)), "string length overflow");
  assertEquals(messageOf(() => run(rt, "rep", "ab".repeat(400), 2 ** 31 - 1)), "string length overflow");
  assertEquals(run(rt, "rep", "ab", 500), ["ab".repeat(500)]);
});

Deno.test("gsub and format stop at the string limit while they build", () => {
  const rt = newRuntime({ stringLength: 100_000 });
  const long = "x".repeat(50_000);
  assertEquals(messageOf(() => run(rt, "gsub", long, ".", "%0%0%0")), "string length overflow");
  assertEquals(messageOf(() => run(rt, "gsub", "xxx", "x", long)), "string length overflow");
  assertEquals(messageOf(() => run(rt, "format", "%s%s%s", long, long, long)), "string length overflow");
  assertEquals(messageOf(() => run(rt, "format", "%q", "\0".repeat(30_000))), "string length overflow");
  assertEquals(messageOf(() => run(rt, "upper", "\xff" + "x".repeat(200_000))), "string length overflow");
});

Deno.test("string functions charge steps in proportion to the bytes they handle", () => {
  const costs = (length: number) => {
    const rt = newRuntime();
    const s = "aB\xff ".repeat(length / 4);
    return (["upper", "lower", "reverse", "sub", "rep"] as const).map((name) => {
      const before = rt.meter.used;
      if (name === "sub") run(rt, name, s, 2);
      else if (name === "rep") run(rt, name, s, 3);
      else run(rt, name, s);
      return rt.meter.used - before;
    });
  };
  const small = costs(4_000);
  const large = costs(400_000);
  for (let i = 0; i < small.length; i++) {
    assert(Math.abs(large[i]! / small[i]! - 100) < 5, `${small} ${large}`);
  }
});

Deno.test("string.byte stops where the reference runs out of stack", () => {
  const rt = newRuntime();
  const long = "x".repeat(10_000);
  assertEquals(run(rt, "byte", long, 1, 7997).length, 7997);
  assertEquals(messageOf(() => run(rt, "byte", long, 1, 7998)), "stack overflow (string slice too long)");
});

Deno.test("case changes touch ASCII letters only", () => {
  const rt = newRuntime();
  assertEquals(run(rt, "upper", "\xe4\xff\xb5\xdf" + "az".repeat(5000)), [
    "\xe4\xff\xb5\xdf" + "AZ".repeat(5000),
  ]);
  assertEquals(run(rt, "lower", "\xc4Az"), ["\xc4az"]);
});

Deno.test("reverse works across its portions", () => {
  const rt = newRuntime();
  const s = Array.from({ length: 20_001 }, (_, i) => String.fromCharCode(i & 255)).join("");
  assertEquals(run(rt, "reverse", s), [[...s].reverse().join("")]);
});

Deno.test("string.dump uses the host's hook, and refuses without it", () => {
  const rt = newRuntime();
  const closure = new Closure({ proto: { marker: 1 } } as unknown as Closure["code"], [], rt.globals);
  assertEquals(messageOf(() => run(rt, "dump", closure)), "unable to dump given function");
  assertEquals(messageOf(() => run(rt, "dump", named.get("len"))), "unable to dump given function");
  rt.state.set(DUMP_HOOK, (proto: { marker: number }) => "dumped" + proto.marker);
  assertEquals(run(rt, "dump", closure), ["dumped1"]);
  assertEquals(messageOf(() => run(rt, "dump", named.get("len"))), "unable to dump given function");
});

Deno.test("gsub keeps its state while a replacement function uses patterns itself", () => {
  const rt = newRuntime();
  const inner = new Builtin("inner", 1, (rt, args: Value[]) => {
    const [text] = call(rt, named.get("gsub"), [args[1], "(.)(.)", "%2%1"]);
    return `${args[0]}:${text}`;
  });
  assertEquals(run(rt, "gsub", "a=bc d=ef", "(%w)=(%w+)", inner), ["a:cb d:fe", 2]);
});

Deno.test("an exhausted step limit ends gsub in the middle of its calls", () => {
  const rt = newRuntime({ steps: 1000 });
  const f = new Builtin("f", 1, () => "y");
  assertEquals(trapOf(() => run(rt, "gsub", "x".repeat(100_000), ".", f)), "steps");
});

Deno.test("short results of long strings do not keep them alive", async () => {
  const script = `
    import { newRuntime, call } from ${JSON.stringify(new URL("./string_support.ts", import.meta.url).href)};
    import { stringLibrary } from ${JSON.stringify(new URL("../../stdlib/string.ts", import.meta.url).href)};
    const f = new Map(stringLibrary.map((f) => [f.name, f]));
    const rt = newRuntime();
    const kept = [];
    const used = () => { globalThis.gc(); globalThis.gc(); return Deno.memoryUsage().heapUsed; };
    for (const take of [
      (s) => call(rt, f.get("sub"), [s, 100, 200])[0],
      (s) => call(rt, f.get("match"), [s, "a%d+(b%w+c)"])[0],
      (s) => call(rt, f.get("gsub"), [s, "^.-(b%w+c),.*$", "%1"])[0],
      (s) => call(rt, f.get("gsub"), [s, "^.-(b%w+c),.*$", "<%1>"])[0],
      (s) => call(rt, f.get("format"), ["%.50s", s])[0],
      (s) => call(rt, call(rt, f.get("gmatch"), [s, "b%w+c"])[0], [])[0],
    ]) {
      const before = used();
      for (let i = 0; i < 100; i++) {
        const parts = [];
        for (let k = 0; k < 100; k++) parts.push(("a" + i + "b" + "x".repeat(40) + "c,").repeat(20));
        kept.push(take(parts.join("")));
      }
      console.log(used() - before);
    }
    if (kept.some((k) => k === undefined)) throw new Error("no result");
  `;
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(folder + "/main.ts", script);
    const args = ["run", "--no-check", "-A", "--v8-flags=--expose-gc", folder + "/main.ts"];
    const { stdout, stderr, success } = await new Deno.Command(Deno.execPath(), { args }).output();
    assert(success, new TextDecoder().decode(stderr));
    // each of the 100 parents has about 96,000 bytes
    const grown = new TextDecoder().decode(stdout).trim().split("\n").map(Number);
    assertEquals(grown.length, 6);
    for (const bytes of grown) assert(bytes < 1_000_000, `retained bytes: ${grown}`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
