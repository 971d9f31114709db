-- expect: limit steps
while true do pcall(error, {}) end
