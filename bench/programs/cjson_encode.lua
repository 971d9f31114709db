-- JSON by cjson.encode: nested records and arrays.
-- @section strings
-- @library cjson
-- @size check=2 quick=300 full=3000
-- @expect 2 3102
-- @expect 300 465792
-- @expect 3000 4660893

local rounds = ...
local data = { users = {}, version = 3, ratio = 0.5, title = 'a "title"\n' }
for i = 1, 20 do
  data.users[i] = { id = i, name = "user" .. i, tags = { "red", "green" }, active = i % 2 == 0, score = i / 4 }
end
local size = 0
for i = 1, rounds do
  data.version = i
  size = size + #cjson.encode(data)
end
return string.format("%d", size)
