-- expect: value 2
-- CVE-2022-24736: odd shapes of the stack at the time of an error
local bad = 0
local function check(f, ...)
  local ok, e = pcall(f, ...)
  if ok then bad = bad + 1 end
end
local function tail() return error() end
local function tail2() return error(nil, 2) end
check(tail) check(tail2) check(error) check(error, nil) check(error, {}) check(error, "x", -1)
check(error, "x", 1e9) check(error, "x", 3) check(error, setmetatable({}, { __tostring = error }))
for _, v in ipairs({ 1, "x", true, {}, print, newproxy() }) do
  check(function() return v() + v.x.y end)
  check(function() return v < {} end)
  check(function() return -v .. v end)
  check(function() for i = v, {} do end end)
  check(function() local t = {} t[nil] = v end)
  check(function() for k in v do end end)
end
check(coroutine.wrap(function() return error("x", 2) end))
check(coroutine.wrap(function() coroutine.wrap(error)() end))
check(xpcall, error)
check(pcall)
check(setmetatable({}, { __call = error }))
check(setmetatable({}, { __call = 1 }))
check(string.gsub, "x", ".", error)
check(table.sort, { 3, 2, 1 }, error)
check(loadstring("return nil + 1", "="))
check(loadstring("return nil + 1", "@"))
check(loadstring("return nil + 1", ""))
check(loadstring("return nil + 1", "\n\0\255"))
xpcall(error, error)
xpcall(error, function() error("again") end)
xpcall(function() local x = nil + 1 end, function(m) return m.x.y end)
return bad
