-- __call receives the object and every argument; results pass through.
local obj = setmetatable({}, {__call = function(self, ...) return self, select("#", ...), ... end})
local s, n, a, b = obj(1, 2)
print(s == obj, n, a, b)
print(select("#", obj()), (select(2, obj(nil, nil))))
local adder = setmetatable({n = 10}, {__call = function(self, x) return self.n + x end})
print(adder(5), pcall(adder, 6))
local t = {adder = adder}
print(t.adder(1), pcall(function() return t:adder(2) end))
local chain = setmetatable({}, {__call = adder})
print(pcall(chain, 1))
local notf = setmetatable({}, {__call = 5})
print(pcall(notf))
print(pcall(function() notf() end))
print(pcall(function() local plain = setmetatable({}, {}); plain() end))
for v in setmetatable({i = 0}, {__call = function(self) self.i = self.i + 1; if self.i <= 3 then return self.i end end}) do io.write(v, " ") end print()
local words = {}
for w in pairs(setmetatable({x = 1}, {__call = print})) do words[#words + 1] = w end
print(words[1], table.sort and pcall(table.sort, {3, 1, 2}, setmetatable({}, {__call = function(_, a, b) return a < b end})))
