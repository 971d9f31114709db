-- The sequence of comparisons is that of the reference quicksort.
local log = {} local t = {5, 2, 8, 1, 9, 3} table.sort(t, function(a, b) log[#log + 1] = a .. "<" .. b; return a < b end) print(table.concat(t, " ")) print(table.concat(log, " ")) local n = 0 local u = {} for i = 1, 100 do u[i] = (i * 7919) % 101 end table.sort(u, function(a, b) n = n + 1; return a < b end) print(n)
local words = {"d1", "a1", "c1", "b1", "a2", "b2", "d2", "c2"} table.sort(words, function(a, b) return a:sub(1, 1) < b:sub(1, 1) end) print(table.concat(words, " "))
