-- An uncaught error blamed on the caller.
local function check(x)
  if type(x) ~= "number" then error("number expected, got " .. type(x), 2) end
  return x
end
print(check(1))
print(check("a"))
