-- expect: value nil, "constant table overflow"
-- limits: steps=50000000 memory=268435456
return loadstring((function() local t = {} for i = 1, 262150 do t[i] = i .. ".5" end return "return {" .. table.concat(t, ",") .. "}" end)(), "=x")
