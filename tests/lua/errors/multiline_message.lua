-- Messages may hold newlines.
print(pcall(error, "line one\nline two"))
print(pcall(function() error("a\nb") end))
error("first\nsecond")
