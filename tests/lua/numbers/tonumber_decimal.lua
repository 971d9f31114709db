-- What tonumber takes as a decimal or hexadecimal numeral, and what it refuses.
for _, s in ipairs{"10", " 10 ", "\t10\n", "10.5", ".5", "5.", "1e2", "1E+2", "1e-2", "-10", "+10", "- 10", "--10", "0x10", "0X1f", "-0x10", "0x", "",
  " ", "abc", "10abc", "10 10", "1e", "1e+", "e1", ".", "-", "+", "1.2.3", "0x1g", "1_0", "10\0", "0b11", "1,5", "٣"} do
  print((string.format("%q", s):gsub("\\\n", "\\n")), tonumber(s))
end
print(tonumber(10), tonumber(nil), tonumber(true), tonumber({}))
