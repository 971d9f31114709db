-- Matrices with operators, determinant, inverse, powers.
local M = {} M.__index = M
local function new(rows) return setmetatable(rows, M) end
function M.identity(n) local r = {} for i = 1, n do r[i] = {} for j = 1, n do r[i][j] = i == j and 1 or 0 end end return new(r) end
M.__mul = function(a, b) local r = {} for i = 1, #a do r[i] = {} for j = 1, #b[1] do local s = 0 for k = 1, #b do s = s + a[i][k] * b[k][j] end r[i][j] = s end end return new(r) end
M.__add = function(a, b) local r = {} for i = 1, #a do r[i] = {} for j = 1, #a[1] do r[i][j] = a[i][j] + b[i][j] end end return new(r) end
M.__pow = function(a, n) local r = M.identity(#a) for _ = 1, n do r = r * a end return r end
M.__eq = function(a, b) for i = 1, #a do for j = 1, #a[1] do if math.abs(a[i][j] - b[i][j]) > 1e-9 then return false end end end return true end
M.__tostring = function(a) local t = {} for i = 1, #a do local r = {} for j = 1, #a[i] do r[j] = ("%g"):format(a[i][j]) end t[i] = "[" .. table.concat(r, " ") .. "]" end return table.concat(t, "\n") end
function M:t() local r = {} for j = 1, #self[1] do r[j] = {} for i = 1, #self do r[j][i] = self[i][j] end end return new(r) end
function M:det() local n, d, a = #self, 1, {} for i = 1, n do a[i] = {unpack(self[i])} end for c = 1, n do local p = c for r = c + 1, n do if math.abs(a[r][c]) > math.abs(a[p][c]) then p = r end end if a[p][c] == 0 then return 0 end if p ~= c then a[p], a[c] = a[c], a[p] d = -d end d = d * a[c][c] for r = c + 1, n do local f = a[r][c] / a[c][c] for k = c, n do a[r][k] = a[r][k] - f * a[c][k] end end end return d end
function M:inverse() local n, a = #self, {} for i = 1, n do a[i] = {unpack(self[i])} for j = 1, n do a[i][n + j] = i == j and 1 or 0 end end for c = 1, n do local p = c while a[p][c] == 0 do p = p + 1 end a[c], a[p] = a[p], a[c] local d = a[c][c] for k = 1, 2 * n do a[c][k] = a[c][k] / d end for r = 1, n do if r ~= c then local f = a[r][c] for k = 1, 2 * n do a[r][k] = a[r][k] - f * a[c][k] end end end end local r = {} for i = 1, n do r[i] = {unpack(a[i], n + 1)} end return new(r) end
local a, b = new{{1, 2}, {3, 4}}, new{{0, 1}, {1, 0}}
print(tostring(a * b)) print(tostring(a + b)) print(tostring(a ^ 5)) print(tostring(new{{1, 2, 3}, {4, 5, 6}}:t()))
print(("%.6g"):format(a:det()), ("%.6g"):format(new{{2, 0, 1}, {1, 3, 2}, {1, 1, 1}}:det()), new{{1, 2}, {2, 4}}:det())
print(a * a:inverse() == M.identity(2), tostring(new{{4, 7}, {2, 6}}:inverse()))
print((new{{1, 1}, {1, 0}} ^ 30)[1][2])
