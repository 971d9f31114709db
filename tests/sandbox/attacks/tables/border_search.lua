-- expect: limit steps
-- # of a table made to defeat the doubling search
local t, j = {}, 262145
for i = 1, 262144 do t[i] = i end
while j <= 2147483647 do t[j] = 1 j = j * 2 end
while true do local n = #t end
