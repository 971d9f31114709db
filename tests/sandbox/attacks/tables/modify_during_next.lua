-- expect: value true
-- J11: deleting and adding keys during a traversal neither crashes nor goes on for ever
local t, steps = {}, 0
for i = 1, 100 do t["k" .. i] = i end
local ok, message = pcall(function()
  for k in pairs(t) do t[k] = nil t[k] = 1 t["new" .. steps] = steps steps = steps + 1 if steps > 100000 then break end end
end)
return ok or message == "invalid key to 'next'"
