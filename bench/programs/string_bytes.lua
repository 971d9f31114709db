-- Single characters: byte, char, sub, reverse, upper; a checksum, a Caesar cipher, a palindrome test.
-- @section strings
-- @size check=2 quick=300 full=2500
-- @expect 2 427906
-- @expect 300 856431
-- @expect 2500 120057

local byte, char, sub = string.byte, string.char, string.sub

local text = ("Was it a car or a cat I saw? "):rep(8)

local function checksum(s)
  local a, b = 1, 0
  for i = 1, #s do
    a = (a + byte(s, i)) % 65521
    b = (b + a) % 65521
  end
  return b * 7 + a
end

local function caesar(s, shift)
  local out = {}
  for i = 1, #s do
    local c = byte(s, i)
    if c >= 97 and c <= 122 then c = (c - 97 + shift) % 26 + 97 end
    out[i] = char(c)
  end
  return table.concat(out)
end

local function vowels(s)
  local count = 0
  for i = 1, #s do
    local c = sub(s, i, i)
    if c == "a" or c == "e" or c == "i" or c == "o" or c == "u" then count = count + 1 end
  end
  return count
end

local rounds = ...
local total = 0
for i = 1, rounds do
  local secret = caesar(text, i % 26)
  total = (total + checksum(secret) + vowels(secret)) % 1000003
  if secret:reverse():reverse():upper() == secret:upper() then total = total + 1 end
end
return string.format("%d", total)
