-- expect: limit memory
-- limits: steps=1000000000 memory=6000000
-- each append is a node of 32 bytes in V8 until the string is read
local t, c = {}, string.char
for i = 1, 1e6 do
  local s = ""
  for j = 1, 60 do s = s .. c(97 + j % 26) end
  t[i] = s
end
