-- expect: limit steps
-- a large subject, over and over
local s = ("x"):rep(2e6) while true do s:find("y") end
