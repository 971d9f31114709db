-- Forms that the C library's strtod reads besides Lua's own numerals.
print(tonumber("inf"), tonumber("-inf"), tonumber("INF"), tonumber("infinity"))
print(tonumber("infinit"), tonumber("info"))
local n = tonumber("nan")
print(n ~= n)
print(tonumber("0x.8"), tonumber("0x1.8"), tonumber("0x1p4"), tonumber("0x1P-1"))
print("0x10" + 0, "1e1" * 1)
