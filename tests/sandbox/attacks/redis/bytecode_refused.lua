-- expect: value nil, "binary string: bad header in precompiled chunk", nil, "x: bad header in precompiled chunk", false, "unable to dump given function"
-- CVE-2015-4335: load takes text only, nothing can be dumped
local function chunk() return 1 end
local a, b = loadstring("\27Lua\81\0\1\4\8\4\8\0" .. ("\255"):rep(100))
local n = 0
local c, d = load(function() n = n + 1 if n == 1 then return "\27FLUA" end end, "=x")
local ok, message = pcall(string.dump, chunk)
return a, b, c, d, ok, message
