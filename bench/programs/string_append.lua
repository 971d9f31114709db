-- Strings grown by repeated .. in a loop, the way beginners write it, and used along the way.
-- @section strings
-- @size check=20 quick=10000 full=30000
-- @scale 2000 4000 8000 16000 32000
-- @expect 20 40 0 1 x9x0
-- @expect 2000 4000 40 153 x9x0
-- @expect 4000 8000 80 307 x9x0
-- @expect 8000 16000 160 615 x9x0
-- @expect 10000 20000 200 769 x9x0
-- @expect 16000 32000 320 1230 x9x0
-- @expect 30000 60000 600 2307 x9x0
-- @expect 32000 64000 640 2461 x9x0

local n = ...
local text, count = "", 0
for i = 1, n do
  text = text .. "x" .. i % 10
  if #text % 100 == 0 then count = count + 1 end
end
local line, lines = "", 0
for i = 1, n do
  line = line .. "word" .. " "
  if #line > 60 then
    lines = lines + 1
    line = ""
  end
end
return string.format("%d %d %d %s", #text, count, lines, text:sub(-4))
