-- a % b has the sign of b: a - floor(a/b)*b.
for _, p in ipairs{{5, 3}, {-5, 3}, {5, -3}, {-5, -3}, {5.5, 2}, {-5.5, 2}, {5.5, -2}, {0, 3}, {3, 0.7}, {1e15, 7}, {-1, 1e10}, {6, 3}, {-6, 3}, {6, -3}, {2^53, 3}, {-2^53, 3}} do
  print(p[1], p[2], p[1] % p[2])
end
print(5 % math.huge, 1 % 0 ~= 1 % 0, math.huge % 2 ~= math.huge % 2)
