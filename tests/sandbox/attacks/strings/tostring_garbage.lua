-- expect: limit steps
while true do local s = tostring({}) .. tostring(print) end
