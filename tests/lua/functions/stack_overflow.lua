-- Endless recursion is a catchable error that says so.
local function r() return 1 + r() end
local ok, msg = pcall(r)
print(ok, (msg:gsub("\n.*", ""):gsub("%s*%(.*", "")))
print(msg:find("stack overflow", 1, true) ~= nil)
local function m() local t = setmetatable({}, {__index = function(t, k) return t[k] end}); return t.x end
local ok2, msg2 = pcall(m)
print(ok2, msg2:find("overflow", 1, true) ~= nil)
print("alive", pcall(function() return "again" end))
