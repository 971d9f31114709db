-- expect: limit steps
local p = newproxy(true) getmetatable(p).__gc = function() escaped = true end p = nil collectgarbage() while true do pcall(collectgarbage) end
