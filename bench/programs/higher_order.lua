-- map, filter and fold by functions passed as arguments: calls of unknown functions from short loops.
-- @section nested
-- @size check=2 quick=1500 full=10000
-- @expect 2 13868
-- @expect 1500 82031896
-- @expect 10000 671256258

local function map(list, f)
  local result = {}
  for i = 1, #list do result[i] = f(list[i]) end
  return result
end

local function filter(list, keep)
  local result, n = {}, 0
  for i = 1, #list do
    local value = list[i]
    if keep(value) then
      n = n + 1
      result[n] = value
    end
  end
  return result
end

local function fold(list, f, value)
  for i = 1, #list do value = f(value, list[i]) end
  return value
end

local function double(x) return x * 2 end
local function wanted(x) return x % 3 ~= 0 end
local function add(a, b) return a + b end
local function larger(a, b) if a > b then return a else return b end end

local rounds = ...
local list = {}
for i = 1, 100 do list[i] = i end
local total = 0
for i = 1, rounds do
  list[i % 100 + 1] = i % 1000
  local chosen = filter(map(list, double), wanted)
  total = total + fold(chosen, add, 0) + fold(chosen, larger, 0)
end
return string.format("%d", total)
