-- expect: limit steps
local function again() local ok, e = pcall(function() while true do end end) if not ok then return again() end end again()
