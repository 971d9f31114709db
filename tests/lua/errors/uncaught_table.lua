-- A script that ends in an error with a table.
print("start")
error({code = 1})
