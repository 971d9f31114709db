-- Every everyday way to raise and to catch an error, many times over: what is caught the last time is shown.
local object = setmetatable({}, {
  __index = function(_, key) error("no field " .. key) end,
  __newindex = function(_, key) error("no setting " .. key, 2) end,
  __add = function(a, b) return a.missing.field + b end,
  __call = function(self, x) error({ called = x }) end,
  __lt = function() error("no order", 0) end,
  __concat = function(a, b) return nil .. "x" end,
  __tostring = function() return "object" end,
})
local upvalue
local function check(x, level) error("checked " .. tostring(x), level) end
local function deep(n, f, ...)
  if n == 0 then return f(...) end
  local a = deep(n - 1, f, ...)
  return a
end
local function tail(f, ...) return f(...) end
local kinds = {
  function() error("plain") end,
  function() error("level 0", 0) end,
  function() error("level 1", 1) end,
  function() error("level 2", 2) end,
  function() error("level 3", 3) end,
  function() error("level 9", 9) end,
  function() error("level -1", -1) end,
  function() error("level '2'", "2") end,
  function() error("bad level", "x") end,
  function() error(42) end,
  function() error(42, 2) end,
  function() error() end,
  function() error(nil, 2) end,
  function() error(true) end,
  function() error({ 1 }) end,
  function() error(object) end,
  function() error(string.rep("long ", 70)) end,
  function() error(string.format("%d of %s", 3, "three")) end,
  function() return error("in a tail call") end,
  function() return error("in a tail call 2", 2) end,
  function() local r = check(1, 2) return r end,
  function() local r = check(1, 3) return r end,
  function() return check(1, 2) end,
  function() return tail(check, 1, 2) end,
  function() local r = tail(check, 1, 3) return r end,
  function() local r = deep(5, check, "deep", 1) return r end,
  function() local r = deep(5, check, "deep", 2) return r end,
  function() local r = deep(5, check, "deep", 4) return r end,
  function() local r = deep(5, check, "deep", 8) return r end,
  function() local n return n.field end,
  function() local n n.field = 1 end,
  function() local n return n[1] end,
  function() local n n[1] = 2 end,
  function() return upvalue.field end,
  function() upvalue.field = 1 end,
  function() return undefined_global.field end,
  function() return object_list.items[1].name end,
  function() local t = {} return t.a.b end,
  function() local t = {} return t.a.b.c end,
  function() local t = {} t.a.b = 1 end,
  function() local t, k = {}, "key" return t[k].x end,
  function() return ("text").field.other end,
  function() return (1).field end,
  function() local t = {} t[nil] = 1 end,
  function() local t = {} t[0 / 0] = 1 end,
  function() local n return n + 1 end,
  function() local n return 1 + n end,
  function() local t = {} return t.x * 2 end,
  function() return upvalue - 1 end,
  function() return 2 ^ undefined_global end,
  function() local s = "x" return s + 1 end,
  function() local s = "10" return s + {} end,
  function() local a, b = 1, {} return a / b end,
  function() local a, b = {}, 1 return a % b end,
  function() local n return -n end,
  function() return -{} end,
  function() local n return #n end,
  function() return #5 end,
  function() local n return "a" .. n end,
  function() local n return n .. "a" end,
  function() local n return "a" .. n .. "b" end,
  function() local n return n .. "a" .. "b" end,
  function() local t = {} return "x" .. t.y end,
  function() return 1 < "2" end,
  function() return {} < {} end,
  function() return {} <= 1 end,
  function() return nil > 1 end,
  function() return "a" >= 1 end,
  function() return print < print end,
  function() local a = nil return a < 5 end,
  function() local a = {} return 5 <= a end,
  function() for i = 1, {} do end end,
  function() for i = "a", 2 do end end,
  function() for i = 1, 2, true do end end,
  function() for k in 5 do end end,
  function() for k in nil do end end,
  function() for k in pairs(nil) do end end,
  function() for k in ipairs() do end end,
  function() for k in next, 5 do end end,
  function() local n n() end,
  function() return upvalue() end,
  function() undefined_global() end,
  function() local t = {} t.method() end,
  function() local t = {} t:method() end,
  function() ("x"):method() end,
  function() (1)() end,
  function() local t = { {} } t[1]() end,
  function() assert(false) end,
  function() assert(nil, "asserted") end,
  function() assert(nil, 5) end,
  function() assert(false, {}) end,
  function() assert() end,
  function() return assert(1 == 2, "in a tail call") end,
  function() string.rep() end,
  function() ("x"):rep({}) end,
  function() local s = "x" s:rep() end,
  function() string.rep("x", "y") end,
  function() local rep = string.rep rep("x", {}) end,
  function() return tonumber() end,
  function() return tonumber("7", 99) end,
  function() return tostring() end,
  function() setmetatable(1, {}) end,
  function() setmetatable({}, 1) end,
  function() return getmetatable() end,
  function() table.insert(nil, 1) end,
  function() table.insert({}, 1, 2, 3) end,
  function() table.concat({ {} }) end,
  function() table.concat({ 1, 2 }, {}) end,
  function() table.sort({ 3, 1, "x" }) end,
  function() table.sort({ 3, 1, 2 }, function() error("in comparison") end) end,
  function() table.sort({ 3, 1, 2 }, function(a, b) return a.x < b end) end,
  function() string.gsub("abc", "%w", function(c) error("in gsub " .. c) end) end,
  function() string.gsub("abc", "%w", function(c) error("in gsub " .. c, 2) end) end,
  function() string.gsub("abc", "(", "") end,
  function() ("x"):find("[a") end,
  function() ("x"):find("%") end,
  function() return ("x"):format(1, 2) + string.format("%d", "x") end,
  function() return math.floor({}) end,
  function() return math.max() end,
  function() return select(0) end,
  function() return select(-5, 1) end,
  function() return unpack() end,
  function() return loadstring("x = = 1")() end,
  function() return rawget(1, 2) end,
  function() return object.field end,
  function() object.field = 1 end,
  function() return object + 1 end,
  function() object(1) end,
  function() return object < object end,
  function() return object .. "x" end,
  function() return object .. object .. "x" end,
  function() for k in object do end end,
  function() for k in function() error("in an iterator") end do end end,
  function() for k in function() error("in an iterator 2", 2) end do end end,
  function() for k in function(s, c) return c.x end, nil, nil do end end,
  function() local ok, e = pcall(error, "again") error(e, 0) end,
  function() local ok, e = pcall(function() error("again") end) error(e) end,
  function() local ok, e = pcall(function() local n = n.x end) error(e, 2) end,
  function() pcall(error) error("after pcall") end,
  function() local ok, e = pcall(pcall) error(e, 0) end,
  function() local f = coroutine.wrap(function() error("in a coroutine") end) f() end,
  function() local f = coroutine.wrap(function() local n n = n.x end) local r = f() return r end,
  function() local f = coroutine.wrap(function() coroutine.yield(1) error({}) end) f() f() end,
  function() local f = coroutine.wrap(function() coroutine.yield(1) error("later", 2) end) f() f() end,
  function() local f = coroutine.wrap(function() end) f() f() end,
  function() local co = coroutine.create(function() error("resumed") end) error(select(2, coroutine.resume(co)), 0) end,
  function() local co = coroutine.create(function() local n = n() end) error(select(2, coroutine.resume(co)), 0) end,
  function() coroutine.resume(1) end,
  function() coroutine.wrap(1) end,
  function() local f = coroutine.wrap(function() pcall(coroutine.yield, 1) error("behind pcall") end) f() f() end,
  function() local f = coroutine.wrap(function() return pcall(function() coroutine.yield(1) error("in pcall") end) end) f() error(select(2, f()), 0) end,
}

