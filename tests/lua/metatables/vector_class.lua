-- A value type with all operators.
local V = {}
V.__index = V
local function vec(x, y) return setmetatable({x = x, y = y}, V) end
V.__add = function(a, b) return vec(a.x + b.x, a.y + b.y) end
V.__sub = function(a, b) return vec(a.x - b.x, a.y - b.y) end
V.__mul = function(a, b) if type(a) == "number" then return vec(a * b.x, a * b.y) elseif type(b) == "number" then return vec(a.x * b, a.y * b) end return a.x * b.x + a.y * b.y end
V.__div = function(a, k) return vec(a.x / k, a.y / k) end
V.__unm = function(a) return vec(-a.x, -a.y) end
V.__eq = function(a, b) return a.x == b.x and a.y == b.y end
V.__lt = function(a, b) return a:len() < b:len() end
V.__le = function(a, b) return a:len() <= b:len() end
V.__tostring = function(a) return "(" .. a.x .. ", " .. a.y .. ")" end
V.__concat = function(a, b) return tostring(a) .. tostring(b) end
V.__call = function(a, k) return a[k] end
V.__mod = function(a, k) return vec(a.x % k, a.y % k) end
V.__pow = function(a, k) return vec(a.x ^ k, a.y ^ k) end
function V:len() return math.sqrt(self.x ^ 2 + self.y ^ 2) end
local a, b = vec(3, 4), vec(1, 2)
print(tostring(a + b), tostring(a - b), tostring(a * 2), tostring(2 * a), a * b, tostring(a / 2), tostring(-a))
print(a == b, a == vec(3, 4), a ~= vec(3, 4), b < a, a <= a, a > b, a:len())
print(a .. b, a .. "!", "v=" .. a, a "x", a("y"), tostring(a % 2), tostring(b ^ 3))
