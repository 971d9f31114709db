-- expect: limit steps
-- libs: debug
while true do pcall(function() debug.sethook(function() debug.sethook() error("x") end, "", 1) while true do end end) end
