-- while with changing conditions, breaks and nesting.
local i = 0
while i < 3 do i = i + 1; io.write(i, " ") end print()
while false do print("never") end
local n = 27
local steps = 0
while n ~= 1 do if n % 2 == 0 then n = n / 2 else n = 3 * n + 1 end steps = steps + 1 end
print(steps)
local a = 0
while true do
  a = a + 1
  local b = 0
  while true do b = b + 1; if b > a then break end end
  if a == 4 then break end
end
print(a)
