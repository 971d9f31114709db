-- A yield may come from any depth of Lua calls.
local function deep(n) if n == 0 then coroutine.yield("bottom") return "back" end local r = deep(n - 1); return r .. n % 10 end
local co = coroutine.create(deep)
print(coroutine.resume(co, 10)) print(coroutine.resume(co))
local function walk(t) if type(t) == "table" then for _, v in ipairs(t) do walk(v) end else coroutine.yield(t) end end
for v in coroutine.wrap(function() walk{1, {2, {3, 4}, 5}, {{{6}}}} end) do io.write(v, " ") end print()
local function tail(n) if n == 0 then return coroutine.yield("tail") end return tail(n - 1) end
local t = coroutine.wrap(tail)
print(t(1000)) print(t("resumed"))
