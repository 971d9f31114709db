-- expect: value nil, "chunk has too many syntax levels"
-- limits: steps=50000000 memory=268435456
local f, message = loadstring("return " .. ("f("):rep(100000))
return f, message and message:match(":%d+: (.*)")
