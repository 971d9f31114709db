-- expect: limit steps
local i = 0 while true do i = i + 1 local _ = ("x"):find(("[a-z]*"):rep(20) .. i) end
