-- A backslash before CR, LF, CRLF or LFCR is one newline; a raw one in quotes is an error.
local function len(src) local f, e = loadstring(src, "=s"); if not f then return e end; local s = f(); return #s, s:byte(1, -1) end
print(len("return '\\\n'"))
print(len("return '\\\r'"))
print(len("return '\\\r\n'"))
print(len("return '\\\n\r'"))
print(len("return '\\\n\n'"))
print(len("return '\n'"))
print(len("return '\r'"))
print(len("return 'abc"))
print(len("return 'abc\\"))
