-- Functions of any number of arguments: passing on, select, packing into a table, unpack.
-- @section nested
-- @size check=10 quick=20000 full=150000
-- @expect 10 615
-- @expect 20000 928200
-- @expect 150000 873732

local unpack = unpack or table.unpack
local select = select

local function count(...) return select("#", ...) end

local function pass(...) return ... end

local function sum(...)
  local total = 0
  for i = 1, select("#", ...) do
    total = total + (select(i, ...))
  end
  return total
end

local function packed(...)
  local list = { ... }
  local total = 0
  for i = 1, #list do total = total + list[i] end
  return total
end

local function reverse(first, ...)
  if first == nil then return 0 end
  return first + 2 * reverse(...)
end

local n = ...
local total = 0
local list = { 1, 2, 3, 4, 5 }
for i = 1, n do
  total = total % 1000003 + sum(i, 2, 3, 4) + packed(i, i, 1) + count(pass(i, nil, i))
  total = total + packed(unpack(list)) + reverse(pass(1, i % 5, 3))
end
return string.format("%d", total)
