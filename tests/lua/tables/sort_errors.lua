-- sort with bad comparators, mixed types and wrong arguments.
local function e(...) print((select(2, pcall(table.sort, ...)))) end e({1, "x"}) e({{}, {}}) e({1, 2, nil, 3} and {true, false}) e({1, 2, 3}, 5) e() e(5) e("x") e({3, 2, 1}, function() error("cmp", 0) end) e({1, 2, 3, 4, 5}, function() return true end) print(pcall(table.sort, {3, 1, 2}, nil)) e({3, 2, 1}, {}) print((pcall(table.sort, {3, 2, 1}, function() return false end))) e({2, 1}, function(a, b) return a.x < b end) e({print, print})
e({1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, function(a, b) return true end)
