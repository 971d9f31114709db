-- Strings compare by bytes under the C locale, prefixes first.
print("a" < "b", "a" < "A", "Z" < "a", "" < "a", "a" < "aa", "ab" < "b")
print("a" <= "a", "a" >= "a", "b" > "a", "10" < "9", "abc" == "abc")
print("a\0b" < "a\0c", "a\0" > "a", "\0" < "\1", "" < "\0", "a\0b" == "a\0b", "a\0b" == "a\0c")
print("\127" < "\128", "\255" > "z", "\200" < "\201", "z" < "\228")
local t = {"b", "", "a\0", "B", "a", "\255", "\128", "aa", "1", "a\0b"}
table.sort(t)
for i, v in ipairs(t) do io.write(string.format("%q", v), " ") end
print()
print("a\0z" <= "a\0y", "x\0\0a" < "x\0\0b")
