-- return with no value, many values, at the end of blocks, and in the middle via do.
local function f(n)
  if n == 1 then return end
  if n == 2 then return nil end
  if n == 3 then return 1, nil, 3; end
  do return "do block" end
end
print(f(1)) print(f(2)) print(f(3)) print(f(4)) print((f(1)))
local function g() for i = 1, 10 do if i == 4 then return i, "early" end end end
print(g())
local function h() while true do return "from while" end end
print(h())
local function k() repeat local x = 5; return x until false end
print(k())
print(select("#", f(1)), select("#", f(2)), select("#", (f(1))))
