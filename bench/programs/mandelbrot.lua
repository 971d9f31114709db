-- The Mandelbrot set on a square grid: loops over local floating-point numbers and nothing else.
-- @section numeric
-- @size check=8 quick=120 full=320
-- @expect 8 27 275
-- @expect 120 5739 64932
-- @expect 320 40634 467799

local n = ...
local inside, work = 0, 0
for row = 0, n - 1 do
  local ci = 2 * row / n - 1
  for column = 0, n - 1 do
    local cr = 2 * column / n - 1.5
    local zr, zi, rr, ii = 0, 0, 0, 0
    local escaped = false
    for i = 1, 50 do
      zi = 2 * zr * zi + ci
      zr = rr - ii + cr
      rr, ii = zr * zr, zi * zi
      if rr + ii > 4 then
        escaped = true
        work = work + i
        break
      end
    end
    if not escaped then inside = inside + 1 end
  end
end
return string.format("%d %d", inside, work)
