-- Short circuits compiled into jumps, in every position.
local function t(a, b, c)
  local r = {}
  if a and b then r[#r+1] = "a&b" end
  if a or b then r[#r+1] = "a|b" end
  if not a and b then r[#r+1] = "!a&b" end
  if not (a and b) then r[#r+1] = "!(a&b)" end
  if (a or b) and c then r[#r+1] = "(a|b)&c" end
  if a or (b and c) then r[#r+1] = "a|(b&c)" end
  if not (a or b) or c then r[#r+1] = "!(a|b)|c" end
  while a and b and c do r[#r+1] = "w"; break end
  local v = a and b or c
  r[#r+1] = tostring(v)
  local w = (a and (b or c)) == true
  r[#r+1] = tostring(w)
  return table.concat(r, " ")
end
for _, a in ipairs{true, false} do for _, b in ipairs{true, false} do for _, c in ipairs{true, false} do
  print(a, b, c, t(a, b, c))
end end end
