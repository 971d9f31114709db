-- gsub many times over: functions, builtins and tables as replacements, nothing found, errors inside.
local function upper(word) return word:upper() end
local results = {}
for i = 1, 60 do
  local s = "the quick brown fox " .. i % 3
  results[#results + 1] = s:gsub("%a+", upper)
  results[#results + 1] = (s:gsub("(%a)(%w*)", function(a, b) return b .. a end))
  results[#results + 1] = s:gsub("%w+", string.upper, 2)
  results[#results + 1] = s:gsub("%w", string.byte)
  results[#results + 1] = s:gsub("%w+", { the = "a", fox = 7, quick = false })
  results[#results + 1] = s:gsub("(q)(u)", "%2%1%0%%")
  results[#results + 1] = s:gsub("o", function() end)
  results[#results + 1] = s:gsub("zzz", upper)
  results[#results + 1] = s:gsub("", "-")
  results[#results + 1] = s:gsub("^the", function(x) return x .. x end)
  results[#results + 1] = s:gsub("()", function(p) return p % 5 == 0 and p or nil end)
end
local seen, list = {}, {}
for _, r in ipairs(results) do if not seen[r] then seen[r] = true list[#list + 1] = r end end
print(#list) print(table.concat(list, "\n"))

local proxy = setmetatable({}, { __index = function(_, k) return #k > 3 and "<" .. k .. ">" or nil end })
for _ = 1, 40 do proxy.x = nil local _ = ("some words in a row"):gsub("%a+", proxy) end
print(("some words in a row"):gsub("%a+", proxy))

local function failing(s) return pcall(string.gsub, s, "%a+", function(w) if w == "bad" then error("found " .. w) end end) end
for _ = 1, 40 do failing("all good here") end
print(failing("all good here")) print(failing("this is bad"))
print(pcall(string.gsub, "a b", "%a", function() return {} end))
print(pcall(string.gsub, "a b", "%a", math.floor))
print(pcall(string.gsub, "a b", "(%a", upper)) print(pcall(string.gsub, "a b", "%a", "%9"))
print(pcall(string.gsub, "1 2", "%d", math.sqrt))

local long = ("word "):rep(5000)
for _ = 1, 3 do
  local r, n = long:gsub("%a+", function(w) return w .. w end)
  print(#r, n, r:sub(1, 20), #long:gsub(" ", ""), #long:gsub("w", { w = "WWWW" }))
end
print(#string.format("%s%q%5.1f%s", long, long:gsub("o", '"'), 3.25, "end"))
