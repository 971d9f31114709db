-- min and max of one or many numbers.
print(math.max(1), math.max(1, 2, 3), math.max(3, 2, 1), math.max(-1, -2), math.max(1.5, 1), math.max("10", 9)) print(math.min(1), math.min(3, 1, 2), math.min(-1, -2), math.min(1/0, 5)) print(pcall(math.max)) print(pcall(math.min)) print(pcall(math.max, 1, "x")) print(pcall(math.min, {}, 1)) print(pcall(math.max, 1, nil))
print(math.max(unpack({5, 3, 9, 1})), math.min(unpack({5, 3, 9, 1})))
