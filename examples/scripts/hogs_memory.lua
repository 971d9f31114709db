-- Keeps everything it ever made.
local hoard = {}
for i = 1, math.huge do
  hoard[i] = { id = i, text = ("item " .. i):rep(20) }
end
