-- What the parser names in "near": the token text, a whole string, <eof>.
for _, s in ipairs{
  "x = = 1", "x = 'abc' 'def", "x = }", "for", "if x then", "x = [[abc", "local function", "x = 'str' = 1",
  "x = 1.5 2.5", "return return", "x = 12 'tail'", "f(", "f(1,", "t = {", "t = {1, 2", "a.1 = 2", "a. = 2",
  "x = function", "x = function(a,) end", "x = function(1) end", "x = not", "x = -", "x = #", "x = a and", "...", "local ... = 1",
  "x ~= 1", "x", "f", "x.y", "x[1]", "(x)", "f() = 1", "(x) = 1", "1 = x", "'a' = x", "nil = 1", "a, f() = 1, 2",
} do
  print(s, loadstring(s, "=n"))
end
