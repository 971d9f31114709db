-- Hexadecimal and octal conversions.
for _, f in ipairs{"%x", "%X", "%#x", "%#X", "%8x", "%-8x|", "%08x", "%.5x", "%#10x", "%o", "%#o", "%5o", "%05o"} do print(f, f:format(255), f:format(0), f:format(48879)) end
print(("%x"):format(2^32 - 1), ("%x"):format(2^32), ("%X"):format(2^48 + 10), ("%x"):format(1.9)) print(("%x"):format(-1), ("%o"):format(-1)) print(("%5.2s|%x"):format("abc", "16"))
