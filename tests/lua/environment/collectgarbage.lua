-- collectgarbage options give numbers and never fail on good arguments.
print(type(collectgarbage("count")), collectgarbage("count") > 0)
print(collectgarbage()) print(collectgarbage("collect"))
print(collectgarbage("stop"), collectgarbage("restart"))
print(type(collectgarbage("step")), type(collectgarbage("setpause", 200)), type(collectgarbage("setstepmul", 200)))
print(type(gcinfo()))
print(pcall(collectgarbage, "bogus")) print(pcall(collectgarbage, 1)) print(pcall(collectgarbage, {}))
local before = collectgarbage("count")
local t = {} for i = 1, 10000 do t[i] = {i} end
local mid = collectgarbage("count")
t = nil collectgarbage()
local after = collectgarbage("count")
print(mid > before, after < mid)
