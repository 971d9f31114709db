-- What a function has seen many times changes: keys, metatables, chains of __index, handlers.
local function repeated(f, ...)
  local last
  for _ = 1, 80 do last = f(...) end
  return last
end

local function read(o) return o.key end
local function write(o, v) o.key = v end
local function call(o, ...) return o:method(...) end

print("-- keys")
local o = { key = 1 }
print(repeated(read, o))
o.key = nil
print(repeated(read, o))
o.key = false
print(repeated(read, o))
rawset(o, "key", 2)
print(repeated(read, o))
print(repeated(read, {}), repeated(read, { other = 1 }), repeated(read, { other = 1, key = 3 }))

print("-- absent keys appear")
local A = { method = function() return "A" end }
A.__index = A
local B = setmetatable({}, A)
B.__index = B
local C = setmetatable({}, B)
C.__index = C
local c = setmetatable({ own = 1 }, C)
print(repeated(read, c), repeated(call, c))
A.key = "from A"
print(repeated(read, c))
B.key = "from B"
print(repeated(read, c))
C.key = "from C"
print(repeated(read, c))
c.key = "own"
print(repeated(read, c))
c.key = nil
print(repeated(read, c))
C.key = nil
B.key = nil
print(repeated(read, c))
function B.method() return "B" end
print(repeated(call, c))
B.method = nil
print(repeated(call, c))

print("-- chains change")
A.__index = { key = "elsewhere" }
print(repeated(read, c))
setmetatable(B, nil)
print(repeated(read, c), pcall(call, c))
setmetatable(B, { __index = function(t, k) return k .. (t == B and " of B" or "?") end })
print(repeated(read, c))
C.__index = function(t, k) return k .. (t == c and " of c" or "?") end
print(repeated(read, c))
getmetatable(c).__index = nil
print(repeated(read, c))
setmetatable(c, nil)
print(repeated(read, c))
setmetatable(c, { __index = function(...) return select("#", ...) end })
print(repeated(read, c))

print("-- stores")
local log
local mt = {}
local s = setmetatable({}, mt)
write(s, 1)
write(s, nil)
print(rawget(s, "key"))
mt.__newindex = function(...)
  log = select("#", ...) .. ":" .. tostring(select(3, ...))
end
repeated(write, s, 5)
print(log, rawget(s, "key"))
rawset(s, "key", 0)
repeated(write, s, 6)
print(log, rawget(s, "key"))
rawset(s, "key", nil)
repeated(write, s, 7)
print(log, rawget(s, "key"))
local behind = {}
mt.__newindex = behind
repeated(write, s, 8)
print(rawget(s, "key"), behind.key)
setmetatable(behind, { __newindex = function(t, k, v) rawset(t, k, v * 2) end })
behind.key = nil
write(s, 9)
print(rawget(s, "key"), behind.key)
mt.__newindex = nil
repeated(write, s, 10)
print(rawget(s, "key"), behind.key)
print(pcall(repeated, write, setmetatable({}, { __newindex = 7 }), 1))
print(pcall(repeated, read, setmetatable({}, { __index = 7 })))

print("-- keys added, by kind of table")
local function make(n)
  local t = setmetatable({}, n % 2 == 0 and A or nil)
  t.a = n
  t.b = n + 1
  if n % 3 == 0 then t.c = n + 2 end
  t.d = n + 3
  if n % 5 == 0 then t.a = nil end
  t.e = n + 4
  t.f, t.g, t.h, t.i = 1, 2, 3, 4
  return t
end
local sum = 0
for i = 1, 200 do
  local t = make(i)
  for _, v in pairs(t) do sum = sum + v end
  for j = 1, 3 do t[j] = j end
  t.more = 1
  sum = sum + #t + (t.a or 100) + t.more + t.i
end
print(sum)

print("-- many kinds")
local kinds = {}
for i = 1, 24 do
  local class = { ["only" .. i] = i, method = function(self, x) return self.key + x + i end }
  class.__index = class
  kinds[i] = setmetatable({ ["field" .. i] = true, key = i }, class)
end
sum = 0
for round = 1, 40 do
  for i = 1, round < 20 and 3 or #kinds do
    local kind = kinds[i]
    kind.key = kind.key + 1
    kind.extra = kind.key
    sum = sum + kind:method(round) + read(kind)
  end
end
print(sum)
for i = 1, #kinds do write(kinds[i], nil) end
for i = 1, #kinds, 5 do print(repeated(read, kinds[i])) end

print("-- tables with many keys")
local big = {}
for i = 1, 200 do big["k" .. i] = i end
big.__index = big
big.key = "in big"
local small = setmetatable({}, big)
print(repeated(read, small), repeated(read, big))
big.key = nil
print(repeated(read, small), repeated(read, big))
big.key = "again"
for i = 1, 200 do big["l" .. i] = i end
print(repeated(read, small), repeated(read, big))
repeated(write, big, "written")
print(repeated(read, small), big.key)

print("-- globals")
local env = setmetatable({}, { __index = function(_, k) return "no " .. k end })
local function globals() return absent, present end
setfenv(globals, env)
print(repeated(globals), (select(2, globals())))
env.present = 1
print(repeated(globals), (select(2, globals())))
setfenv(globals, setmetatable({ absent = 2 }, { __newindex = error }))
print(repeated(globals), (select(2, globals())))
