-- Builtins in tail position, with few results and with many.
local function list(n) local t = {} for i = 1, n do t[i] = i * i end return t end
local function all(t, n) return unpack(t, 1, n) end
local function counted(...) return select("#", ...) end
for _, n in ipairs { 0, 1, 2, 7, 8, 15, 16, 17, 31, 32, 100 } do
  local t = list(n)
  print(n, counted(all(t, n)), (all(t, n)), select(-1, 0, all(t, n)))
end
local function bytes(s, n) return s:byte(1, n) end
print(counted(bytes(("x"):rep(60), 60)), (bytes("abc", 3)))
local function matched(s) return s:match(("(.)"):rep(20)) end
print(counted(matched(("0123456789"):rep(3))), matched("01234567890123456789"))
local function choose(n, ...) return select(n, ...) end
print(counted(choose(2, unpack(list(40)))), counted(choose(-3, unpack(list(40)))))
print(pcall(all, {}, 1e8))
