-- expect: limit output
-- limits: steps=5000000 memory=16777216 output=10000
while true do pcall(print, "flood") pcall(io.write, "flood") end
