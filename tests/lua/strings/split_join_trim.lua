-- Common helpers in Lua itself.
local function split(s, sep) local out, i = {}, 1; while true do local a, b = s:find(sep, i, true); if not a then out[#out + 1] = s:sub(i); return out end out[#out + 1] = s:sub(i, a - 1); i = b + 1 end end
print(table.concat(split("a,b,,c,", ","), "|"), #split("", ","), #split(",", ","), table.concat(split("a--b--c", "--"), "+"))
local function trim(s) return (s:gsub("^%s+", ""):gsub("%s+$", "")) end print("[" .. trim("  x y \n\t") .. "]", "[" .. trim("   ") .. "]")
local function starts(s, p) return s:sub(1, #p) == p end local function ends(s, p) return p == "" or s:sub(-#p) == p end print(starts("hello", "he"), starts("he", "hello"), ends("hello", "lo"), ends("lo", "hello"), ends("x", ""))
local function cap(s) return (s:gsub("(%a)([%w_']*)", function(a, b) return a:upper() .. b:lower() end)) end print(cap("the qUICK brown fox's"))
local function esc(s) return (s:gsub("[%^%$%(%)%%%.%[%]%*%+%-%?]", "%%%0")) end print(esc("a.b*c[d]^$"), ("1+1=2"):find(esc("1+1")))
print((("camelCaseString"):gsub("%u", function(c) return "_" .. c:lower() end)), (("snake_case_string"):gsub("_(%l)", string.upper))) local function commas(n) local s = tostring(n); local k; repeat s, k = s:gsub("^(-?%d+)(%d%d%d)", "%1,%2") until k == 0; return s end print(commas(1234567), commas(-1234), commas(12))
