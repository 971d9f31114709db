-- An argument error at the top level.
print(("x"):rep(2))
print(("x"):rep({}))
