-- Quicksort, heap sort and binary search written in Lua.
-- @section tables
-- @size check=20 quick=6000 full=50000
-- @expect 20 16526 90 true
-- @expect 6000 4 27000 true
-- @expect 50000 0 225000 true

local function quicksort(list, low, high)
  while low < high do
    local pivot = list[(low + high - (low + high) % 2) / 2]
    local i, j = low - 1, high + 1
    while true do
      repeat i = i + 1 until list[i] >= pivot
      repeat j = j - 1 until list[j] <= pivot
      if i >= j then break end
      list[i], list[j] = list[j], list[i]
    end
    quicksort(list, low, j)
    low = j + 1
  end
end

local function sift(list, root, last)
  while 2 * root <= last do
    local child = 2 * root
    if child < last and list[child] < list[child + 1] then child = child + 1 end
    if list[root] >= list[child] then return end
    list[root], list[child] = list[child], list[root]
    root = child
  end
end

local function heapsort(list, n)
  for root = (n - n % 2) / 2, 1, -1 do sift(list, root, n) end
  for last = n, 2, -1 do
    list[1], list[last] = list[last], list[1]
    sift(list, 1, last - 1)
  end
end

local function search(list, value, n)
  local low, high = 1, n
  while low < high do
    local middle = (low + high - (low + high) % 2) / 2
    if list[middle] < value then low = middle + 1 else high = middle end
  end
  return low
end

local n = ...
local a, b = {}, {}
local seed = 3
for i = 1, n do
  seed = (seed * 8121 + 28411) % 134456
  a[i], b[i] = seed, seed
end
quicksort(a, 1, n)
heapsort(b, n)
local same, found = true, 0
for i = 1, n do
  if a[i] ~= b[i] then same = false end
  found = found + search(a, b[i], n) % 10
end
return string.format("%d %d %s", a[1], found, tostring(same))
