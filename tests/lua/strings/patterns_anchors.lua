-- ^ and $ are anchors only at the ends.
print(("hello"):find("^h")) print(("hello"):find("^e")) print(("hello"):find("o$")) print(("hello"):find("l$")) print(("hello"):find("^hello$")) print((""):find("^$")) print(("x"):find("^$"))
print(("a^b"):find("a^b")) print(("a$b"):find("a$b")) print(("$"):find("%$")) print(("^"):find("%^")) print(("^"):find("[%^]")) print(("$x"):find("$x")) print(("hello"):find("^l", 3)) print(("hello"):find("^h", 2))
print(("aaa"):gsub("^a", "x")) print(("aaa"):gsub("a$", "x")) print(("abc"):gsub("$", "!")) print(("abc"):gsub("^", "!")) print(("abc"):gsub("", "-")) print((""):gsub("", "-")) print(("abc"):gsub("^$", "x")) print((""):gsub("^$", "x"))
for w in ("^a ^b"):gmatch("^%a") do print("gmatch", w) end
print(("a\nb"):find("^b")) print(("a\nb"):match("a$")) print(("a$"):match("a$$"))
