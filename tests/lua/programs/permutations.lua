-- Permutations, combinations, power sets and lexicographic next.
local function combos(t, k) local out = {} local function go(i, cur) if #cur == k then out[#out + 1] = table.concat(cur) return end for j = i, #t do cur[#cur + 1] = t[j] go(j + 1, cur) cur[#cur] = nil end end go(1, {}) return out end
print(table.concat(combos({"a", "b", "c", "d"}, 2), " "), #combos({1, 2, 3, 4, 5, 6, 7, 8}, 4))
local function nextperm(a) local i = #a - 1 while i > 0 and a[i] >= a[i + 1] do i = i - 1 end if i == 0 then return false end local j = #a while a[j] <= a[i] do j = j - 1 end a[i], a[j] = a[j], a[i] local l, r = i + 1, #a while l < r do a[l], a[r] = a[r], a[l] l, r = l + 1, r - 1 end return true end
local p, n = {1, 2, 3, 4}, 0 repeat n = n + 1 if n <= 5 or n == 24 then print(n, table.concat(p)) end until not nextperm(p) print(n)
local dup, m = {1, 1, 2, 2}, 1 while nextperm(dup) do m = m + 1 end print(m)
local function powerset(t) local out = {{}} for _, v in ipairs(t) do for i = 1, #out do local s = {unpack(out[i])} s[#s + 1] = v out[#out + 1] = s end end return out end
local ps = powerset{"x", "y", "z"} for i, s in ipairs(ps) do io.write("{", table.concat(s, ","), "} ") end print(#ps)
