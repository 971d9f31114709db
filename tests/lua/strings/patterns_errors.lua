-- Malformed patterns are reported.
for _, p in ipairs{"[", "[a", "[^", "[]", "[^]", "[%", "[%a", "[a-", "%", "x%", "(", "(a", "a)", ")", "(()", "%1", "(%1)", "(a)%2", "%0", "[[:alpha:]", "%b", "%bx", "(x", "((x)", "%f", "%9", "a(b(c)"} do print(p, pcall(string.find, "aaa", p)) end
print(pcall(string.gsub, "x", "(", "")) print(pcall(string.match, "x", "[")) print(pcall(function() for _ in ("x"):gmatch("(") do end end)) print(pcall(string.rep, "x", -1))
print(pcall(string.find, "x", ("(x)"):rep(33))) print(pcall(string.find, ("x"):rep(32), ("(x)"):rep(32)) )
