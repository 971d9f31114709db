-- turns that keep other registers each time, at several depths, and what is seen of the coroutine in between
local yield, resume, create, wrap, status = coroutine.yield, coroutine.resume, coroutine.create,
  coroutine.wrap, coroutine.status

-- one value, several, none, with more or fewer live variables each time, numbers and others in the same variable
local function shifting(n)
  local sum = 0
  for i = 1, n do
    local a = yield(i)
    local b, c = yield(i, sum)
    local text = tostring(a) .. ":" .. tostring(b)
    sum = sum + (tonumber(c) or 0.5) + #text
    if i % 3 == 0 then
      local d, e, f = yield(text, sum, i, nil)
      sum = sum + (tonumber(d) or 1) * (tonumber(e) or 2)
      a = f
    end
    yield()
    local held = a
    a = i / 2
    if yield(held, a) then sum = sum + a end
  end
  return "end", sum
end

local co = create(shifting)
local log = {}
local feed = { 1, "two", 3.5, false, 5 }
local k = 0
local values = { resume(co, 40) }
while status(co) ~= "dead" do
  k = k + 1
  if k % 20 == 0 then log[#log + 1] = table.concat({ tostring(values[1]), tostring(values[2]), tostring(values[3]) }, " ") end
  local x, y, z = feed[k % 5 + 1], feed[k % 3 + 1], k
  if k % 4 == 0 then values = { resume(co) }
  elseif k % 4 == 1 then values = { resume(co, x) }
  else values = { resume(co, x, z, y) } end
end
print(k, values[1], values[2], values[3])
print(table.concat(log, "; "))

-- yields of callees and of the function itself take turns
local function pass(x, ...) return yield(x, ...) end
local function deep(n, x)
  if n == 0 then return (pass(x)) end
  local r = deep(n - 1, x)
  return r
end
local function mixed(n)
  local last
  for i = 1, n do
    last = pass(i, last)
    last = yield(last)
    if i % 10 == 0 then last = deep(i, last) end
  end
  return last
end
local turn = wrap(mixed)
local x, total = turn(60), 0
for i = 1, 125 do
  x = turn(i * 2)
  total = total + x
end
print(x, total, turn(-1))

-- a walk: activations wait at one of three places
local function tree(d, v) if d > 0 then return { v = v, l = tree(d - 1, v * 2), r = tree(d - 1, v * 2 + 1) } end end
local function walk(t)
  if t then
    walk(t.l)
    yield(t.v)
    walk(t.r)
  end
end
for _ = 1, 20 do
  local count, checks = 0, 0
  for v in wrap(function() walk(tree(5, 1)) end) do
    count = count + 1
    checks = checks + v * count
  end
  if _ % 10 == 0 then print(count, checks) end
end

-- what the loop gives to the coroutine is what it has had from it
local seen = {}
for a, b in wrap(function(...)
  local got = select("#", ...)
  for i = 1, 30 do
    local s, control, more = yield(i, got)
    seen[#seen + 1] = tostring(s) .. tostring(control) .. tostring(more)
    got = #seen
  end
end) do
  assert(b >= 0 and a > 0)
end
print(#seen, seen[1], seen[2], seen[30])

-- who is what while others run
local outer
outer = create(function()
  for i = 1, 50 do
    local inner
    inner = wrap(function()
      assert(status(outer) == "normal")
      assert(not resume(outer))
      yield(select(2, resume(outer)))
    end)
    local message = inner()
    inner()
    yield(message, status(outer))
    assert(not pcall(inner))
  end
end)
for i = 1, 51 do
  local ok, message, what = resume(outer, i)
  if i % 25 == 1 then print(ok, message, what, status(outer)) end
end
print(resume(outer))
print(coroutine.running())

-- producers and consumers with several values, and their end
local function producer(n)
  return create(function()
    for i = 1, n do yield(i, i * i, "item " .. i % 3) end
    return nil, "done"
  end)
end
local function filter(source)
  return create(function()
    while true do
      local ok, a, b, c = resume(source)
      if not a then return nil, b end
      if a % 2 == 0 then yield(a, c) end
    end
  end)
end
local filtered, sums = filter(producer(300)), {}
while true do
  local ok, a, c = resume(filtered)
  if not a then print(ok, a, c) break end
  sums[c] = (sums[c] or 0) + a
end
print(sums["item 0"], sums["item 1"], sums["item 2"], status(filtered))

-- errors at some turn
for n = 1, 3 do
  local failing = create(function(n)
    for i = 1, 100 do
      if i == 30 * n then error({ at = i }) end
      if i == 95 then local nothing; nothing.field = i end
      yield(i)
    end
  end)
  local ok, v
  repeat ok, v = resume(failing, n) until not ok
  print(type(v) == "table" and v.at or v, status(failing), resume(failing))
end
