-- unpack refuses more results than the stack can hold.
print(pcall(unpack, {}, 1, 1e6))
print(pcall(unpack, {}, 1, 1e7))
print(pcall(unpack, {}, 1, 1e8))
print(pcall(unpack)) print(pcall(unpack, 1)) print(pcall(unpack, {}, "x")) print(pcall(unpack, {}, 1, {}))
print(pcall(unpack, {}, 5, 1))
