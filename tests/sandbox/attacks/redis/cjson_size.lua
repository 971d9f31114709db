-- expect: limit memory
-- limits: steps=1000000000
-- libs: cjson
-- CVE-2022-24834: sizes of what is encoded
local s = ("\0"):rep(4e6)
local t = {}
for i = 1, 1000 do t[i] = s end
return #cjson.encode(t)
