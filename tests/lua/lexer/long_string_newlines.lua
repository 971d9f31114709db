-- Inside a long string each of CR, LF, CRLF and LFCR becomes one "\n".
local function show(src)
  local f, e = loadstring("return " .. src, "=s")
  if not f then return e end
  return (string.format("%q", f()):gsub("\\\n", "<nl>"):gsub("\r", "<cr>"))
end
print(show("[[a\nb]]"))
print(show("[[a\rb]]"))
print(show("[[a\r\nb]]"))
print(show("[[a\n\rb]]"))
print(show("[[a\n\nb]]"))
print(show("[[a\r\rb]]"))
print(show("[[\r\nb]]"))
print(show("[[\n\nb]]"))
print(show("[[a"))
print(show("[==[a]=]"))
print(show("[=a"))
