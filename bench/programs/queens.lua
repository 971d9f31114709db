-- N queens by backtracking: counts all ways to place them.
-- @section tables
-- @size check=5 quick=10 full=11
-- @expect 5 10
-- @expect 10 724
-- @expect 11 2680

local n = ...
local columns, up, down = {}, {}, {}
local count = 0

local function place(row)
  if row > n then
    count = count + 1
    return
  end
  for column = 1, n do
    if not columns[column] and not up[row + column] and not down[row - column + n] then
      columns[column], up[row + column], down[row - column + n] = row, true, true
      place(row + 1)
      columns[column], up[row + column], down[row - column + n] = nil, nil, nil
    end
  end
end

place(1)
return string.format("%d", count)
