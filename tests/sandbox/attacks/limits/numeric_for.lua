-- expect: limit steps
for i = 1, 1e300 do end
