-- Semicolons after statements; the ambiguous call on a new line is refused.
local a = 1; local b = 2;
print(a, b);
do print("block") end;
if a then print("then"); end;
print(loadstring("if a then; end", "=s"))
local ok, err = loadstring("local f = print\nf\n(1)", "=s")
print(ok, err)
print(loadstring("local f = print\nf;\n(1)()", "=s"))
print(loadstring(";", "=s"))
print(loadstring("a = 1;; b = 2", "=s"))
print(loadstring("local a = {};\n(print)(a ~= nil)", "=s") ~= nil)
print(loadstring("return;", "=s") ~= nil, loadstring("return 1;", "=s") ~= nil, loadstring("return; x = 1", "=s"))
