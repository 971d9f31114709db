-- setfenv and getfenv with stack levels.
local print, getfenv, setfenv, setmetatable, pcall = print, getfenv, setfenv, setmetatable, pcall
local G = getfenv()
local function f()
  setfenv(1, {name = "f's"})
  return name, getfenv(1) ~= G, getfenv(2) == G
end
print(f())
local function caller() local function change() setfenv(2, {v = "set by callee"}) end change() return v end
print(caller())
name = "global"
print(name)
print(pcall(setfenv, 1.5, {}))
print(pcall(getfenv, 100)) print(pcall(setfenv, 100, {})) print(pcall(getfenv, -1)) print(pcall(setfenv, print, {})) print(pcall(setfenv, f, 1)) print(pcall(setfenv)) print(pcall(getfenv, {})) print(pcall(setfenv, "x", {}))
print(getfenv(0) == G, getfenv() == G)
setfenv(1, setmetatable({}, {__index = G, __newindex = function(_, k, v) print("setting", k, v) end}))
zzz = 5
print(zzz)
