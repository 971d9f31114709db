-- Errors raised in callbacks of library functions pass through them.
local function e(f) print((select(2, pcall(f)))) end
e(function() table.sort({3, 2, 1}, function() error("in sort") end) end)
e(function() string.gsub("abc", ".", function() error("in gsub") end) end)
e(function() table.foreach({1}, function() error("in foreach") end) end)
e(function() table.foreachi({1}, function() error(nil) end) end)
e(function() load(function() error("in reader") end)() end)
e(function() for x in function() error("in iterator") end do end end)
e(function() coroutine.wrap(function() error("in wrap") end)() end)
e(function() tostring(setmetatable({}, {__tostring = function() error("in tostring") end})) end)
e(function() xpcall(function() error("x") end, function() return 1 end) error("after") end)
e(function() ("x"):gsub("x", function() return {} end) end)
e(function() ("x"):gsub("x", {x = function() end}) end)
