-- Leaving a loop early keeps captured values.
local f
for i = 1, 10 do
  local sq = i * i
  if sq > 20 then f = function() return i, sq end; break end
end
print(f())
local g
while true do local k = "kept"; g = function() return k end; if true then break end end
print(g())
local function ret() for i = 1, 5 do local v = i; if i == 3 then return function() v = v + 1; return v, i end end end end
local r = ret()
print(r()) print(r())
