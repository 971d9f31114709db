-- expect: value nil, "function at line 1 has more than 60 upvalues"
-- limits: steps=50000000 memory=268435456
local f, message = loadstring((function() local s = "" for i = 1, 61 do s = s .. "local a" .. i .. " " end s = s .. "function f() return " for i = 1, 61 do s = s .. "a" .. i .. " + " end return s .. "1 end" end)())
return f, message and message:match(":%d+: (.*)")
