-- expect: marshal result 1[1][1][1][1][1][1][1][1][1][1][1][1]...: tables nested deeper than 200
-- CVE-2021-32626: a result nested 100,000 deep
local t = {}
for i = 1, 100000 do t = { t } end
return t
