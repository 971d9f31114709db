-- expect: limit steps
-- libs: cjson
local s = "[" .. (" "):rep(100000) .. "]"
while true do cjson.decode(s) end
