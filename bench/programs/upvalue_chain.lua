-- Functions nested five deep whose innermost reads and writes variables of every level.
-- @section closures
-- @size check=10 quick=10000 full=80000
-- @expect 10 1080 348
-- @expect 10000 1080000 348000
-- @expect 80000 8640000 2784000

local grand = 0

local function level1(a)
  local b = a + 1
  return function(c)
    local d = b + c
    return function(e)
      local f = d + e
      return function(g)
        local h = f + g
        return function(i)
          b = b + 1
          d = d + b
          f = f + d % 3
          h = h + 1
          grand = grand + (a + b + c + d + e + f + g + h + i) % 11
          return h
        end
      end
    end
  end
end

local n = ...
local total = 0
for i = 1, n do
  local inner = level1(i % 5)(1)(2)(3)
  for j = 1, 8 do total = total + inner(j) end
end
return string.format("%d %d", total, grand)
