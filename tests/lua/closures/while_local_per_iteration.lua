-- A local of a loop body is new each time round, in every kind of loop.
local fs, i = {}, 1
while i <= 3 do local j = i * 10; fs[i] = function() j = j + 1; return j end; i = i + 1 end
print(fs[1](), fs[1](), fs[2](), fs[3](), i)
local gs, n = {}, 0
repeat local x = n; gs[#gs + 1] = function() return x, n end; n = n + 1 until x >= 2
for _, g in ipairs(gs) do print(g()) end
local hs = {}
for i = 1, 2 do for j = 1, 2 do hs[#hs + 1] = function() return i .. j end end end
for _, h in ipairs(hs) do io.write(h(), " ") end
print()
