-- string.gmatch over lines, words and key=value pairs.
-- @section strings
-- @size check=2 quick=500 full=4000
-- @expect 2 280 420 1432
-- @expect 500 70000 105000 358000
-- @expect 4000 560000 840000 2864000

local lines = {}
for i = 1, 20 do
  lines[i] = "id=" .. i .. " name=user" .. i * 7 .. " level=" .. i % 4 .. " tags=a,b,c"
end
local text = table.concat(lines, "\n") .. "\n"

local rounds = ...
local count, sum, size = 0, 0, 0
for _ = 1, rounds do
  for line in text:gmatch("([^\n]*)\n") do
    size = size + #line
    for key, value in line:gmatch("(%w+)=(%w+)") do
      count = count + 1
      if key == "id" then sum = sum + tonumber(value) end
    end
  end
  for _ in text:gmatch("%d+") do count = count + 1 end
end
return string.format("%d %d %d", count, sum, size)
