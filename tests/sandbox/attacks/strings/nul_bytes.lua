-- expect: value 3, 2, true
-- P6: a NUL ends nothing
local s = "a\0b" return #s, s:find("%z"), s == "a\0b"
