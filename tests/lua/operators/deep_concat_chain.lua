-- A concatenation of very many operands in one expression.
local parts = {}
for i = 1, 180 do parts[i] = "'" .. i % 10 .. "'" end
local s = assert(loadstring("return " .. table.concat(parts, " .. ")))()
print(#s, s:sub(1, 20), s:sub(-5))
local sum = {}
for i = 1, 180 do sum[i] = i end
print(assert(loadstring("return " .. table.concat(sum, " + ")))())
local par = ("("):rep(150) .. "1" .. (")"):rep(150)
print(assert(loadstring("return " .. par))())
