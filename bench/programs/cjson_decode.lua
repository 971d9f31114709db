-- JSON by cjson.decode: the text becomes tables, which are read.
-- @section strings
-- @library cjson
-- @size check=2 quick=300 full=3000
-- @expect 2 5336
-- @expect 300 800400
-- @expect 3000 8004000

local rounds = ...
local users = {}
for i = 1, 20 do
  users[i] = '{ "id": ' .. i .. ', "name": "user \\"' .. i .. '\\"", "tags": ["red", "green", "blue"], "score": '
    .. i .. '.25, "active": ' .. tostring(i % 2 == 0) .. ' }'
end
local text = '{ "version": 3, "users": [' .. table.concat(users, ",\n  ") .. '], "none": null }'
local total = 0
for _ = 1, rounds do
  local data = cjson.decode(text)
  for _, user in ipairs(data.users) do
    total = total + user.id + user.score + #user.tags + #user.name
    if user.active then total = total + 1 end
  end
  if data.none == cjson.null then total = total + 1 end
end
return string.format("%d", total * 4)
