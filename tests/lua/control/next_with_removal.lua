-- Fields may be changed or set to nil while traversing.
local t = {}
for i = 1, 200 do t["k" .. i] = i end
for i = 1, 50 do t[i] = i end
local seen, sum = 0, 0
for k, v in pairs(t) do seen = seen + 1; sum = sum + v; t[k] = nil end
print(seen, sum, next(t))
local u = {}
for i = 1, 100 do u[i] = i; u[-i] = -i end
local n = 0
for k, v in pairs(u) do n = n + 1; u[k] = v * 2 end
local total, neg = 0, 0
for k, v in pairs(u) do if v > 0 then total = total + v else neg = neg + v end end
print(n, total, neg)
local w = {a = 1, b = 2, c = 3, d = 4}
local count = 0
for k in pairs(w) do count = count + 1; for j in pairs(w) do if j ~= k then w[j] = nil end end end
print(count, next(w) ~= nil)
