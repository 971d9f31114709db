-- Every escape sequence of a quoted string, shown as byte values.
local function bytes(s)
  local t = {}
  for i = 1, #s do t[#t + 1] = s:byte(i) end
  return table.concat(t, " ")
end
print(bytes("\a\b\f\n\r\t\v\\\"\'"))
print(bytes('\a\b\f\n\r\t\v\\\"\''))
print(bytes("\0\1\10\100\200\255"))
print(bytes("\0001\0012\1234"))
print(bytes("a\
b"))
print(bytes("\q\%\(\ \-"))
print(#"\0\0\0", #"a\0b")
print("\65\066\0067")
print('it\'s' == "it's")
