-- expect: limit steps
for i = 2, 1, 0 do end
