-- expect: value true
for n = 2, 60 do
  local t = {}
  for i = 1, n do t[i] = i end
  pcall(table.sort, t, function() return true end)
  pcall(table.sort, t, function(a, b) return not (a and b) or (a * 7919) % 13 < (b * 104729) % 17 end)
end
return true
