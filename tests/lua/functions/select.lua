-- select with positions, negative positions and "#".
print(select(1, "a", "b", "c")) print(select(2, "a", "b", "c")) print(select(3, "a", "b", "c"))
print(select(4, "a", "b", "c")) print(select(-1, "a", "b", "c")) print(select(-2, "a", "b", "c")) print(select(-3, "a", "b", "c"))
print(select("#")) print(select("#", nil, nil)) print(select("2", "a", "b"))
print(select(1.9, "a", "b"))
print(pcall(select, 0, 1)) print(pcall(select, -2, 1)) print(pcall(select)) print(pcall(select, "x", 1)) print(pcall(select, {}))
print((select(2, "x", "y", "z")))
