-- Word frequencies of a generated text, the most frequent first.
-- @section strings
-- @size check=50 quick=50000 full=400000
-- @expect 50 44 sezu=3 zumi=3 ravi=2
-- @expect 50000 800 vinu=373 loke=372 bami=371
-- @expect 400000 800 kemi=2679 semi=2679 miba=2676

local syllables = { "ba", "ke", "lo", "mi", "nu", "ra", "se", "to", "vi", "zu" }

local n = ...
local seed, words = 5, {}
for i = 1, n do
  seed = (seed * 8121 + 28411) % 134456
  local word = syllables[seed % 10 + 1] .. syllables[(seed - seed % 10) / 10 % 10 + 1]
  if seed % 3 == 0 then word = word .. syllables[seed % 7 + 1] end
  words[i] = word
end
local text = table.concat(words, " ")

local counts = {}
for word in text:lower():gmatch("%a+") do
  counts[word] = (counts[word] or 0) + 1
end
local list = {}
for word, count in pairs(counts) do list[#list + 1] = { word = word, count = count } end
table.sort(list, function(a, b)
  if a.count ~= b.count then return a.count > b.count end
  return a.word < b.word
end)
local top = {}
for i = 1, math.min(3, #list) do top[i] = list[i].word .. "=" .. list[i].count end
return string.format("%d %s", #list, table.concat(top, " "))
