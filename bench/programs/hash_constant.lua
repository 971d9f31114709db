-- Records with constant keys: made by constructors, read and written field by field.
-- @section tables
-- @size check=10 quick=40000 full=400000
-- @expect 10 36 28 21 2010
-- @expect 40000 653366 106668 100 42000
-- @expect 400000 6533366 1066668 100 402000

local n = ...
local config = { width = 80, height = 25, depth = 3, name = "config", visible = true }
local stats = { hits = 0, misses = 0, largest = 0, last = 0 }
for i = 1, n do
  local item = { id = i, kind = i % 3, price = i % 50, tag = "item" }
  item.total = item.price * 2 + item.id % config.depth
  if item.kind == 0 and config.visible then
    stats.hits = stats.hits + item.total
  else
    stats.misses = stats.misses + #item.tag
  end
  if item.total > stats.largest then stats.largest = item.total end
  stats.last = item.id + config.width * config.height
end
return string.format("%d %d %d %d", stats.hits, stats.misses, stats.largest, stats.last)
