-- expect: limit steps
while true do local _ = (("ab "):rep(300000)):find("%f[%w]%w+%f[%W]%f[x]") end
