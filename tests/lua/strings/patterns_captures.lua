-- Captures: nested, position, back references, whole match.
print(("hello world"):match("(%w+) (%w+)")) print(("hello"):match("((h)(e))l")) print(("hello"):match("()ll()")) print(("hello"):match("()")) print(("hello"):match("h()")) print(("key=val"):match("(%w+)=(%w+)"))
print(("abcabc"):match("(abc)%1")) print(("abcabd"):match("(abc)%1")) print(([["quoted" 'x']]):match("([\"'])(.-)%1")) print(("aa bb cd"):gsub("(%a)%1", "<%1>"))
print(("x"):match("(x)()()")) print(("abc"):match("(a)(b)(c)")) print(("abc"):find("(b)(c)")) print(("abc"):find("b()")) print(("  trim  "):match("^%s*(.-)%s*$") .. "|")
print(("2024-01-15"):match("(%d+)-(%d+)-(%d+)")) print(("a,b,,c"):match("([^,]*),([^,]*),([^,]*),([^,]*)")) print(select("#", ("x"):match("y"))) print(("x"):match("(y?)")) print(#("x"):match("(y?)"))
print(("aXb"):match("(a)X(b)", 1)) print(("abcd"):match("(.)(.)", 2)) print(("abcd"):match(".", -1)) print(("abcd"):match("b", 3)) print(("abc"):match("", 4)) print(("abc"):match("", 5)) print(("xyx"):match("(x)(y)%1"))
local t = {("a1b2c3d4e5f6g7h8"):match(("(%a%d)"):rep(8))} print(#t, t[1], t[8])
