-- Binary trees made and dropped while a long-lived one stays: allocation and garbage collection.
-- @section tables
-- @size check=4 quick=12 full=15
-- @expect 4 31 31
-- @expect 12 40619 8191
-- @expect 15 390486 65535

local function tree(depth)
  if depth == 0 then return {} end
  return { left = tree(depth - 1), right = tree(depth - 1) }
end

local function count(node)
  if node.left == nil then return 1 end
  return 1 + count(node.left) + count(node.right)
end

local depth = ...
local long = tree(depth)
local total = 0
for d = 4, depth, 2 do
  for _ = 1, 2 ^ (depth - d) do total = total + count(tree(d)) end
end
return string.format("%d %d", total, count(long))
