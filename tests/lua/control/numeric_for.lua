-- Numeric for: up, down, fractional steps, empty ranges.
local function loop(a, b, c)
  local t = {}
  if c then for i = a, b, c do t[#t + 1] = i end else for i = a, b do t[#t + 1] = i end end
  return "[" .. table.concat(t, " ") .. "]"
end
print(loop(1, 5), loop(5, 1), loop(1, 1), loop(-2, 2), loop(0, 0))
print(loop(5, 1, -1), loop(1, 10, 3), loop(10, 1, -4), loop(1, 5, -1), loop(5, 1, 1))
print(loop(0, 1, 0.25), loop(1, 0, -0.5), loop(1.5, 4), loop(0, 0.5), loop(0.1, 0.35, 0.1))
print(loop(1, 3.9), loop(3, 1.1, -1), loop(1, math.huge > 0 and 3 or 0))
print(loop(1, -math.huge), loop(-1, -3, -1), loop(2^53, 2^53 + 2, 2))
for i = 3, 1 do print("never") end
for i = 1, 0.5 do print("never") end
for i = math.huge, 1 do print("never") end
for i = 1, 3 do local i = i * 2; io.write(i, " ") end print()
for i = 1, 3 do io.write(i, " "); i = 10 end print()
