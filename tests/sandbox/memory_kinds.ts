/**
 * Measures what objects of each kind really take, against what they are charged:
 *
 *     deno run -A --v8-flags=--expose-gc tests/sandbox/memory_kinds.ts
 *
 * For each kind an instance makes objects until it is charged for {@linkcode ENOUGH} bytes; the JS heap is
 * collected before and after. `hogs.ts --write` puts the table into `docs/memory.md`.
 *
 * @module
 */

import { instantiate } from "../../mod.ts";

/** One kind of object. `make` is run for every object, with `t` to keep it in and `i` its number. */
interface Kind {
  readonly name: string;
  readonly setup?: string;
  readonly make: string;
}

/** What was measured for one kind. */
export interface KindCost {
  readonly name: string;
  /** bytes an object is charged for, and bytes it takes */
  readonly charged: number;
  readonly taken: number;
}

const ENOUGH = 12 << 20;

const KINDS: readonly Kind[] = [
  { name: "table, empty", make: "t[i] = {}" },
  { name: "table `{ x = i }`", make: "t[i] = { x = i }" },
  { name: "table with 5 fields", make: "t[i] = { a = i, b = i, c = i, d = i, e = i }" },
  { name: "table `{ i, i, i }`", make: "t[i] = { i, i, i }" },
  { name: "array of 1,000 integers", make: "local u = {} for j = 1, 1000 do u[j] = j end t[i] = u" },
  {
    name: "array of 1,000 fractions",
    make: "local u = { 'x' } for j = 1, 1000 do u[j] = j + i / 7 end t[i] = u",
  },
  {
    name: "table with 1,000 text keys",
    make: `local u = {} for j = 1, 1000 do u["k" .. j + i] = j end t[i] = u`,
  },
  {
    name: "table with 1,000 fractions as keys",
    make: "local u = {} for j = 1, 1000 do u[j / 7] = j end t[i] = u",
  },
  { name: "table with 1,000 tables as keys", make: "local u = {} for j = 1, 1000 do u[{}] = j end t[i] = u" },
  {
    name: "table that had 1,000 elements",
    make: "local u = {} for j = 1, 1000 do u[j] = j end for j = 1000, 1, -1 do u[j] = nil end t[i] = u",
  },
  {
    name: "table with a metatable of its own",
    make: "t[i] = setmetatable({}, { __index = t }) local x = t[i].x",
  },
  { name: "weak table", make: "t[i] = setmetatable({ {} }, { __mode = 'k' })" },
  { name: "string of 20 bytes", make: "t[i] = ('%020d'):format(i)" },
  { name: "string of 1,000 bytes", make: "t[i] = ('%01d'):format(i) .. ('x'):rep(990 + i % 7)" },
  {
    name: "string grown by bytes to 100",
    make: "local s = tostring(i) while #s < 100 do s = s .. '-' end t[i] = s",
  },
  { name: "slice of 20 bytes of 10,000", make: "t[i] = (('x'):rep(10000) .. i):sub(-20)" },
  { name: "function", make: "t[i] = function() end" },
  { name: "function with a captured variable", make: "t[i] = function() return i end" },
  {
    name: "function with 8 shared variables",
    setup: "local a, b, c, d, e, f, g, h",
    make: "t[i] = function() return a, b, c, d, e, f, g, h end",
  },
  { name: "function from `loadstring`", make: "t[i] = loadstring('local a = ... return a + ' .. i)" },
  { name: "iterator of `gmatch`", make: "t[i] = ('a b'):gmatch('%a')" },
  { name: "coroutine, not started", setup: "local function f() end", make: "t[i] = coroutine.create(f)" },
  {
    name: "coroutine, suspended",
    setup: "local f = coroutine.yield",
    make: "t[i] = coroutine.create(function() f() end) coroutine.resume(t[i])",
  },
  {
    name: "coroutine, 100 calls deep",
    setup: "local function f(n) if n > 0 then return 1 + f(n - 1) end coroutine.yield() return 0 end",
    make: "t[i] = coroutine.create(f) coroutine.resume(t[i], 100)",
  },
  {
    name: "coroutine that was 1,000 calls deep",
    setup: "local function f(n) if n > 0 then return 1 + f(n - 1) end return 0 end",
    make: "t[i] = coroutine.create(function() f(1000) coroutine.yield() end) coroutine.resume(t[i])",
  },
  {
    name: "coroutine in a callback of `gsub`",
    make: "t[i] = coroutine.create(function() ('x'):gsub('x', coroutine.yield) end) coroutine.resume(t[i])",
  },
  { name: "userdata", make: "t[i] = newproxy()" },
  { name: "userdata with a metatable", make: "t[i] = newproxy(true)" },
];

/** Measures one kind. Needs `--expose-gc`. */
export function measureKind({ name, setup = "", make }: Kind): KindCost {
  const { gc } = globalThis as unknown as { gc: () => void };
  const source = `t = {} ${setup} function grow(from, to) for i = from, to do ${make} end end`;
  const instance = instantiate(source, { limits: { steps: 1e9, memory: 1 << 30 } });
  instance.run();
  // what the first objects of a kind bring with them is shared by all
  instance.call("grow", 1, 10);
  instance.run();
  const size = (): number => {
    gc();
    const { heapUsed, external } = Deno.memoryUsage();
    return heapUsed + external;
  };
  const account = instance.usage.memory;
  const before = size();
  let count = 0;
  for (let n = 10; instance.usage.memory - account < ENOUGH; n = Math.min(2 * n, 50_000)) {
    instance.call("grow", count + 1, count + n);
    count += n;
  }
  const charged = (instance.usage.memory - account) / count;
  const taken = (size() - before) / count;
  instance.dispose();
  return { name, charged, taken };
}

/** Measures all kinds. */
export async function measureKinds(): Promise<KindCost[]> {
  const costs: KindCost[] = [];
  for (const kind of KINDS) {
    costs.push(measureKind(kind));
    // engines keep what weak references were made for until a job ends
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return costs;
}

if (import.meta.main) console.log(JSON.stringify(await measureKinds()));
