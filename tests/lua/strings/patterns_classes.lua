-- Every character class over all bytes (C locale).
local function set(p) local n, first, last = 0; for i = 0, 255 do if string.char(i):find(p) then n = n + 1; first = first or i; last = i end end return p .. "=" .. n .. ":" .. tostring(first) .. "-" .. tostring(last) end
for _, c in ipairs{"a", "c", "d", "l", "p", "s", "u", "w", "x", "z"} do print(set("%" .. c), set("%" .. c:upper()), set("[%" .. c .. "]"), set("[^%" .. c .. "]")) end
print(set("."), set("[a-z]"), set("[^a-z]"), set("[%a_]"), set("[a-]"), set("[-a]"), set("[]]"), set("[^]]"), set("[]-a]"))
print(set("[%-x]"), set("[a%-z]"), set("[%]]"), set("[a-c-e]"), set("[%a-z]"), set("[+-/]"), set("%%"), set("%."), set("[.]"), set("[\128-\255]"), set("[0-9a-fA-F]"))
