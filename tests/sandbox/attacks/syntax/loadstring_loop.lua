-- expect: limit steps
local i = 0 while true do i = i + 1 loadstring("return " .. i) end
