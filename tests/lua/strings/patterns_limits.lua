-- Long subjects: lazy, greedy and single repetitions without trouble.
local s = ("a"):rep(20000)
print(#s:match("a*"), #s:match("a-$"), #s:match(".*"), s:find("b"), #s:match("^(a*)$"), s:find("a-b"), #s:match("[^b]*"))
print(select(2, s:gsub("a", "b")), #(s:gsub("a", "bb")), select(2, s:gsub("a*", "x")))
local t = ("word "):rep(5000) local n = 0 for w in t:gmatch("%a+") do n = n + 1 end print(n)
print(#(("x"):rep(1000) .. "y"):match("x*y"), (("(" ):rep(5000) .. (")"):rep(5000)):find("%b()"))
