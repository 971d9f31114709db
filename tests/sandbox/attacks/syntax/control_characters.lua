-- expect: value 0
-- J17: every byte anywhere in a source gives a function or a message
local bad = 0
for byte = 0, 255 do
  local c = string.char(byte)
  for _, source in ipairs({ "return '" .. c .. "'", "return " .. c, "local " .. c .. " = 1", "--" .. c .. "\nreturn 1", "x" .. c .. " = 1", "return [[" .. c .. "]]" }) do
    local f, e = loadstring(source, c)
    if not f and type(e) ~= "string" then bad = bad + 1 end
    if f then pcall(f) end
  end
end
return bad
