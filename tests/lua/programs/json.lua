-- JSON encoder and decoder.
local function enc(v, out)
  local t = type(v)
  if t == "string" then
    out[#out + 1] = '"' .. v:gsub('[%c"\\]', function(c) return ({['"'] = '\\"', ["\\"] = "\\\\", ["\n"] = "\\n", ["\t"] = "\\t"})[c] or ("\\u%04x"):format(c:byte()) end) .. '"'
  elseif t == "number" then out[#out + 1] = ("%.14g"):format(v)
  elseif t == "boolean" or v == nil then out[#out + 1] = tostring(v) == "nil" and "null" or tostring(v)
  elseif t == "table" then
    if #v > 0 or next(v) == nil then
      out[#out + 1] = "["
      for i, x in ipairs(v) do if i > 1 then out[#out + 1] = "," end enc(x, out) end
      out[#out + 1] = "]"
    else
      local keys = {}
      for k in pairs(v) do keys[#keys + 1] = k end
      table.sort(keys)
      out[#out + 1] = "{"
      for i, k in ipairs(keys) do if i > 1 then out[#out + 1] = "," end enc(k, out) out[#out + 1] = ":" enc(v[k], out) end
      out[#out + 1] = "}"
    end
  else error("cannot encode " .. t) end
end
local function encode(v) local out = {} enc(v, out) return table.concat(out) end
local function decode(s)
  local pos = 1
  local value
  local function ws() pos = s:find("%S", pos) or #s + 1 end
  local function fail(what) error(("%s at %d"):format(what, pos), 0) end
  local function str()
    local out = {}
    pos = pos + 1
    while true do
      local a, b = s:find('^[^"\\]+', pos)
      if a then out[#out + 1] = s:sub(a, b) pos = b + 1 end
      local c = s:sub(pos, pos)
      if c == '"' then pos = pos + 1 return table.concat(out)
      elseif c == "\\" then
        local e = s:sub(pos + 1, pos + 1)
        if e == "u" then out[#out + 1] = string.char(tonumber(s:sub(pos + 2, pos + 5), 16) % 256) pos = pos + 6
        else out[#out + 1] = ({n = "\n", t = "\t", r = "\r"})[e] or e pos = pos + 2 end
      else fail("unterminated string") end
    end
  end
  function value()
    ws()
    local c = s:sub(pos, pos)
    if c == "{" then
      local t = {}
      pos = pos + 1 ws()
      if s:sub(pos, pos) == "}" then pos = pos + 1 return t end
      while true do
        ws()
        if s:sub(pos, pos) ~= '"' then fail("key expected") end
        local k = str() ws()
        if s:sub(pos, pos) ~= ":" then fail("':' expected") end
        pos = pos + 1
        t[k] = value() ws()
        local d = s:sub(pos, pos) pos = pos + 1
        if d == "}" then return t elseif d ~= "," then pos = pos - 1 fail("',' or '}' expected") end
      end
    elseif c == "[" then
      local t = {}
      pos = pos + 1 ws()
      if s:sub(pos, pos) == "]" then pos = pos + 1 return t end
      while true do
        t[#t + 1] = value() ws()
        local d = s:sub(pos, pos) pos = pos + 1
        if d == "]" then return t elseif d ~= "," then pos = pos - 1 fail("',' or ']' expected") end
      end
    elseif c == '"' then return str()
    elseif s:find("^true", pos) then pos = pos + 4 return true
    elseif s:find("^false", pos) then pos = pos + 5 return false
    elseif s:find("^null", pos) then pos = pos + 4 return nil
    else
      local n = s:match("^-?%d+%.?%d*[eE]?[+-]?%d*", pos)
      if not n then fail("unexpected character") end
      pos = pos + #n
      return tonumber(n)
    end
  end
  local v = value() ws()
  if pos <= #s then fail("trailing garbage") end
  return v
end
local doc = {name = "Ferrous", tags = {"lua", "vm", "5.1"}, nested = {deep = {deeper = {1, 2, {3}}}}, ok = true, n = -12.5e3, empty = {}, quote = 'say "hi"\n\ttab\1'}
local s = encode(doc)
print(s) print(encode(decode(s)) == s)
local d = decode(' { "a" : [1, 2.5, -3e2, true, false, "x\\u0041\\n"], "b" : { } , "c":{"d":"e"} } ')
print(#d.a, d.a[3], d.a[6], next(d.b), d.c.d)
for _, bad in ipairs{"{", "[1,", '{"a" 1}', "[1 2]", "tru", '"abc', "[1] x", "{a:1}"} do print(bad, pcall(decode, bad)) end
