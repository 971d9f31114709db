-- A JSON encoder written in Lua, on nested records and arrays.
-- @section strings
-- @size check=2 quick=150 full=1500
-- @expect 2 3102
-- @expect 150 232842
-- @expect 1500 2329893

local escapes = { ['"'] = '\\"', ["\\"] = "\\\\", ["\n"] = "\\n", ["\t"] = "\\t" }

local function quote(s) return '"' .. s:gsub('[%c"\\]', escapes) .. '"' end

local encode

local function encodeTable(value, out)
  if #value > 0 then
    out[#out + 1] = "["
    for i = 1, #value do
      if i > 1 then out[#out + 1] = "," end
      encode(value[i], out)
    end
    out[#out + 1] = "]"
    return
  end
  local keys = {}
  for key in pairs(value) do keys[#keys + 1] = key end
  table.sort(keys)
  out[#out + 1] = "{"
  for i = 1, #keys do
    if i > 1 then out[#out + 1] = "," end
    out[#out + 1] = quote(keys[i])
    out[#out + 1] = ":"
    encode(value[keys[i]], out)
  end
  out[#out + 1] = "}"
end

function encode(value, out)
  local kind = type(value)
  if kind == "string" then
    out[#out + 1] = quote(value)
  elseif kind == "number" then
    out[#out + 1] = string.format("%.14g", value)
  elseif kind == "table" then
    encodeTable(value, out)
  else
    out[#out + 1] = tostring(value)
  end
end

local rounds = ...
local data = { users = {}, version = 3, ratio = 0.5, title = 'a "title"\n' }
for i = 1, 20 do
  data.users[i] = { id = i, name = "user" .. i, tags = { "red", "green" }, active = i % 2 == 0, score = i / 4 }
end
local size = 0
for i = 1, rounds do
  data.version = i
  local out = {}
  encode(data, out)
  size = size + #table.concat(out)
end
return string.format("%d", size)
