-- Upvalues reached through several levels of functions.
local a = 1
local function f()
  local b = 2
  return function()
    local c = 3
    return function()
      a = a + 1; b = b + 10; c = c + 100
      return a, b, c
    end
  end
end
local mid = f()
local x, y = mid(), mid()
print(x()) print(x()) print(y()) print(a)
local z = f()()
print(z())
