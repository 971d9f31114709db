-- expect: value nil, "function or expression too complex near '1'"
-- limits: steps=50000000 memory=268435456
local f, message = loadstring("f(" .. ("1, "):rep(300) .. "1)")
return f, message and message:match(":%d+: (.*)")
