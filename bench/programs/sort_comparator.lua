-- table.sort of records with a comparator written in Lua.
-- @section tables
-- @size check=20 quick=5000 full=40000
-- @scale 2500 5000 10000 20000 40000
-- @expect 20 8689 true
-- @expect 2500 42942 true
-- @expect 5000 222936 true
-- @expect 10000 584888 true
-- @expect 20000 72698 true
-- @expect 40000 455202 true

local n = ...
local people = {}
local seed = 11
for i = 1, n do
  seed = (seed * 8121 + 28411) % 134456
  people[i] = { age = seed % 90, id = i }
end
local calls = 0
table.sort(people, function(a, b)
  calls = calls + 1
  if a.age ~= b.age then return a.age < b.age end
  return a.id < b.id
end)
table.sort(people, function(a, b) return a.id > b.id end)
table.sort(people, function(a, b)
  if a.age ~= b.age then return a.age > b.age end
  return a.id < b.id
end)
local total = 0
for i = 1, n do total = (total + people[i].age * i + people[i].id) % 1000003 end
return string.format("%d %s", total, tostring(calls >= n - 1))
