-- The functions each library has, as far as they are in every profile.
local want = {
  string = "byte char find format gmatch gsub len lower match rep reverse sub upper gfind",
  table = "concat foreach foreachi getn insert maxn remove setn sort",
  math = "abs acos asin atan atan2 ceil cos cosh deg exp floor fmod frexp huge ldexp log log10 max min mod modf pi pow rad random randomseed sin sinh sqrt tan tanh",
  coroutine = "create resume running status wrap yield",
  os = "clock date difftime time",
}
local libs = {"coroutine", "math", "os", "string", "table"}
for _, lib in ipairs(libs) do
  local missing = {}
  for name in want[lib]:gmatch("%S+") do if _G[lib][name] == nil then missing[#missing + 1] = name end end
  print(lib, #missing, table.concat(missing, " "))
end
