-- An unclosed construct names the opener and its line when they are on different lines.
local cases = {
  "if x then\n\nfoo()", "while x do\nend\nend", "for i = 1, 2 do\n\n", "function f()\n\n\nreturn", "repeat\nx = 1\n",
  "f(\n1, 2\n", "t = {\n1,\n2\n", "x = (1\n+ 2\n", "do\ndo\nend\n", "if x then else\n\n", "a[1\n\n",
}
for _, s in ipairs(cases) do print((s:gsub("\n", "|")), loadstring(s, "=b")) end
