-- Building strings by concatenation, tables and buffers gives the same text.
local a, t = "", {}
for i = 1, 2000 do a = a .. i; t[#t + 1] = i end
print(#a, a == table.concat(t), a:sub(1, 20), a:sub(-8))
local r = "" for c in ("stressed"):gmatch(".") do r = c .. r end print(r)
local parts = {} for i = 1, 100 do parts[i] = ("%02d"):format(i % 100) end print(#table.concat(parts, "-"), table.concat(parts, "", 98))
local big = ("0123456789"):rep(10000) print(#big, big:sub(50001, 50010), #(big .. big), (big .. "x"):byte(-1))
