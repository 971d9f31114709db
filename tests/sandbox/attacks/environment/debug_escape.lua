-- expect: value true
-- libs: debug
-- the debug library, where a host gives it, stays inside the instance
local seen, work, n = {}, { debug.getregistry(), _G, debug.getmetatable("") }, 0
while #work > 0 do
  local v = table.remove(work)
  if v ~= nil and not seen[v] and (type(v) == "table" or type(v) == "function" or type(v) == "userdata" or type(v) == "thread") then
    seen[v] = true n = n + 1
    if type(v) == "table" then for k, x in next, v do work[#work + 1] = k work[#work + 1] = x end end
    work[#work + 1] = debug.getmetatable(v)
    work[#work + 1] = debug.getfenv(v)
    if type(v) == "function" then for i = 1, 60 do local name, x = debug.getupvalue(v, i) if not name then break end work[#work + 1] = x end end
  end
end
debug.setmetatable(nil, { __index = function() return 1 end })
debug.setmetatable(print, { __index = function() return 2 end })
return n > 50 and (nil).x == 1 and print.x == 2
