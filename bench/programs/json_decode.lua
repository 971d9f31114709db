-- A JSON decoder written in Lua: recursive descent with string.find at positions.
-- @section strings
-- @size check=2 quick=100 full=800
-- @expect 2 5328
-- @expect 100 266400
-- @expect 800 2131200

local find, sub, byte = string.find, string.sub, string.byte

local decode

local function skip(s, at) return find(s, "[^ \n\t]", at) or #s + 1 end

local function decodeString(s, at)
  local from = at + 1
  local stop = find(s, '["\\]', from)
  if byte(s, stop) == 34 then return sub(s, from, stop - 1), stop + 1 end
  local parts = {}
  while byte(s, stop) == 92 do
    parts[#parts + 1] = sub(s, from, stop - 1)
    local c = sub(s, stop + 1, stop + 1)
    parts[#parts + 1] = c == "n" and "\n" or c == "t" and "\t" or c
    from = stop + 2
    stop = find(s, '["\\]', from)
  end
  parts[#parts + 1] = sub(s, from, stop - 1)
  return table.concat(parts), stop + 1
end

local function decodeArray(s, at)
  local list = {}
  at = skip(s, at + 1)
  if sub(s, at, at) == "]" then return list, at + 1 end
  while true do
    list[#list + 1], at = decode(s, at)
    at = skip(s, at)
    if sub(s, at, at) == "]" then return list, at + 1 end
    at = skip(s, at + 1)
  end
end

local function decodeObject(s, at)
  local object = {}
  at = skip(s, at + 1)
  if sub(s, at, at) == "}" then return object, at + 1 end
  while true do
    local key
    key, at = decodeString(s, at)
    at = skip(s, skip(s, at) + 1)
    object[key], at = decode(s, at)
    at = skip(s, at)
    if sub(s, at, at) == "}" then return object, at + 1 end
    at = skip(s, at + 1)
  end
end

function decode(s, at)
  at = skip(s, at)
  local c = sub(s, at, at)
  if c == '"' then return decodeString(s, at) end
  if c == "{" then return decodeObject(s, at) end
  if c == "[" then return decodeArray(s, at) end
  local from, to = find(s, "^-?%d+%.?%d*[eE]?[+-]?%d*", at)
  if from then return tonumber(sub(s, from, to)), to + 1 end
  if sub(s, at, at + 3) == "true" then return true, at + 4 end
  if sub(s, at, at + 4) == "false" then return false, at + 5 end
  return nil, at + 4
end

local rounds = ...
local users = {}
for i = 1, 20 do
  users[i] = '{ "id": ' .. i .. ', "name": "user \\"' .. i .. '\\"", "tags": ["red", "green", "blue"], "score": '
    .. i .. '.25, "active": ' .. tostring(i % 2 == 0) .. ' }'
end
local text = '{ "version": 3, "users": [' .. table.concat(users, ",\n  ") .. '], "none": null }'
local total = 0
for _ = 1, rounds do
  local data = decode(text, 1)
  for _, user in ipairs(data.users) do
    total = total + user.id + user.score + #user.tags + #user.name
    if user.active then total = total + 1 end
  end
end
return string.format("%d", total * 4)
