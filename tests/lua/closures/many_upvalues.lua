-- Sixty upvalues are allowed, sixty-one are not.
local function src(n)
  local t = {}
  for i = 1, n do t[#t + 1] = "local v" .. i .. " = " .. i end
  t[#t + 1] = "return function() return 0"
  for i = 1, n do t[#t + 1] = " + v" .. i end
  t[#t + 1] = " end"
  return table.concat(t, "\n")
end
print(loadstring(src(60), "=up")()())
print(loadstring(src(61), "=up"))
