-- expect: value true
-- limits: steps=100000000
-- libs: cmsgpack
-- CVE-2018-11218: tens of thousands of arguments
local function many(n, ...) if n == 0 then return #cmsgpack.pack(...) end return many(n - 1, n, ...) end
return many(4000) > 4000
