-- Bounds may be numeric strings; other values are errors, evaluated once, in order.
for i = "1", "3" do io.write(type(i), i, " ") end print()
for i = "0x1", 3, "1" do io.write(i, " ") end print()
print(pcall(function() for i = "a", 2 do end end))
print(pcall(function() for i = 1, "b" do end end))
print(pcall(function() for i = 1, 2, "c" do end end))
print(pcall(function() for i = nil, 2 do end end))
print(pcall(function() for i = 1, {} do end end))
print(pcall(function() for i = 1, 2, true do end end))
local log = {}
local function e(x) log[#log + 1] = x; return x end
for i = e(1), e(3), e(1) do log[#log + 1] = "i" .. i end
print(table.concat(log, " "))
local n = 0
for i = 1, 0/0 do n = n + 1 end
for i = 0/0, 5 do n = n + 1 end
print(n)
