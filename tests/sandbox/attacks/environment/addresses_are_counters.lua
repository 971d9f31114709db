-- expect: value true
local a, b = tostring({}), tostring({}) return tonumber(b:match("0x(%x+)"), 16) - tonumber(a:match("0x(%x+)"), 16) == 64
