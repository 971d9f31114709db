-- A script that ends in a run-time error.
print("start")
local config = {}
print(config.server.port)
