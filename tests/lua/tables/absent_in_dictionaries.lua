-- keys that a table with all kinds of keys has not got are remembered, until it gets them
local class = { name = "class", greet = function(self) return "hello from " .. self.name end }
class.__index = class

local function mixed(n)
  local t = setmetatable({ first = 1, last = 0 }, class)
  for i = 1, n do
    t.last = t.last + 1
    t[t.last] = i
    if i > 3 then
      t[t.first] = nil
      t.first = t.first + 1
    end
  end
  t[1.5] = "a number"
  return t
end

local out = {}
local function note(...)
  for i = 1, select("#", ...) do out[#out + 1] = tostring((select(i, ...))) end
end

-- the same instructions see the key missing, there, gone, there again, and behind other keys
for round = 1, 3 do
  local t = mixed(50)
  local absent, own, inherited = 0, 0, 0
  for i = 1, 200 do
    if t.extra == nil then absent = absent + 1 else own = own + t.extra end
    if t.name == "class" then inherited = inherited + 1 end
    if i == 50 then t.extra = 2 end
    if i == 100 then t.extra = nil end
    if i == 120 then t.name = "mine" end
    if i == 140 then t["key " .. i] = i end
    if i == 150 then rawset(t, "extra", 3) end
    if i == 170 then t.name = nil end
    t[t.first] = nil
    t.first = t.first + 1
    t.last = t.last + 1
    t[t.last] = i
  end
  note(absent, own, inherited, t:greet(), t.first, t.last)
end

-- more keys come than anybody remembers what is missing for
local t = mixed(20)
local missing = 0
for i = 1, 100 do
  if t.wanted == nil then missing = missing + 1 end
  t["k" .. i] = i
  if i == 77 then t.wanted = true end
  if t.k50 ~= nil and i < 50 then note("too early") end
end
note(missing, t.wanted, t.k50, t.k100, t.k101)

-- the class changes under tables that lack a key
local a, b = mixed(10), mixed(10)
for i = 1, 60 do
  note(i % 20 == 0 and a.later or i % 20 == 1 and b.later or nil)
  if i == 20 then class.later = "later" end
  if i == 40 then b.later = "own" end
end

-- stores through instructions that have met tables of other kinds
local function store(t, v) t.last = v t.first = (t.first or 0) + 1 return t.last + t.first end
local kinds = { mixed(5), { last = 1 }, mixed(30), { first = 2, last = 3, [1e10] = 1 }, setmetatable({}, class) }
local sum = 0
for i = 1, 300 do sum = sum + store(kinds[i % #kinds + 1], i) end
note(sum)

print(table.concat(out, " "))
