-- Integer conversions with flags, widths and precisions.
for _, f in ipairs{"%d", "%5d", "%-5d|", "%05d", "%+d", "% d", "%+5d", "%-+5d|", "%.3d", "%8.3d", "%08.3d", "%i", "%-08d|", "%.0d", "% 05d"} do print(f, f:format(42), f:format(-42), f:format(0)) end
print(("%d"):format(3.7), ("%d"):format(-3.7), ("%d"):format("10"), ("%d"):format(2^31), ("%d"):format(-2^31), ("%d"):format(2^53), ("%d"):format(1e15))
print(("%u"):format(42), ("%u"):format(0), ("%5u"):format(7)) print(("%c%c%c"):format(72, 105, 33), #("%c"):format(0), ("%5c|"):format(65), ("%-5c|"):format(65), ("%c"):format(256 + 65))
print(pcall(string.format, "%d", "x")) print(pcall(string.format, "%d", {})) print(pcall(string.format, "%d")) print(pcall(string.format, "%d", nil)) print(pcall(string.format, "%d", "1.5"))
