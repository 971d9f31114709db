-- expect: value true
local t = {}
for i = 1, 50 do t[i] = (i * 31) % 53 end
local depth = 0
local function less(a, b)
  if depth < 20 then depth = depth + 1 pcall(table.sort, t, less) depth = depth - 1 end
  return a < b
end
local co = coroutine.wrap(function() pcall(table.sort, t, less) end)
return true
