-- Two hundred locals are allowed, one more is not.
local function src(n)
  local t = {"local s = 0"}
  for i = 1, n - 1 do t[#t + 1] = "local v" .. i .. " = " .. i end
  t[#t + 1] = "return v1 + v" .. (n - 1)
  return table.concat(t, "\n")
end
print(loadstring(src(199), "=many")())
print(loadstring(src(200), "=many")())
print(loadstring(src(201), "=many"))
