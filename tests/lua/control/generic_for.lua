-- Generic for with iterator triples, closures, and early exit.
local function iter(s, i) if i < s then return i + 1, (i + 1) ^ 2 end end
for i, sq in iter, 4, 0 do io.write(i, ":", sq, " ") end print()
local function countdown(n) return function() n = n - 1; if n >= 0 then return n end end end
for v in countdown(4) do io.write(v, " ") end print()
for a, b, c in function(s, v) if not v then return 1, 2 end end do print(a, b, c) end
for x in function() return nil end do print("never") end
for x in function() return end do print("never") end
local n = 0
for w in ("one two three"):gmatch("%a+") do n = n + 1; if n == 2 then print(w) break end end
print(pcall(function() for x in 5 do end end))
print(pcall(function() for x in nil do end end))
print(pcall(function() local t = {}; for x in t do end end))
for f in function(s, v) if v == nil then return false end end do print(f) end
local called = setmetatable({}, {__call = function(self, s, v) v = (v or 0) + 1; if v < 4 then return v end end})
for i in called do io.write(i, " ") end print()
