-- In one chain the handler sees everything to its right already joined.
local log = {}
local mt = {}
mt.__concat = function(a, b)
  log[#log + 1] = "(" .. tostring(type(a) == "table" and a.n or a) .. "|" .. tostring(type(b) == "table" and b.n or b) .. ")"
  return setmetatable({n = (type(a) == "table" and a.n or a) .. (type(b) == "table" and b.n or b)}, mt)
end
local x = setmetatable({n = "X"}, mt)
local r = "a" .. "b" .. x .. "c" .. "d" .. "e"
print(r.n, table.concat(log, " "))
log = {}
r = x .. "1" .. x .. "2"
print(r.n, table.concat(log, " "))
