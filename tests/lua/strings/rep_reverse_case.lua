-- rep, reverse, upper, lower.
print(("ab"):rep(3), ("ab"):rep(1), ("ab"):rep(0), ("ab"):rep(-1), (""):rep(100), ("x"):rep(2.9), ("x"):rep("3"), #("\0"):rep(5))
print(("hello"):reverse(), (""):reverse(), ("a\0b"):reverse():byte(1, -1))
print(string.reverse(12345), string.upper("mixed Case 123 \228"), string.lower("MIXED Case \196"), #("a\0b"):upper())

print(#("abc"):rep(1000), ("-"):rep(20))
print(pcall(string.rep, "x")) print(pcall(string.upper)) print(pcall(string.lower, {})) print(pcall(string.reverse, nil))
