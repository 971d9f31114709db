-- expect: value "function"
-- limits: steps=50000000 memory=268435456
return type(loadstring(("local function f() return function() end end "):rep(1) .. ("f = function() end "):rep(30000) .. " return f")())
