-- Errors thrown and caught: strings with positions, tables, errors of the virtual machine, xpcall handlers.
-- @section errors
-- @size check=5 quick=20000 full=150000
-- @expect 5 46 4
-- @expect 20000 184000 16000
-- @expect 150000 1380000 120000

local function fail(kind)
  if kind == 0 then error("plain") end
  if kind == 1 then error({ code = 7 }) end
  if kind == 2 then
    local nothing
    return nothing.field
  end
  if kind == 3 then error("level two", 2) end
  return kind
end

local function deeper(n, kind)
  if n == 0 then return fail(kind) + 0 end
  local result = deeper(n - 1, kind)
  return result
end

local function handler(failure) return type(failure) == "table" and failure.code or #failure end

local n = ...
local total, failures = 0, 0
for i = 1, n do
  local ok, failure = pcall(fail, i % 5)
  if ok then
    total = total + failure
  else
    failures = failures + 1
    if type(failure) == "table" then total = total + failure.code end
  end
  local fine, code = xpcall(function() return deeper(10, 1) end, handler)
  if not fine then total = total + code end
end
return string.format("%d %d", total, failures)
