-- Numbers to strings and back: tostring, .., tonumber with and without base, fractions.
-- @section strings
-- @size check=10 quick=15000 full=100000
-- @expect 10 83 10870
-- @expect 15000 266682 36008
-- @expect 100000 1966685 75872

local n = ...
local size, total = 0, 0
for i = 1, n do
  local whole = tostring(i)
  local fraction = tostring(i + 0.25)
  local joined = i .. ":" .. (i % 10)
  size = size + #whole + #fraction + #joined
  total = (total + tonumber(whole) + tonumber(fraction) + tonumber("ff", 16) + (joined:sub(-1) + 1)) % 65536
end
return string.format("%d %d", size, total * 4)
