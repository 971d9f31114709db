-- Every arithmetic metamethod receives its operands in order, from either side.
local log
local mt = {}
for _, ev in ipairs{"add", "sub", "mul", "div", "mod", "pow", "concat"} do
  mt["__" .. ev] = function(a, b)
    local function s(x) return type(x) == "table" and "T" .. x.id or tostring(x) end
    return ev .. "(" .. s(a) .. "," .. s(b) .. ")"
  end
end
mt.__unm = function(a, b) return "unm(T" .. a.id .. "," .. tostring(a == b) .. ")" end
local function T(id) return setmetatable({id = id}, mt) end
local a, b = T(1), T(2)
print(a + b, a - b, a * b, a / b, a % b, a ^ b, a .. b, -a)
print(a + 1, a - 1, a * 1, a / 1, a % 1, a ^ 1, a .. 1)
print(1 + a, 1 - a, 1 * a, 1 / a, 1 % a, 1 ^ a, 1 .. a)
print(a + "s", "s" + a, a .. "s", "s" .. a, a + nil, nil + a, a .. true, (pcall(function() return {} .. 1 end)))
print(a + b .. "tail", "head" .. a + b)