local function show(...)
  local texts = {}
  for i = 1, select("#", ...) do
    local value = select(i, ...)
    texts[i] = type(value) == "table" and (getmetatable(value) and tostring(value) or "table") or tostring(value)
    texts[i] = texts[i]:gsub("0x%x+", "address")
  end
  return table.concat(texts, " | ")
end

local function again(catch, f)
  local last
  for i = 1, 4 do last = show(catch(f)) end
  return last
end

local function handler(e) return type(e) == "string" and "handled " .. e or e, "second" end
local catchers = {
  { "pcall", pcall },
  { "pcall deep", function(f) return pcall(deep, 3, f) end },
  { "pcall tail", function(f) return pcall(tail, f) end },
  { "pcall pcall", function(f) return pcall(pcall, f) end },
  { "xpcall", function(f) return xpcall(f, handler) end },
  { "xpcall deep", function(f) return xpcall(function() local r = deep(3, f) return r end, handler) end },
  { "handler fails", function(f) return xpcall(f, function(e) return e.x.y end) end },
  { "handler catches", function(f) return xpcall(f, function(e) return select(2, pcall(error, e, 0)) end) end },
  { "tostring", function(f) return xpcall(f, tostring) end },
  { "no handler", function(f) return xpcall(f, nil) end },
  { "resume", function(f) return coroutine.resume(coroutine.create(f)) end },
  { "wrap", function(f) return pcall(coroutine.wrap(f)) end },
  { "pcall in coroutine", function(f) return coroutine.wrap(function() return pcall(f) end)() end },
  { "xpcall in coroutine", function(f) return coroutine.wrap(function() return xpcall(f, handler) end)() end },
}
local plain = {}
for k, f in ipairs(kinds) do
  plain[k] = again(pcall, f)
  print(k, plain[k])
end
for _, catcher in ipairs(catchers) do
  print(catcher[1])
  for k, f in ipairs(kinds) do
    local text = again(catcher[2], f)
    if text ~= plain[k] then print(k, text) end
  end
end
