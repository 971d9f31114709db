-- expect: limit steps
while true do print("flood") end
