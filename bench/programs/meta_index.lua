-- __index and __newindex functions: default values, computed fields, lazily filled caches.
-- @section metamethods
-- @size check=5 quick=80000 full=600000
-- @expect 5 237 5
-- @expect 80000 580053 1000
-- @expect 600000 850387 1000

local defaults = setmetatable({}, { __index = function(_, key) return #key end })

local squares = setmetatable({}, {
  __index = function(self, i)
    local value = i * i
    rawset(self, i, value)
    return value
  end,
})

local writes = 0
local watched = setmetatable({}, {
  __newindex = function(self, key, value)
    writes = writes + 1
    rawset(self, key, value)
  end,
})

local Temperature = {}
function Temperature.__index(self, key)
  if key == "celsius" then return (rawget(self, "kelvin") - 273) end
  return Temperature[key]
end
function Temperature.warm(self, by) self.kelvin = self.kelvin + by end

local n = ...
local room = setmetatable({ kelvin = 300 }, Temperature)
local total = 0
for i = 1, n do
  total = total % 1000003 + defaults.name + defaults.height + squares[i % 500]
  watched[i % 1000] = i
  room:warm(i % 2 == 0 and 1 or -1)
  total = total + room.celsius
end
return string.format("%d %d", total, writes)
