-- A script that ends in an error with a message.
print("before")
local function f() error("final failure") end
f()
print("never")
