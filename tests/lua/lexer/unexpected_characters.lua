-- Bytes that begin no token are reported as they are, control bytes as char(n).
for _, s in ipairs{"@", "$", "!", "`", "?", "\\", "~", "&", "|", "\1", "\127", "\27"} do
  print((string.format("%q", s)), loadstring("x = " .. s, "=c"))
end
print(loadstring("x = 1 ! 2", "=c"))
print(loadstring("a.b:c = 1", "=c"))
print(loadstring("x = ~= 1", "=c"))
