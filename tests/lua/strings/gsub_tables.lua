-- gsub with a table: the first capture is the key.
print(("hello"):gsub(".", {h = "H", l = 1, o = false})) print(("$a $b $c"):gsub("%$(%w)", {a = "x", b = 2})) print(("ab"):gsub("(a)(b)", {a = "first", b = "second"})) print(("abc"):gsub("()b", {[2] = "two"})) print(("abc"):gsub("b", {b = ""}))
print(("abc"):gsub("%w", setmetatable({}, {__index = function(_, k) return k .. k end}))) print(pcall(string.gsub, "abc", "b", {b = true})) print(pcall(string.gsub, "abc", "b", {b = {}})) print(("abc"):gsub("b", {b = false}))
