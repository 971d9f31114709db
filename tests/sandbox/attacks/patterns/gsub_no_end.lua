-- expect: limit steps
local s = ("a"):rep(3000) while true do s:gsub("a-b", "") end
