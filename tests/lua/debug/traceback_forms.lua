-- debug.traceback with messages, levels and other values.
local function clean(s) return (s:gsub("\n\t%[C%]: %?$", "")) end
local function f() return (debug.traceback("msg")) end
local function g() local s = f() return s end
print(clean(g())) print(clean(debug.traceback("a", 1))) print(clean(debug.traceback("lvl2", 2))) print(debug.traceback(nil) == nil, debug.traceback({}) ~= nil, debug.traceback(42):match("^42\nstack traceback:") ~= nil) print(clean(debug.traceback()))
function globalfn() return debug.traceback("in global") .. "" end
local t = {method = function() local s = debug.traceback("in field") return s end} function t:colon() local s = debug.traceback("in method") return s end
print(clean(globalfn())) print(clean(t.method())) print(clean(t:colon())) print(clean((function() local s = debug.traceback("anonymous") return s end)()))
local function tail() return globalfn() end print(clean(tail()))
