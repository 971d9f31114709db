-- string.dump needs a Lua function; what it gives loads again where it is allowed.
print(pcall(string.dump)) print(pcall(string.dump, 5)) print(pcall(string.dump, "x"))
print(pcall(string.dump, print))
