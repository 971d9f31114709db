-- expect: limit memory
-- limits: steps=1000000000
-- CVE-2025-49844: compiling while memory runs out, collections forced by the reader
local keep = {}
for i = 1, 20 do
  local n = 0
  keep[i] = load(function()
    n = n + 1
    collectgarbage()
    if n < 20 then return "local t" .. n .. " = '" .. ("x"):rep(2000) .. n .. "' " end
  end)
end
local s = "return {" .. ("'x', "):rep(400000) .. "}"
return loadstring(s)
