-- pcall returns true and all results, or false and the error.
print(pcall(function() return 1, nil, 3 end)) print(pcall(function() end)) print(select("#", pcall(function() return nil, nil end)))
print(pcall(function(...) return select("#", ...), ... end, 1, nil))
print(pcall(pcall, error, "x")) print(pcall(pcall)) print(pcall(pcall, 1))
print(pcall(pcall, pcall, error, {} and "deep"))
local function nest(n) if n == 0 then error("bottom", 0) end return pcall(nest, n - 1) end
print(nest(5))
print(select("#", nest(100)))
print(pcall(error)) print(select("#", pcall(error)))
print(pcall(string.rep, "x", 3)) print(pcall(string.rep)) print(pcall(nil))
