-- unpack with default and explicit bounds.
print(unpack({1, 2, 3})) print(unpack({})) print(unpack({1, 2, 3}, 2)) print(unpack({1, 2, 3}, 2, 3)) print(unpack({1, 2}, 1, 4))
print(unpack({1, 2, 3}, -1, 1)) print(unpack({1, 2, 3}, 3, 2)) print((unpack({1, 2, 3})))
print(unpack({n = 3}, 1, 3)) print(select("#", unpack({}, 1, 100)))
print(unpack({1, nil, 3}, 1, 3))
print(select("#", unpack({}, 1, 5000)))
