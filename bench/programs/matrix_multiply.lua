-- Product of two square matrices of floating-point numbers, as tables of rows.
-- @section tables
-- @size check=5 quick=70 full=150
-- @expect 5 -2000
-- @expect 70 -408250
-- @expect 150 -1874917

local function matrix(n, f)
  local rows = {}
  for i = 1, n do
    local row = {}
    for j = 1, n do row[j] = f(i, j) end
    rows[i] = row
  end
  return rows
end

local function multiply(a, b, n)
  local result = {}
  for i = 1, n do
    local row, left = {}, a[i]
    for j = 1, n do
      local sum = 0
      for k = 1, n do sum = sum + left[k] * b[k][j] end
      row[j] = sum
    end
    result[i] = row
  end
  return result
end

local n = ...
local a = matrix(n, function(i, j) return (i - j) / n end)
local b = matrix(n, function(i, j) return (i + j) / n end)
local product = multiply(a, b, n)
local trace = 0
for i = 1, n do trace = trace + product[i][i] + product[i][n + 1 - i] / 2 end
return string.format("%d", math.floor(trace * 1000 + 0.5))
