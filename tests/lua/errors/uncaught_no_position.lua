-- Level 0 leaves the message alone.
io.write("partial output")
error("bare message", 0)
