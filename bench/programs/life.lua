-- Conway's game of life on a torus: rows of cells, neighbours by wrapped indices.
-- @section applications
-- @size check=2 quick=80 full=600
-- @expect 2 499 433025
-- @expect 80 143 87939
-- @expect 600 62 634284

local width, height = 48, 32
local seed = 23
local cells = {}
for y = 1, height do
  local row = {}
  for x = 1, width do
    seed = (seed * 8121 + 28411) % 134456
    row[x] = seed % 3 == 0 and 1 or 0
  end
  cells[y] = row
end

local function generation(old)
  local new = {}
  for y = 1, height do
    local above, here, below = old[(y - 2) % height + 1], old[y], old[y % height + 1]
    local row = {}
    for x = 1, width do
      local left, right = (x - 2) % width + 1, x % width + 1
      local around = above[left] + above[x] + above[right] + here[left] + here[right] + below[left] + below[x]
        + below[right]
      row[x] = (around == 3 or around == 2 and here[x] == 1) and 1 or 0
    end
    new[y] = row
  end
  return new
end

local n = ...
for _ = 1, n do cells = generation(cells) end
local alive, checksum = 0, 0
for y = 1, height do
  for x = 1, width do
    alive = alive + cells[y][x]
    checksum = (checksum * 2 + cells[y][x]) % 1000003
  end
end
return string.format("%d %d", alive, checksum)
