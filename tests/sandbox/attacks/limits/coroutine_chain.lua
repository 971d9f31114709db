-- expect: limit steps
local function f(n)
  if n == 0 then while true do end end
  return coroutine.resume(coroutine.create(f), n - 1)
end
while true do pcall(f, 100) end
