-- Level 1 is the caller of error, 2 its caller, 0 adds no position.
local function f(level) error("msg", level) end
local function g(level)
  f(level) -- line 4
  return nil
end
print(pcall(g, nil)) print(pcall(g, 0)) print(pcall(g, 1)) print(pcall(g, 2))
local function h()
  g(3) -- line 9
  return nil
end
print(pcall(h))
print(pcall(function() f(2) end))
print(pcall(function() return f(1) end))
print(pcall(f, 2)) print(pcall(f, 50))
print(pcall(error, "direct", 1)) print(pcall(error, "direct", 3))
