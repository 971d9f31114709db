-- Reading where there is no input.
print(io.read()) print(io.read("*l")) print(io.read("*n")) print(io.read("*a")) print(io.read(0)) print(io.read(5)) for l in io.lines() do print("no") end print(io.read("*l", "*a"))
