-- A letter or second dot glued to a numeral is reported with the whole run of characters.
for _, s in ipairs{"1a", "0x", "0xg", "1e", "1e+", "1.2.3", "1..2", "3x4", "0x1.8z", "1e5.5", "1_000", "12abc3"} do
  print(s, loadstring("return " .. s, "=n"))
end
