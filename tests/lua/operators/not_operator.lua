-- not gives a boolean of any operand.
print(not nil, not false, not true, not 0, not "", not {}, not print)
print(not not nil, not not 1, not not not 1)
local x
if not x then print("x is nil") end
print(not x == true, not (x == true))
print((not x) and 1 or 2)
local t = {not 1, not nil}
print(t[1], t[2])
