-- State stays sound after many caught errors.
local caught = 0
for i = 1, 2000 do
  local ok = pcall(function()
    local t = setmetatable({}, {__index = function() error("x") end})
    if i % 3 == 0 then return t.x elseif i % 3 == 1 then error({i}) else local y = nil + i end
  end)
  if not ok then caught = caught + 1 end
end
print(caught)
local function try(f, catch, finally) local ok, e = pcall(f); if not ok then catch(e) end if finally then finally() end end
local log = {}
try(function() error("boom", 0) end, function(e) log[#log + 1] = "caught " .. e end, function() log[#log + 1] = "finally" end)
try(function() log[#log + 1] = "fine" end, error, function() log[#log + 1] = "finally2" end)
print(table.concat(log, ", "))
