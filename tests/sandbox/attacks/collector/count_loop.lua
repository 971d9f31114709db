-- expect: limit steps
while true do collectgarbage("count") end
