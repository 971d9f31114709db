-- expect: value 13
-- yields from inside metamethods, comparators, callbacks and iterators
local y, n = coroutine.yield, 0
local m = { __index = y, __add = y, __lt = function() y() return true end, __concat = y, __call = y, __tostring = function() y() return "x" end, __eq = y, __newindex = y, __unm = y }
local t, u = setmetatable({}, m), setmetatable({}, m)
local co = coroutine.wrap(function()
  local _ = t.x, t + 1, t < u, t .. "a", t(), tostring(t), t == u, -t
  t.z = 1
  pcall(y) xpcall(y, y)
  table.sort({ 2, 1 }, function(a, b) y() return a < b end)
  return "end"
end)
repeat n = n + 1 until co() == "end"
return n
