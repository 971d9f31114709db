-- Spectral norm of an infinite matrix by the power method: a small arithmetic function in nested loops.
-- @section numeric
-- @size check=5 quick=100 full=280
-- @expect 5 1.261217616
-- @expect 100 1.274219991
-- @expect 280 1.274223948

local function entry(i, j)
  local ij = i + j - 1
  return 1 / (ij * (ij - 1) * 0.5 + i)
end

local function times(x, y, n)
  for i = 1, n do
    local sum = 0
    for j = 1, n do sum = sum + x[j] * entry(i, j) end
    y[i] = sum
  end
end

local function transposed(x, y, n)
  for i = 1, n do
    local sum = 0
    for j = 1, n do sum = sum + x[j] * entry(j, i) end
    y[i] = sum
  end
end

local n = ...
local u, v, t = {}, {}, {}
for i = 1, n do u[i] = 1 end
for _ = 1, 5 do
  times(u, t, n)
  transposed(t, v, n)
  times(v, t, n)
  transposed(t, u, n)
end
local uv, vv = 0, 0
for i = 1, n do
  uv = uv + u[i] * v[i]
  vv = vv + v[i] * v[i]
end
return string.format("%.9f", math.sqrt(uv / vv))
