-- Modules as functions whose environment is the module table.
local function module_env(name) local m = setmetatable({_NAME = name}, {__index = _G}); return m end
local m = module_env("shapes")
local chunk = loadstring([[
  local pi = 3
  function area(r) return pi * r * r end
  function name() return _NAME end
  count = 0
  function bump() count = count + 1; return count end
]], "=shapes")
setfenv(chunk, m)()
print(m.area(2), m.name(), m.bump(), m.bump(), m.count, area, count)
local sandbox = setfenv(loadstring("return print, type(string), x"), {x = 1, type = type})
print(sandbox())
