-- print separates with tabs, ends with a newline and calls the global tostring.
print() print(nil) print(nil, nil) print(1, "a", true, nil, 2.5) print("") print("", "") print("tab\there", "nl\nhere") print("a\0b")
local old = tostring
tostring = function(x) return "<" .. old(x) .. ">" end
print(1, "x", nil)
tostring = function() return 42 end
print("numbers are strings too")
tostring = function() return {} end
local ok, msg = pcall(print, 1)
tostring = old
print(ok, msg)
tostring = nil
local ok2, msg2 = pcall(print, 1)
tostring = old
print(ok2, msg2)
