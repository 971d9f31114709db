-- find with plain search and init positions.
print(("hello world"):find("wor", 1, true)) print(("hello"):find("l")) print(("hello"):find("xyz")) print(("hello"):find(""))
print(("hello"):find("", 3)) print(("hello"):find("", 6)) print(("hello"):find("", 7)) print(("hello"):find("", 100)) print(("hello"):find("", -100)) print(("hello"):find("l", -2)) print(("hello"):find("h", -2))
print(("a.b"):find(".", 1, true)) print(("a.b"):find(".")) print(("a%b"):find("%", 1, true)) print(("x[y"):find("[", 1, true)) print(("aXb"):find("X", 3, true))
print((""):find("")) print((""):find("x")) print(("a\0b"):find("\0", 1, true)) print(("a\0b\0c"):find("b\0", 1, true)) print(("abc"):find("c", 3)) print(("abc"):find("c", 4))
print(("abc"):find("b", nil, true)) print(("abcabc"):find("abc", 2)) print(("aaa"):find("a", 2.5)) print(("aaa"):find("a", "2"))
print(pcall(string.find, "a", "[", 1, nil)) print(pcall(string.find, "a", "[", 1, false)) print(string.find("a[", "[", 1, 1))
print(pcall(string.find)) print(pcall(string.find, "x")) print(pcall(string.find, "x", {})) print(pcall(string.find, "x", "x", {}))
