-- Producer, filter and consumer connected by coroutines that resume each other.
-- @section coroutines
-- @size check=10 quick=150000 full=1000000
-- @expect 10 74 7 dead
-- @expect 150000 4900000 100000 dead
-- @expect 1000000 32666634 666667 dead

local create, resume, yield, status = coroutine.create, coroutine.resume, coroutine.yield, coroutine.status

local function producer(n)
  return create(function()
    for i = 1, n do yield(i) end
    return nil
  end)
end

local function filter(source)
  return create(function()
    while true do
      local _, value = resume(source)
      if value == nil then return nil end
      if value % 3 ~= 0 then yield(value * 2) end
    end
  end)
end

local n = ...
local source = producer(n)
local filtered = filter(source)
local total, count = 0, 0
while true do
  local ok, value = resume(filtered)
  if not ok or value == nil then break end
  total = total + value % 100
  count = count + 1
end
return string.format("%d %d %s", total, count, status(filtered))
