-- Handlers that look at the frames of what has failed, many times over.
local object = setmetatable({}, {
  __index = function(_, key) error("no field " .. key) end,
  __add = function(a, b) local n = a.x.y return n end,
})
local function check(x) error("checked " .. x, 2) end
local function deep(n, f, ...)
  if n == 0 then return f(...) end
  local a = deep(n - 1, f, ...)
  return a
end
local kinds = {
  function() error("plain") end,
  function() return error("tail") end,
  function() local r = check("two") return r end,
  function() local r = deep(4, check, "deep") return r end,
  function() local r = deep(14, error, "deeper") return r end,
  function() local n return n.field end,
  function() local n return 1 + n end,
  function() return object.field end,
  function() return object + 1 end,
  function() return tonumber() end,
  function() table.sort({ 3, 1, 2 }, function(a, b) error("compared") end) end,
  function() for k in function() error("iterated") end do end end,
  function() error(string.format("%s", "formatted")) end,
  function() local ok, e = xpcall(function() error("inner") end, debug.traceback) error(e, 0) end,
  function() pcall(error) local t = nil t.x = 1 end,
}
local function locals(level)
  local found = {}
  for i = 1, 20 do
    local name, value = debug.getlocal(level + 1, i)
    if name == nil then break end
    if name:sub(1, 1) ~= "(" then found[#found + 1] = name .. "=" .. type(value) end
  end
  return table.concat(found, " ")
end
local handlers = {
  function(e) return debug.traceback(e) end,
  function(e) return debug.traceback(e, 2) end,
  function(e) return e .. " " .. debug.getinfo(2, "S").what .. " " .. debug.getinfo(3, "l").currentline end,
  function(e) return e .. " " .. locals(2) .. " " .. locals(3) end,
  function(e) local used = collectgarbage("count") return e end,
  function(e)
    local ok, again = xpcall(function() local n = n.x end, function(f) return e .. f end)
    return again
  end,
  debug.traceback,
}
for _, f in ipairs(kinds) do
  for k, handler in ipairs(handlers) do
    local last
    for i = 1, 5 do last = select(2, xpcall(f, handler)) end
    print(k, last)
  end
end
for _, f in ipairs(kinds) do
  for i = 1, 4 do
    local co = coroutine.create(function(x) coroutine.yield(x) f() end)
    coroutine.resume(co, i)
    local ok, e = coroutine.resume(co)
    if i == 4 then print(debug.traceback(co, e)) print(debug.traceback(co)) print(coroutine.status(co)) end
    local wrapped = coroutine.wrap(function(x) local n = n + f() end)
    local ok, e = xpcall(function() local r = wrapped(1) return r end, debug.traceback)
    if i == 4 then print(e) end
  end
end
