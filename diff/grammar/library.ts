/**
 * Every library function with the arguments it is tried with.
 *
 * A signature names one kind of argument each: `n` number, `i` small integer, `s` string, `t` table, `f`
 * function, `v` anything, `p` pattern, `F` format, `c` coroutine, `l` level, and so on; `?` after it: may be
 * left out. Arguments that would take the reference minutes or gigabytes are not made.
 *
 * @module
 */

import type { Random } from "../random.ts";

/** A library function, or a way of calling it, and its arguments. */
export interface Signature {
  readonly name: string;
  readonly args: readonly string[];
  /** what is done with the call, where its result depends on the machine: a Lua expression with `$` for it */
  readonly shown: string;
}

function list(text: string, shown = "$"): Signature[] {
  return text.trim().split("\n").map((line) => {
    const [name, ...args] = line.trim().split(" ");
    return { name: name!, args, shown };
  });
}

/** All signatures. */
export const LIBRARY: readonly Signature[] = [
  ...list(`
    assert v v?
    getmetatable v
    ipairs t
    next tn
    rawequal v v
    rawget t v
    rawset {} v v
    select i v? v? v?
    setmetatable {} t
    tonumber v
    tonumber v b
    tostring v
    type v?
    unpack t u? u?
    print v? v? v?
    error v? l?
    pcall f v? v?
    xpcall f f
    getfenv f?
    loadstring src s?
    pcall =load f s?
    string.byte s i? i?
    string.char B? B? B?
    string.find s p i? v?
    string.format F v? v? v?
    string.gsub s p R i?
    string.len s
    string.lower s
    string.match s p i?
    string.rep s r
    string.reverse s
    string.sub s i i?
    string.upper s
    string.gmatch s p
    table.concat ts s? i? i?
    table.getn t
    table.insert {1,2,3} v
    table.insert {1,2,3} j v
    table.maxn t
    table.remove {1,2,3} j?
    table.sort tn
    table.sort tn cmp
    table.foreachi t f
    table.setn t n
    math.abs n
    math.ceil n
    math.cos n
    math.deg n
    math.exp n
    math.floor n
    math.fmod n n
    math.frexp n
    math.huge
    math.ldexp n i
    math.log n
    math.log10 n
    math.max n n? n?
    math.min n n? n?
    math.mod n n
    math.modf n
    math.pow n n
    math.rad n
    math.random
    math.random m
    math.random m m
    math.randomseed i
    math.sin n
    math.sqrt n
    math.tan n
    math.tanh n
    math.atan n
    math.atan2 n n
    math.asin n
    math.acos n
    math.cosh n
    math.sinh n
    coroutine.create f
    coroutine.wrap f
    coroutine.status c
    coroutine.resume c v? v?
    coroutine.running
    coroutine.yield v?
    debug.traceback
    debug.traceback v l?
    debug.traceback c v? l?
    debug.getmetatable v
    debug.setmetatable {} t
    debug.getinfo l what
    debug.getinfo f what
    debug.getlocal inner i
    debug.getupvalue f i
    debug.setupvalue f i v
    debug.getfenv v
    debug.gethook
    debug.sethook
    os.date D T
    os.difftime n n?
    os.getenv s
    os.setlocale s? cat?
    os.time TT
    os.remove path
    os.rename path path
    io.type v
    io.open path mode?
    io.lines path
    io.read fmt? fmt?
    io.write s? s? n?
    io.input path?
    io.close v
    io.output
    io.flush
    require s
    newproxy v?
    collectgarbage gc
    module s
    package.seeall {}
    package.loadlib ='none.so' s`),
  ...list("os.time\ncollectgarbage count\ngcinfo\nos.clock", "type($)"),
  ...list("string.dump f", "type($)"),
  ...list("os.tmpname", "type(os.remove($))"),
  ...list("collectgarbage step i?\ncollectgarbage collect", "type($)"),
];

const PATTERNS = [
  ..."a b. .* .- .+ %a+ %d* (%a)(%d) () ^a a$ ^.*$ [abc] [^abc] [a-c]+ %w%s %f[%w]%w+ %b() (.)%1 % [ [a (a a) %1 %f"
    .split(" "),
  "",
  "(%w+)=(%w+)",
  "^%s*(.-)%s*$",
  "[%]%-]",
  "[]]",
  "%z",
  "(()())",
  "%bx",
  "((.)(.))",
  "a?b?c?",
  "[%a_][%w_]*",
  "%%",
  "\\0",
];

const FORMATS = [
  ..."%d %i %u %5d %-5d| %05d %+d %x %X %#x %o %c %e %.3e %E %f %.0f %5.1f %g %.14g %.17g %G %q %s %5s %-5s| %.2s"
    .split(" "),
  ..."%% %d%d%d %s%s %10.4s %y % %.100d %-+#0d %5 %ll %5.123f %i%% %*d".split(" "),
  "x%dy%sz",
  "",
];

const DATES =
  "%c %x %X %Y-%m-%d %H:%M:%S %j %a %A %b %B %p %y %w %d %I %U %W %Z %% !%c !%H *t !*t %D %e %F %R %T %n %u %V %G %g %h %C"
    .split(" ");

const BROKEN = [
  "x =",
  "return 1 +",
  "for i = 1 do end",
  "local function end",
  "if x then",
  "a.b:c = 1",
  "x = 'abc",
  "x = [[abc",
  "return return",
  "break",
  "goto x",
  "f(",
  "x = }",
  "local x, = 1",
  "1 = x",
  "return ...",
  "return 1, 2",
  "return (...)",
  "local a <const> = 1",
  "x = 0x",
  "x = 1e",
  "x = 3..2",
  "x = '\\\\300'",
  "--[[ unfinished",
  "return function(...) return arg end",
  "a = a.b.c",
  "x = y z = w",
  "f\\n(x)",
  "= 1",
  "until x",
  "return not nil == true",
];

