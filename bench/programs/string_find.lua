-- string.find, plain and by pattern, and string.match: searching a long text and taking lines apart.
-- @section strings
-- @size check=2 quick=400 full=4000
-- @expect 2 8703
-- @expect 400 2106082
-- @expect 4000 21744622

local words = {}
for i = 1, 300 do words[i] = "word" .. i end
local text = table.concat(words, " ") .. " needle: 42 end"

local rounds = ...
local total = 0
for i = 1, rounds do
  total = total + text:find("needle", 1, true)
  local from, to = text:find("ne%a+:%s*%d+")
  total = total + to - from
  total = total + text:find("word" .. i % 300 + 1)
  local year, month, day = ("date 2024-03-" .. 10 + i % 20):match("(%d%d%d%d)-(%d%d)-(%d%d)")
  total = total + year + month + day
  if ("GET /index.html HTTP/1.1"):match("^(%u+) (%S+) HTTP/(%d)%.(%d)$") == "GET" then total = total + 1 end
  if text:find("[xyz]%d$") then total = total + 1 end
end
return string.format("%d", total)
