-- expect: value nil, "main function has more than 200 local variables"
-- limits: steps=50000000 memory=268435456
local f, message = loadstring(("local a "):rep(201))
return f, message and message:match(":%d+: (.*)")
