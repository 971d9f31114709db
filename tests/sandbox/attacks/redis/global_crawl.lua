-- expect: value "", 4
-- CVE-2022-0543: all that can be reached from the globals, the string metatable, environments and iterators
local allowed = {}
for name in ([[_G _VERSION assert collectgarbage error gcinfo getfenv getmetatable ipairs load loadstring newproxy
  next pairs pcall print rawequal rawget rawset select setfenv setmetatable tonumber tostring type unpack xpcall
  coroutine io math os string table]]):gmatch("%S+") do allowed[name] = true end
local found, seen, kinds = {}, {}, {}
for name in pairs(_G) do if not allowed[name] then found[#found + 1] = name end end
local work = { _G, getmetatable(""), getfenv(0), getfenv(print), getfenv(1), newproxy(true), io.stdout,
  coroutine.create(function() end), pairs({}), (ipairs({})), ("x"):gmatch("."), coroutine.wrap(function() end) }
while #work > 0 do
  local v = table.remove(work)
  local kind = type(v)
  if kind ~= "string" and kind ~= "number" and kind ~= "boolean" and v ~= nil and not seen[v] then
    seen[v] = true
    if not kinds[kind] then kinds[kind] = true kinds[#kinds + 1] = kind end
    if kind == "table" then for k, x in next, v do work[#work + 1] = k work[#work + 1] = x end end
    local m = getmetatable(v)
    if m ~= nil then work[#work + 1] = m end
    if kind == "function" then local env = getfenv(v) if env ~= _G then found[#found + 1] = "environment" end end
  end
end
table.sort(found)
return table.concat(found, " "), #kinds
