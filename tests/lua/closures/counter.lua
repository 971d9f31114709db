-- A closure keeps and changes a local of the function that made it.
local function counter(start)
  local n = start or 0
  return function() n = n + 1; return n end
end
local a, b = counter(), counter(10)
print(a(), a(), b(), a(), b())
