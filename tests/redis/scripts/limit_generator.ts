/**
 * Scripts at the limits of the compiler and of nesting: n of something, for n on both sides of each limit.
 *
 * @module
 */

function list(n: number, item: (i: number) => string, separator: string): string {
  return Array.from({ length: n }, (_, i) => item(i)).join(separator);
}

/** What is nested or repeated `n` times. */
const SHAPES: Readonly<Record<string, (n: number) => string>> = {
  parentheses: (n) => `return ${"(".repeat(n)}1${")".repeat(n)}`,
  blocks: (n) => `${"do ".repeat(n)}${"end ".repeat(n)}return 1`,
  conditions: (n) => `${"if true then ".repeat(n)}${"end ".repeat(n)}return 1`,
  loops: (n) => `${"while false do ".repeat(n)}${"end ".repeat(n)}return 1`,
  functions: (n) => `${"local function f() ".repeat(n)}${" end ".repeat(n)}return 1`,
  functionExpressions: (n) => `return ${"function() return ".repeat(n)}1${" end".repeat(n)}`,
  tables: (n) => `return #${"{".repeat(n)}${"}".repeat(n)}`,
  concatenations: (n) => `return ${"'a'..".repeat(n)}'a'`,
  powers: (n) => `return ${"1^".repeat(n)}1`,
  negations: (n) => `return ${"not ".repeat(n)}1`,
  minus: (n) => `return ${"- ".repeat(n)}1`,
  locals: (n) => `${list(n, (i) => `local a${i}=1`, " ")} return 1`,
  localsAtOnce: (n) => `local ${list(n, (i) => `a${i}`, ",")} return 1`,
  localsOfFunction: (n) => `local function f() ${list(n, (i) => `local a${i}`, " ")} end return 1`,
  parameters: (n) => `local function f(${list(n, (i) => `a${i}`, ",")}) end return 1`,
  args: (n) => `local function f(...) return select('#',...) end return f(${list(n, String, ",")})`,
  calls: (n) => `local function f(x) return x end return ${"f(".repeat(n)}1${")".repeat(n)}`,
  fields: (n) => `local t={} t.t=t return type(t${".t".repeat(n)})`,
  branches: (n) => `local x=5 if x==0 then ${list(n, (i) => `elseif x==${i} then return ${i} `, "")}end`,
  loaded: (n) => `local f,e=loadstring('return ${"(".repeat(n)}1${")".repeat(n)}') return {type(f),e}`,
  upvalues: (n) => {
    const names = list(n, (i) => `a${i}`, "+");
    return `${list(n, (i) => `local a${i}=${i} `, "")} local function f() return ${names} end return f()`;
  },
  targets: (n) => `${list(n, () => "a", ",")}=1`,
  captures: (n) => `return (('x'):rep(${n}):gsub(('(x)'):rep(${n}),'y'))`,
  coroutines: (n) =>
    "local function f(d) if d==0 then return 1 end local co=coroutine.wrap(function() return f(d-1) end) " +
    `return co() end local ok,e=pcall(f,${n}) return tostring(e)`,
  protectedCalls: (n) =>
    "local function f(d) if d==0 then return 1 end return select(2,pcall(f,d-1)) end " +
    `return tostring(f(${n}))`,
  metamethods: (n) =>
    "local function f(d) if d==0 then return 1 end " +
    "return setmetatable({},{__index=function() return f(d-1) end}).x end " +
    `local ok,e=pcall(f,${n}) return tostring(e)`,
  callbacks: (n) =>
    "local function f(d) if d==0 then return '1' end " +
    "return (string.gsub('a','a',function() return f(d-1) end)) end " +
    `local ok,e=pcall(f,${n}) return tostring(e)`,
};

const COUNTS = [1, 60, 61, 62, 197, 198, 199, 200, 201, 202, 203, 250, 255, 256];
const NAMES = Object.keys(SHAPES);

/** How many scripts there are. */
export const LIMIT_SCRIPTS = NAMES.length * COUNTS.length;

/** The script of a number from 0 up to {@linkcode LIMIT_SCRIPTS}. */
export function limitScript(index: number): string {
  const shape = SHAPES[NAMES[index % NAMES.length]!]!;
  return shape(COUNTS[Math.floor(index / NAMES.length) % COUNTS.length]!);
}
