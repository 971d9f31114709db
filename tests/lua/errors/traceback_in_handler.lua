-- The handler runs on top of the stack that failed.
local function a() error("deep") end
local function b() a() local _ end
local function c() b() local _ end
local _, tb = xpcall(c, debug.traceback)
tb = tb:gsub("\n\t%[C%]: %?$", "")
print(tb)
local _, lv = xpcall(c, function(m)
  local names = {}
  for i = 2, 5 do local info = debug.getinfo(i, "Sl"); names[#names + 1] = info.short_src:match("[^/]*$") .. ":" .. info.currentline end
  return table.concat(names, " ")
end)
print(lv)
