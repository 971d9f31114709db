-- Stores that go to other tables by way of __newindex, again and again at the same place.

local function store(object, value)
  object.x = value
  object.y = value and value + 1
end

local function show(name, ...)
  local texts = {}
  for i = 1, select("#", ...) do
    local t = select(i, ...)
    texts[i] = string.format("{x=%s y=%s}", tostring(rawget(t, "x")), tostring(rawget(t, "y")))
  end
  print(name, table.concat(texts, " "))
end

local function layers(base)
  local middle = setmetatable({}, { __newindex = base })
  return setmetatable({}, { __newindex = middle }), middle
end

for round = 1, 3 do
  -- a table that is built like others, and one of its own kind
  local plain, own = { x = 0, y = 0 }, { x = 0, y = 0, [1] = 1, [-7] = 2, [2.5] = 3 }
  local toPlain = setmetatable({}, { __newindex = plain })
  local toOwn = setmetatable({}, { __newindex = own })
  local twice, between = layers({ x = 0, y = 0 })
  local twiceToOwn = layers({ x = 0, y = 0, [0.5] = 1 })
  for i = 1, 400 do
    store(toPlain, i)
    store(toOwn, 2 * i)
    store(twice, 3 * i)
    store(twiceToOwn, 4 * i)
  end
  show("stored", plain, own, toPlain, toOwn, twice, between)
  -- what is nil in the other table is made there all the same
  for i = 1, 5 do
    store(toPlain, nil)
    store(toOwn, nil)
    store(twice, nil)
    show("removed", plain, own, toPlain, toOwn, twice, between)
    store(toPlain, i)
    store(toOwn, i)
    store(twice, i)
    show("made again", plain, own, toPlain, toOwn, twice, between)
  end
  -- from now on the tables have the key themselves
  rawset(toPlain, "x", "mine")
  rawset(toOwn, "y", "mine")
  rawset(between, "x", "mine")
  store(toPlain, 1000)
  store(toOwn, 1000)
  store(twice, 1000)
  show("own keys", plain, own, toPlain, toOwn, twice, between)
  -- another table, a function, and nothing
  local other = { x = 0, y = 0 }
  local fresh = setmetatable({}, { __newindex = plain })
  for i = 1, 300 do
    store(fresh, i)
    if i == 100 then getmetatable(fresh).__newindex = other end
    if i == 200 then
      getmetatable(fresh).__newindex = function(t, k, v) rawset(other, k, -v) end
    end
  end
  show("changed", plain, other, fresh)
  getmetatable(fresh).__newindex = nil
  store(fresh, 7)
  show("nothing", other, fresh)
  -- the other table has a handler of its own
  local log = {}
  local last = setmetatable({ x = 1 }, { __newindex = function(t, k, v) log[#log + 1] = k .. "=" .. tostring(v) end })
  local first = setmetatable({}, { __newindex = last })
  for i = 1, 3 do store(first, i) end
  last.x = nil
  for i = 4, 6 do store(first, i) end
  show("handled", first, last)
  print(table.concat(log, " "))
end

-- keys that become and cease to be the last one of a part
local target = {}
local proxy = setmetatable({}, { __newindex = target, __index = target })
for i = 1, 40 do proxy[i % 8 + 1] = i end
for i = -20, 20 do proxy[i] = i end
for i = 20, 1, -1 do proxy[i] = nil end
print(#target, proxy[0], proxy[-20], proxy[1])
