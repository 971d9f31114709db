-- expect: limit steps
while true do local s = ("%99.99f"):format(1.7e308) end
