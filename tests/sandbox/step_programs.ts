/**
 * Small programs that between them use every way a Lua program can go on: calls, tail calls, metamethods,
 * iterators, coroutines, callbacks of library functions, errors, loaded text. Each calls `mark` on its way, so
 * that two runs can be compared point by point. They end by themselves, and are used by the tests of steps,
 * slices and cancellation.
 *
 * @module
 */

/** Programs by name. */
export const STEP_PROGRAMS: Readonly<Record<string, string>> = {
  loops: `
    local x = 0
    for i = 1, 40 do x = x + i if i % 10 == 0 then mark(x) end end
    while x > 700 do x = x - 7 end
    repeat x = x - 1 until x < 650
    for i = 10, 1, -3 do mark(i) end
    return x`,
  calls: `
    local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end
    local function down(n) if n == 0 then mark("tail") return 0 end return down(n - 1) end
    mark(fib(7)) down(30)
    return select("#", (function(...) return ... end)(1, 2, 3))`,
  closures: `
    local made = {}
    for i = 1, 6 do local n = i made[i] = function(d) n = n + d return n end end
    for i = 1, 6 do mark(made[i](i) + made[i](1)) end
    return made[1](0)`,
  metamethods: `
    local m = {}
    m.__add = function(a, b) mark("add") return setmetatable({ n = a.n + b.n }, m) end
    m.__eq = function(a, b) mark("eq") return a.n == b.n end
    m.__lt = function(a, b) mark("lt") return a.n < b.n end
    m.__concat = function(a, b) mark("concat") return "c" end
    m.__index = function(t, k) mark(k) return k end
    m.__newindex = function(t, k, v) mark(v) rawset(t, k, v) end
    m.__call = function(self, ...) mark("call") return ... end
    m.__unm = function(a) mark("unm") return a end
    m.__tostring = function() mark("tostring") return "T" end
    local a, b = setmetatable({ n = 1 }, m), setmetatable({ n = 2 }, m)
    local c = a + b
    a.field = "set"
    return a == b, a < b, a <= b, a .. "x", "x" .. 1 .. b, a.missing, a(1, 2), (-c).n, tostring(c)`,
  iterators: `
    local t = { 10, 20, 30, a = 1, b = 2 }
    for i, v in ipairs(t) do mark(v) end
    for k, v in pairs(t) do mark(v) end
    for k in next, t do mark("k") end
    local function range(n, i) if i < n then return i + 1 end end
    for i in range, 4, 0 do mark(i) end
    for w, n in ("a=1, b=2"):gmatch("(%w)=(%w)") do mark(w .. n) end
    table.foreach({ 1, 2 }, function(k, v) mark(v) end)
    table.foreachi({ 1, 2 }, function(k, v) mark(v) end)`,
  coroutines: `
    local function producer(n) for i = 1, n do mark("in " .. i) coroutine.yield(i) end return "end" end
    local co = coroutine.create(producer)
    while true do
      local ok, v = coroutine.resume(co, 3)
      mark(v)
      if coroutine.status(co) == "dead" then break end
    end
    local nested = coroutine.wrap(function()
      local inner = coroutine.wrap(function() coroutine.yield(1) mark("inner") coroutine.yield(2) end)
      coroutine.yield(inner()) coroutine.yield(inner())
    end)
    mark(nested()) mark(nested())
    local bad = coroutine.wrap(function() error({}) end)
    return pcall(bad)`,
  callbacks: `
    local t = {}
    for i = 1, 12 do t[i] = i * 5 % 13 end
    table.sort(t, function(a, b) mark(a) return a > b end)
    mark((("hello world"):gsub("%w+", function(w) mark(w) return w:upper() end)))
    mark((("$a $b"):gsub("%$(%w)", { a = "1" })))
    local parts = { "return ", "1 ", "+ 2" }
    local i = 0
    mark(load(function() i = i + 1 mark(i) return parts[i] end)())
    return table.concat(t, ",")`,
  errors: `
    for i = 1, 3 do mark(select(2, pcall(error, i))) end
    mark((xpcall(function() local x = nil + 1 end, function(m) mark("handler") return m end)))
    mark((xpcall(function() error("x") end, function() error("y") end)))
    local function deep(n) if n == 0 then error("deep", 0) end deep(n - 1) return n end
    mark(select(2, pcall(deep, 20)))
    return pcall(string.rep)`,
  strings: `
    local s = ""
    for i = 1, 12 do s = s .. i .. "," end
    mark(s) mark(#s:rep(20)) mark(s:upper():lower():reverse())
    mark(("%5d|%-5s|%q|%g"):format(42, "ab", "q\\n", 1.5))
    mark(s:find("11", 1, true)) mark(s:match("(%d+),%d+,$")) mark(s:byte(1, 3))
    mark(tostring(1 / 3) .. tonumber("0x10") .. string.char(65, 66))
    return s:sub(-4)`,
  tables: `
    local t = {}
    for i = 1, 20 do table.insert(t, 1, i) end
    for i = 1, 5 do mark(table.remove(t, 2)) end
    for i = 1, 20 do t["k" .. i] = i end
    for i = 1, 20, 2 do t["k" .. i] = nil end
    mark(#t) mark(table.maxn(t)) mark(table.concat(t, " ", 1, 3))
    local n = 0
    for k in pairs(t) do n = n + 1 end
    mark(n) mark(select("#", unpack(t, 1, 10)))
    return rawequal(t, t)`,
  loaded: `
    mark(loadstring("local a = ... mark(a) return a * 2")(4))
    mark(select(2, loadstring("x x")))
    setfenv(1, { mark = mark, x = 5 })
    mark(x)`,
  weak: `
    local t = setmetatable({}, { __mode = "k" })
    for i = 1, 10 do t[{}] = i end
    collectgarbage()
    mark(next(t) == nil)
    mark(type(collectgarbage("count")))`,
};
