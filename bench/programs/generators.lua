-- Coroutines as generators: a recursive tree walk and number sequences through coroutine.wrap.
-- @section coroutines
-- @size check=2 quick=1500 full=15000
-- @expect 2 46672
-- @expect 1500 35004000
-- @expect 15000 350040000

local yield, wrap = coroutine.yield, coroutine.wrap

local function tree(depth, value)
  if depth == 0 then return nil end
  return { value = value, left = tree(depth - 1, value * 2), right = tree(depth - 1, value * 2 + 1) }
end

local function walk(node)
  if node then
    walk(node.left)
    yield(node.value)
    walk(node.right)
  end
end

local function squares(n)
  return wrap(function()
    for i = 1, n do yield(i * i, i) end
  end)
end

local rounds = ...
local root = tree(6, 1)
local total = 0
for _ = 1, rounds do
  for value in wrap(function() walk(root) end) do total = total + value end
  for square, i in squares(40) do total = total + square - i end
end
return string.format("%d", total)
