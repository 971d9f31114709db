-- Elements of every kind next to one another, nil among them, appended, overwritten and taken off in loops.
local function build(n, value)
  local list = {}
  for i = 1, n do list[i] = value(i) end
  return list
end
local function show(list, n)
  local parts = {}
  for i = 1, n do
    local v = list[i]
    parts[i] = type(v) == "table" and "table" or tostring(v)
  end
  print(table.concat(parts, " "))
end
local kinds = {
  function(i) return i end,
  function(i) return i / 4 end,
  function(i) return i % 2 == 0 end,
  function(i) return "s" .. i end,
  function(i) return { i } end,
  function(i) if i % 3 ~= 0 then return i end end,
  function(i) if i % 2 == 0 then return i / 2 end return "odd" end,
}
for n = 1, 20 do
  for k = 1, #kinds do show(build(n, kinds[k]), n) end
end
for k = 1, #kinds do
  local list = build(12, kinds[k])
  for i = 1, 12 do list[i] = kinds[k % #kinds + 1](i) end
  show(list, 12)
  for i = 12, 7, -1 do list[i] = nil end
  show(list, 12)
  for i = 7, 15 do list[i] = kinds[(k + 1) % #kinds + 1](i) end
  show(list, 16)
end
-- appending by the length, past it, before the beginning
local t = {}
for i = 1, 40 do t[#t + 1] = i * 0.5 end
t[42] = "gap" t[41] = "filled" t[0] = "zero" t[-1] = "minus" t[1.5] = "half"
print(#t, t[42], t[43], t[0], t[-1], t[-2], t[1.5], t[2.5])
for i = 42, 1, -1 do t[i] = nil end
print(#t, t[0], t[-1], t[1.5], next(t) ~= nil)
-- a metatable is asked for what is nil inside, and told of stores there
local log = {}
local m = setmetatable({ 1, nil, 3 }, {
  __index = function(_, key) return "no " .. tostring(key) end,
  __newindex = function(object, key, value) log[#log + 1] = key; rawset(object, key, value) end,
})
for i = 1, 5 do log[#log + 1] = m[i] end
for i = 1, 5 do m[i] = i * 10 end
for i = 1, 5 do log[#log + 1] = m[i] end
m[3] = nil
m[3] = "again"
print(table.concat(log, " "))
