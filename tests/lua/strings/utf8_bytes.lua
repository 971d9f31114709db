-- Strings are bytes: multi-byte characters count as several.
local s = "h\195\169llo \226\130\172 \240\159\152\128"
print(#s, s:upper():byte(1, 4)) print(s:sub(2, 3) == "\195\169", s:find("\226\130\172", 1, true)) print(#s:reverse(), s:byte(-4, -1)) local n = 0 for c in s:gmatch("[%z\1-\127\194-\244][\128-\191]*") do n = n + 1 end print(n) print(s) print("direct: é € 😀", #"é", #"€", #"😀")
