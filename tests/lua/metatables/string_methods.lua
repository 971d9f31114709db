-- Strings share a metatable whose __index is the string table and may be extended.
function string.shout(s) return s:upper() .. "!" end
print(("hey"):shout(), ("x").len == string.len, #("abc"):rep(3))
string.shout = nil
print(pcall(function() return ("x"):shout() end))
local mt = getmetatable("")
local old = mt.__index
mt.__index = function(s, k) if type(k) == "number" then return old.sub(s, k, k) end return old[k] end
print(("hello")[1], ("hello")[5], ("hello"):upper())
mt.__index = old
mt.__add = function(a, b) return a .. "+" .. b end
print("a" + "b", "1" + "2", pcall(function() return "a" + 1 end))
mt.__add = nil
mt.__call = function(s, x) return s .. "(" .. tostring(x) .. ")" end
print(("f")(1))
mt.__call = nil
mt.__unm = function(s) return s:reverse() end
print(-"abc", -"12")
mt.__unm = nil
print(pcall(function() local s = "x"; s.y = 1 end))
