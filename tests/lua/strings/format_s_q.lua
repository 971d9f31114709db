-- %s with widths and precisions, %q quoting.
print(("%s|%5s|%-5s|%.2s|%5.1s|%-5.1s|"):format("abc", "abc", "abc", "abc", "abc", "abc")) print(("%s %s"):format(1, 1.5)) print(pcall(string.format, "%s", nil)) print(pcall(string.format, "%s", true)) print(pcall(string.format, "%s", {})) print(pcall(string.format, "%s")) print(("%.0s|%.10s|%20s"):format("abc", "abc", "right"))
print(("%q"):format("plain")) print(("%q"):format('quote " backslash \\ newline \n end')) print(("%q"):format("cr \r zero \0 tab \t bell \a")) print(("%q"):format("\200\255")) print(("%q"):format(12)) print(pcall(string.format, "%q")) print(pcall(string.format, "%q", {}))
local s = "all: " for i = 0, 255 do s = s .. string.char(i) end print(loadstring("return " .. ("%q"):format(s))() == s) print(("%%"):format(), ("100%%"):format(), ("%5s%%"):format(50)) print(("%s"):format(("x"):rep(200)) == ("x"):rep(200), #("%200s"):rep(0))
print(("[%99d]"):format(1)) print(("%-99s]"):format("x"):len())
