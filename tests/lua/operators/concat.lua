-- Concatenation of strings and numbers, right associative, and its errors.
print("a" .. "b" .. "c" .. "d")
print(1 .. 2, 1.5 .. "x", -1 .. "", 1e100 .. "|", 2^53 .. "")
local s = ""
for i = 1, 10 do s = s .. i .. "," end
print(s)
print(pcall(function() return "a" .. nil end))
print(pcall(function() return {} .. "a" end))
print(pcall(function() return "a" .. "b" .. true end))
print(pcall(function() return 1 .. {} end))
print(pcall(function() local x; return "a" .. x .. "b" end))
print(pcall(function() local x = {}; return x.y .. "b" end))
print(pcall(function() return undefinedglobal .. "b" end))
print("a" .. "\0" .. "b" == "a\0b", #("x" .. "\0"))
