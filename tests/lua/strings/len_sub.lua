-- len and sub with every kind of index.
print(("hello"):len(), string.len(""), string.len("a\0b"), string.len(12345))
local s = "hello"
for _, p in ipairs{{1, 5}, {2, 4}, {2}, {-3}, {-3, -2}, {0}, {0, 0}, {1, 0}, {3, 2}, {-100, 100}, {4, 100}, {6}, {100}, {-1, 1}, {-100, -99}, {2.7, 3.2}, {1, -1}, {1, -6}, {5, 5}, {-5, -5}} do
  print(p[1], p[2], "[" .. (p[2] and s:sub(p[1], p[2]) or s:sub(p[1])) .. "]")
end
print(("x"):sub(2^31), ("abc"):sub(-2^31, 2^31), ("abc"):sub("2"), #("a\0b"):sub(2, 2))
print(pcall(string.sub, "x")) print(pcall(string.sub)) print(pcall(string.sub, "x", {})) print(pcall(string.sub, "x", 1, "y"))
