-- %b and %f.
print(("f(a(b)c)d"):match("%b()")) print(("((x)"):match("%b()")) print(("(x"):match("%b()")) print(("[a[b]]"):find("%b[]")) print(("xAyAz"):match("%bxA")) print(("aab"):match("%baa")) print(("if x then y end"):match("%bxy")) print(("<<>><>"):gsub("%b<>", "T")) print(("f(1)(2)"):gsub("%b()", ""))
print(("THE (quick) fox"):find("%f[%a]%a+%f[%A]")) print(("hello world"):gsub("%f[%w]%w+", "W")) print(("hello"):find("%f[%z]")) print(("x"):gsub("%f[%w]", "<")) print(("foo bar"):gsub("%f[%W]", "|")) print(("THE (quick) fox"):gsub("%f[%a]%a+", string.lower))
print(("aXb"):find("%f[X]X")) print((""):find("%f[%z]")) print(("abc"):find("%f[^%z]"))
print(pcall(string.find, "x", "%b")) print(pcall(string.find, "x", "%bx")) print(pcall(string.find, "x", "%f")) print(pcall(string.find, "x", "%fa"))
