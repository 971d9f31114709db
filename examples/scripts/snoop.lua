-- Looks for a way out: everything it could abuse is simply not there.

local wanted = {
  "io.open", "io.popen", "os.execute", "os.remove", "os.exit", "require", "dofile", "package", "debug",
}
local found = {}
for _, path in ipairs(wanted) do
  local value = _G
  for name in path:gmatch("%w+") do value = value and value[name] end
  if value ~= nil then found[#found + 1] = path end
end

-- a host function's failure tells nothing of the host
local _, message = pcall(catalog.find, { "not a sku" })
log("the host said: " .. message)

-- what it changes is its own copy
catalog.find("DRILL-1").price = 0
string.format = nil
return { found = found, price = catalog.find("DRILL-1").price, environment = tostring(os.getenv("HOME")) }
