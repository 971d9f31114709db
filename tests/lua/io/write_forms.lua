-- io.write takes strings and numbers and adds nothing.
io.write("a", 1, 2.5, "b\n") io.write() io.write("") print(io.write("x\0y", "\n")) print(pcall(io.write, {})) print(pcall(io.write, nil)) print(pcall(io.write, true)) print(pcall(io.write, "ok ", {})) io.write(1e15, " ", 0.1, " ", 1/0, " ", 2^53, "\n")
