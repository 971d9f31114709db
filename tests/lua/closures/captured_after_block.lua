-- A captured local outlives its block, and a new local in its place is independent.
local f, g
do local x = "first"; f = function() return x end end
do local y = "second"; g = function() y = y .. "!"; return y end end
local z = "third"
print(f(), g(), g(), f(), z)
local function outer()
  local h
  do local v = 1; h = function() v = v * 2; return v end end
  local w = 50
  return h(), h(), w
end
print(outer())
