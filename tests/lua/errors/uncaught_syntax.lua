-- A chunk that does not compile runs nothing.
print("this must not be printed")
local x = = 2
