-- Bytes above 127 are allowed in strings and comments, and are no letters under the C locale.
local s = "\195\169\226\130\172"
print(#s, s:byte(1, -1))
local f = loadstring("return '\255\128'", "=h")
print(#f(), f():byte(1, 2))
print(loadstring("\195\169 = 1", "=h") == nil)
print(loadstring("-- \255\nreturn 7", "=h")())
print(("\228"):upper() == "\228", ("\228"):find("%a"))
