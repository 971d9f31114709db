-- Proxies: read-only views and counting wrappers around tables, two layers deep.
-- @section metamethods
-- @size check=5 quick=40000 full=300000
-- @expect 5 131 10 10 5
-- @expect 40000 1062001 80000 80000 40000
-- @expect 300000 7965001 600000 600000 300000

local function readonly(target)
  return setmetatable({}, {
    __index = target,
    __newindex = function() error("read-only", 2) end,
  })
end

local function counting(target)
  local counts = { reads = 0, writes = 0 }
  local proxy = setmetatable({}, {
    __index = function(_, key)
      counts.reads = counts.reads + 1
      return target[key]
    end,
    __newindex = function(_, key, value)
      counts.writes = counts.writes + 1
      target[key] = value
    end,
  })
  return proxy, counts
end

local n = ...
local data = { a = 1, b = 2, c = 3, list = { 10, 20, 30 } }
local view = readonly(readonly(data))
local proxy, counts = counting(data)
local outer, outerCounts = counting(proxy)
local total = 0
for i = 1, n do
  total = total + view.a + view.b + view.list[i % 3 + 1]
  outer.a = i % 10
  proxy.c = proxy.c % 5 + outer.b
  if i % 20 == 0 and not pcall(function() view.a = 0 end) then total = total + 1 end
end
return string.format("%d %d %d %d", total, counts.reads, counts.writes, outerCounts.reads)
