-- expect: value nil, true
-- limits: steps=50000000 memory=134217728
-- CVE-2025-46819: a long bracket that never ends
local f, message = loadstring("return [" .. ("="):rep(300000) .. "[ x")
local g, other = loadstring("--[" .. ("="):rep(300000) .. " x")
return f, message:find("unfinished long string", 1, true) ~= nil and g ~= nil
