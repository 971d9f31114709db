-- Operators by metamethods: vectors and fractions added, multiplied, compared, joined and called.
-- @section metamethods
-- @size check=5 quick=15000 full=150000
-- @expect 5 6 12 139 0
-- @expect 15000 4 8 2181685 3000
-- @expect 150000 8 -34 21828883 30000

local Vector = {}
Vector.__index = Vector

local function vector(x, y) return setmetatable({ x = x, y = y }, Vector) end

function Vector.__add(a, b) return vector(a.x + b.x, a.y + b.y) end
function Vector.__sub(a, b) return vector(a.x - b.x, a.y - b.y) end
function Vector.__mul(a, b)
  if type(b) == "number" then return vector(a.x * b, a.y * b) end
  return a.x * b.x + a.y * b.y
end
function Vector.__unm(a) return vector(-a.x, -a.y) end
function Vector.__eq(a, b) return a.x == b.x and a.y == b.y end
function Vector.__lt(a, b) return a.x < b.x or a.x == b.x and a.y < b.y end
function Vector.__le(a, b) return not (b < a) end
function Vector.__concat(a, b) return "v" .. #tostring(b) end
function Vector.__call(self, k) return self.x * k + self.y end

local n = ...
local total, text = 0, 0
local step, limit = vector(1, 2), vector(50, 50)
local position = vector(0, 0)
for i = 1, n do
  position = position + step * (i % 3)
  if limit < position then position = -position + limit end
  if position == step then total = total + 1 end
  if position <= limit then total = total + 2 end
  total = total + (position - step) * step + position(2)
  if i % 10 == 0 then text = text + #(position .. "ab") end
end
return string.format("%d %d %d %d", position.x, position.y, total, text)
