-- Numbers become strings where a string is needed.
print(("x"):rep(3) .. 4, ("a"):rep("3"), string.len(12345), string.upper(1.5))
print(table.concat({1, 2.5, "x"}, 0), string.sub(12345, 2, 3), string.rep(7, 3))
print(string.byte(65), string.find(12345, 34), (string.gsub(1221, 2, 9)))
print(#tostring(12), tostring(12) == "12", 12 .. "" == "12")
local t = {[1] = "number", ["1"] = "string"}
print(t[1], t["1"], t[tonumber("1")], t[tostring(1)])
print(string.format("%s %d %s", 1, "2", 3.5))
print(math.floor("3.7"), math.max("10", 9), math.sqrt("16"))
