-- byte with ranges, char with many codes.
print(("A"):byte(), ("ABC"):byte(2), ("ABC"):byte(-1), ("ABC"):byte(1, 3), ("ABC"):byte(-2, -1))
print((""):byte(), select("#", (""):byte()), select("#", ("abc"):byte(10)), select("#", ("abc"):byte(3, 1)), select("#", ("abc"):byte(0)))
print(("a\0\255"):byte(1, -1)) print(("abc"):byte(0, 2)) print(("abc"):byte(2, 100))
print(string.char(), string.char(72, 105), #string.char(0, 0, 255), string.char(65.9), string.char("66"))
print(pcall(string.char, 256)) print(pcall(string.char, -1)) print(pcall(string.char, "x")) print(pcall(string.char, 65, nil))
for i = 0, 255 do local c = string.char(i); assert(#c == 1 and c:byte() == i) end
local all = {} for i = 0, 255 do all[#all + 1] = i end
print(#string.char(unpack(all)), select("#", string.char(unpack(all)):byte(1, -1)))
print(pcall(string.byte)) print(pcall(string.byte, {}))
