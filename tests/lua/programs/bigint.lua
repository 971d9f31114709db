-- Arbitrary precision arithmetic in base 1e7.
local BASE, DIGITS = 10000000, 7 local B = {} B.__index = B
local function norm(t) while #t > 1 and t[#t] == 0 do t[#t] = nil end return setmetatable(t, B) end
local function big(s) s = tostring(s) local t = {} for i = #s, 1, -DIGITS do t[#t + 1] = tonumber(s:sub(math.max(1, i - DIGITS + 1), i)) end return norm(t) end
B.__tostring = function(a) local t = {tostring(a[#a])} for i = #a - 1, 1, -1 do t[#t + 1] = ("%07d"):format(a[i]) end return table.concat(t) end
B.__add = function(a, b) local r, c = {}, 0 for i = 1, math.max(#a, #b) do local s = (a[i] or 0) + (b[i] or 0) + c r[i] = s % BASE c = math.floor(s / BASE) end if c > 0 then r[#r + 1] = c end return norm(r) end
B.__sub = function(a, b) local r, c = {}, 0 for i = 1, #a do local s = a[i] - (b[i] or 0) - c if s < 0 then s = s + BASE c = 1 else c = 0 end r[i] = s end return norm(r) end
B.__mul = function(a, b) local r = {} for i = 1, #a + #b do r[i] = 0 end for i = 1, #a do local c = 0 for j = 1, #b do local s = a[i] * b[j] + r[i + j - 1] + c r[i + j - 1] = s % BASE c = math.floor(s / BASE) end r[i + #b] = r[i + #b] + c end return norm(r) end
B.__eq = function(a, b) if #a ~= #b then return false end for i = 1, #a do if a[i] ~= b[i] then return false end end return true end
B.__lt = function(a, b) if #a ~= #b then return #a < #b end for i = #a, 1, -1 do if a[i] ~= b[i] then return a[i] < b[i] end end return false end
function B:divsmall(n) local r, rem = {}, 0 for i = #self, 1, -1 do local cur = rem * BASE + self[i] r[i] = math.floor(cur / n) rem = cur % n end return norm(r), rem end
B.__pow = function(a, n) local r = big(1) while n > 0 do if n % 2 == 1 then r = r * a end a = a * a n = math.floor(n / 2) end return r end
local f = big(1) for i = 2, 100 do f = f * big(i) end print(tostring(f)) print(tostring(big(2) ^ 256)) local a, b = big(0), big(1) for i = 1, 300 do a, b = b, a + b end print(tostring(a)) print(tostring(big("123456789012345678901234567890") * big("987654321098765432109876543210"))) print(tostring(big("10000000000000000000000") - big(1)), big(5) < big(6), big("100000000") < big("99999999"), big(7) == big("7")) local q, r = (big(2) ^ 100):divsmall(97) print(tostring(q), r) local e, sum = big(1), 0 for d in tostring(big(2) ^ 1000):gmatch("%d") do sum = sum + d end print(sum)
