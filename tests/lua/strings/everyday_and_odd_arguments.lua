-- The same call sites meet everyday arguments first, then odd ones: results, messages and lists stay right.
local byte, sub, char, len = string.byte, string.sub, string.char, string.len
local floor, ceil, abs, sqrt, max, min = math.floor, math.ceil, math.abs, math.sqrt, math.max, math.min
local function show(...)
  local t = { n = select("#", ...), ... }
  for i = 1, t.n do t[i] = type(t[i]) == "string" and ("%q"):format(t[i]) or tostring(t[i]) end
  return t.n .. ":" .. table.concat(t, ",")
end

local calls = {
  { function(s, i) return byte(s, i) end, { "abc", 2 } },
  { function(s, i) local c = s:byte(i) return c end, { "abc", 2 } },
  { function(s) return byte(s) end, { "abc" } },
  { function(s, i, j) return sub(s, i, j) end, { "abcdef", 2, 4 } },
  { function(s, i) local r = s:sub(i) return r end, { "abcdef", 3 } },
  { function(s, i) return (s:sub(i, i)) end, { "abcdef", 3 } },
  { function(c) return char(c) end, { 65 } },
  { function(s) return len(s), s:len() end, { "abc" } },
  { function(x) return floor(x), ceil(x), abs(x) end, { 1.5 } },
  { function(x) return sqrt(x) end, { 16 } },
  { function(a, b) return max(a, b), min(a, b) end, { 1, 2 } },
  { function(x) return type(x), tostring(x) end, { 12 } },
  { function(x) return tonumber(x) end, { "12.5" } },
  { function(s) return show(s:byte(1)) end, { "x" } },
  { function(s) return char(byte(s)) end, { "x" } },
  { function(s, i) return floor(byte(s, i)) end, { "xyz", 2 } },
}
local odd = {
  {}, { nil }, { "" }, { "", 0 }, { "abc", 0 }, { "abc", 4 }, { "abc", -1 }, { "abc", -9, 2 }, { "abc", 2, 99 },
  { "abc", 1.9 }, { "abc", "2" }, { "abc", {} }, { "abc", 0 / 0 }, { 123, 2 }, { 12.5, 1, 2 }, { {}, 1 }, { true },
  { "abc", 2, "x" }, { -1 }, { 256 }, { 65.9 }, { "66" }, { "x" }, { 1e300 }, { -0.0 }, { 1 / 0 }, { "0x10" },
  { "  7 " }, { "1e2" }, { ("y"):rep(100), 20, 60 }, { "z", 1, -1 }, { print and "f", 1, nil }, { 3, "10" }, { "9", 8 },
}
for n, case in ipairs(calls) do
  local f, usual = case[1], case[2]
  for _ = 1, 200 do f(unpack(usual)) end
  print(n, show(f(unpack(usual))))
  for k, arguments in ipairs(odd) do
    local results = show(pcall(f, unpack(arguments, 1, 3)))
    if not results:find("0x", 1, true) then print(n, k, results) end
  end
  print(n, show(f(unpack(usual))))
end

-- the library functions replaced while the site is in use
local t = setmetatable({}, { __index = function(_, k) return function(_, i) return k .. tostring(i) end end })
local function at(s, i) return s:byte(i) end
for i = 1, 300 do assert(at("abc", 3) == 99) end
print(at(t, 5), at("abc", 1), at("", 1))
local old = string.byte
string.byte = function(s, i) return "replaced " .. s .. i end
print(at("abc", 1))
string.byte = old
print(at("abc", 1), pcall(at, nil, 1))