const SIMPLE: Record<string, readonly string[]> = {
  i: [..."0 1 2 3 4 5 -1 -2 -3 10 2.7 -2.7 '2' 1e10 -1e10 (0/0) (1/0) nil 2^31 -2^31".split(" ")],
  j: [..."0 1 2 3 4 5 -1 '2' 2.5".split(" ")],
  u: [..."0 1 2 3 4 -1 '2' 2.5 nil".split(" ")],
  r: [..."0 1 2 3 10 -1 '3' 2.7 nil (0/0) -1e10".split(" ")],
  m: [..."1 2 10 100 0 -5 1.5 2^31 '7' 2^53 -2^31".split(" ")],
  b: [..."2 8 10 16 36 1 37 0 '16' 2.5 nil".split(" ")],
  B: [..."0 65 97 255 256 -1 48.7 '66' 10".split(" ")],
  l: [..."0 1 2 3 -1 100 '1' nil".split(" ")],
  T: [..."0 1 86400 1e9 1234567890 -1 951782400 2^31 1e10 '5' 1.7".split(" ")],
  c: [
    "coroutine.create(function(...) return ... end)",
    "coroutine.create(function(...) coroutine.yield(...) error('in co') end)",
    "CO",
    "coroutine.running()",
    "nil",
    "print",
  ],
  ts: ["{'a', 'b', 'c'}", "{1, 2, 3}", "{}", "{'x', {}, 'y'}", "{1, nil, 3}", "{n = 1}", "{1.5, 'z', -0}"],
  tn: [
    "{3, 1, 2}",
    "{'b', 'a', 'C'}",
    "{5, 4, 3, 2, 1, 0, -1}",
    "{1, 'a'}",
    "{}",
    "{true, false}",
    "{1, nil, 3}",
    "{{}, {}}",
    "{O1, O2}",
    "{2, 2, 1, 1, 3, 3, 2, 1}",
    "{(0/0), 1, 2}",
  ],
  cmp: [
    "function(a, b) return a > b end",
    "function(a, b) return true end",
    "function(a, b) return false end",
    "function(a, b) error('cmp') end",
    "function(a, b) return tostring(a) < tostring(b) end",
    "nil",
    "1",
    "function() end",
  ],
  R: [
    "'x'",
    "'%0%0'",
    "'%1'",
    "'%2'",
    "'%'",
    "'%%'",
    "''",
    "{a = 'A', b = false, c = 1}",
    "function(...) return select('#', ...) end",
    "function(a) return a end",
    "function() return {} end",
    "function() error('r') end",
    "string.upper",
    "nil",
    "7",
    "true",
    "{a = {}}",
    "O1",
  ],
  inner: ["0", "1", "-1", "100", "'1'"],
  what: ["'S'", "'l'", "'n'", "'u'", "'f'", "'nSl'", "'x'", "'L'", "nil", "'Su'"],
  cat: ["'all'", "'numeric'", "'x'"],
  path: ["'none.txt'", "'t.txt'", "'t2.txt'", "'no/dir.txt'", "''"],
  mode: ["'r'", "'w'", "'a'", "'r+'", "'w+'", "'a+'", "'rb'", "'x'", "''"],
  fmt: ["'*l'", "'*n'", "'*a'", "0", "1", "5", "'l'", "'*x'", "-1", "'*line'", "{}"],
  gc: ["'collect'", "'stop'", "'restart'", "'setpause'", "'setstepmul'", "'x'", "nil"],
  TT: [
    "{year = 2000, month = 1, day = 1}",
    "{year = 2024, month = 2, day = 29, hour = 0}",
    "{year = 1970, month = 1, day = 1, hour = 0, min = 0, sec = 59}",
    "{year = 2001, month = 13, day = 32, hour = 25, min = 61, sec = 61}",
    "{year = 2001, month = -1, day = -5}",
    "{month = 1, day = 1}",
    "{year = 'x', month = 1, day = 1}",
    "{year = '2010', month = '06', day = ' 7 ', isdst = true}",
    "{year = 1969, month = 12, day = 31, hour = 23, min = 59, sec = 59}",
    "{year = 1e10, month = 1, day = 1}",
    "{year = 2000, month = 1.9, day = 1}",
    "{}",
  ],
};

/** One argument of a kind; `value` makes anything of a type. */
export function argument(
  r: Random,
  kind: string,
  value: (type: "number" | "string" | "table" | "function" | "any") => string,
): string {
  // now and then something else altogether; but no kind of date may turn into the present time
  if (kind !== "T" && kind !== "TT" && r.chance(0.05)) return value("any");
  if (kind.startsWith("{")) return kind;
  if (kind.startsWith("=")) return kind.slice(1);
  switch (kind) {
    case "n":
      return value("number");
    case "s":
      return value("string");
    case "t":
      return value("table");
    case "f":
      return value("function");
    case "v":
      return value("any");
    case "p":
      return `"${r.pick(PATTERNS)}"`;
    case "F":
      return `"${r.pick(FORMATS)}"`;
    case "D":
      return `"${r.pick(DATES)}"`;
    case "src":
      return `"${r.pick(BROKEN)}"`;
    case "count":
    case "step":
    case "collect":
      return `"${kind}"`;
  }
  return r.pick(SIMPLE[kind]!);
}
