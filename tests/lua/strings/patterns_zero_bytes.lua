-- Subjects may hold zero bytes; %z matches them.
local s = "a\0b\0\0c"
print(#s, s:find("%z"), s:find("%z+", 3), s:find("%Z+", 3)) print((s:gsub("%z", "0"))) print(s:find("b"), s:find("c$")) print(#s:match(".*"), #s:match("a.b")) print((s:gsub("[%z]", "."))) print((s:gsub("[^%z]", "x")):byte(1, -1))
for w in s:gmatch("%Z+") do io.write(w, " ") end print()
