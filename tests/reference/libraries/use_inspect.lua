-- lua-inspect
local inspect = require "inspect"
print(inspect { 1, 2, 3 }, inspect { a = 1, b = "two", [3] = true, ["a b"] = { 1 } }, inspect "quo\"te\n\0\1", inspect(nil))
local t = { 1, { 2 }, key = { nested = { deep = true } } }
t.self = t
print(inspect(t), inspect(t, { depth = 1 }), inspect(t.key, { newline = "@", indent = ">>" }))
print(inspect(setmetatable({ 1 }, { __index = { x = 1 }, __call = 1 })))
print(inspect({ a = 1, b = 2, c = { a = 5 } }, { process = function(item, path) if path[#path] ~= "a" then return item end end }))
print((inspect { print, function() end, coroutine.create(function() end) }), inspect { [1.5] = 1, [-1] = 2, [true] = 3, [2 ^ 53] = 4 })
print(inspect({ { 1 }, { 1 } }), inspect { "a", nil, "c" }, inspect { math.huge, -math.huge, 1e100, 0.1 })
