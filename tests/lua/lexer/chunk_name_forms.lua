-- "=name" is taken literally, "@name" is a file, anything else is quoted source text.
local function try(name) return (select(2, loadstring("x =", name))) end
print(try("=literal"))
print(try("@file.lua"))
print(try("x = some source"))
print(try("first line\nsecond line"))
print(try("=" .. ("n"):rep(100)))
print(try("@" .. ("d/"):rep(60) .. "f.lua"))
print(try(("s"):rep(100)))
print(try(""))
print(try("\nstarts with newline"))
print((select(2, loadstring("x ="))))
print((select(2, loadstring("\n\nx = \n"))))
