-- error passes any value through pcall unchanged.
local t = {}
print(pcall(error, "msg")) print(pcall(error, 42)) print(pcall(error, nil)) print(pcall(error)) print(pcall(error, true)) print(pcall(error, false))
print(select(2, pcall(error, t)) == t)
print(select(2, pcall(error, print)) == print)
print(pcall(error, "msg", 0)) print(pcall(error, "msg", 1)) print(pcall(error, "msg", 2))
local ok, e = pcall(function() error({code = 404, msg = "not found"}) end)
print(ok, type(e), e.code, e.msg)
print(type(select(2, pcall(error, 12))), pcall(function() error(12) end))
print(pcall(function() error("12") end))
print(pcall(function() error(1.5, 2) end))
