-- expect: value false, false
-- libs: cjson
-- CVE-2022-24834: depth of what is encoded and decoded
local t = {}
for i = 1, 100000 do t = { t } end
return (pcall(cjson.encode, t)), (pcall(cjson.decode, ("["):rep(100000)))
